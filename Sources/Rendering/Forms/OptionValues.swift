internal import Credentials

extension RenderOptions {
  /// A choice that is on or off; a bare option is on.
  func flag(_ name: String, of artifact: String) throws(Failure) -> Bool {
    switch self[name] {
    case nil, "false": return false
    case "true", "": return true
    default: throw Failure(.usage, "the option \(name) of \(artifact) must be true or false")
    }
  }

  /// One of some choices, the first of which is taken where none is given.
  func choice(_ name: String, of choices: [String], for artifact: String) throws(Failure) -> String
  {
    guard let value = self[name] else { return choices.first ?? "" }
    guard choices.contains(value) else {
      throw Failure(
        .usage,
        "the option \(name) of \(artifact) must be one of \(choices.joined(separator: ", "))")
    }
    return value
  }

  /// A text of one line, or `nil` if it was not given.
  func line(_ name: String, of artifact: String) throws(Failure) -> String? {
    guard let value = self[name] else { return nil }
    guard !value.isEmpty, value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw Failure(
        .usage, "the option \(name) of \(artifact) must be a text without control characters")
    }
    return value
  }
}
