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
}
