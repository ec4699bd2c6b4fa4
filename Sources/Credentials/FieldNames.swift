internal import Documents

/// What the keys below `public` and `secret` must be like.
///
/// Nothing authenticates where a key with a colon belongs, and sops takes a key `secret` at any
/// depth of the readable part for an encrypted one, so such keys are never written and never
/// accepted.
enum FieldNames {
  /// Why the members of the readable part are no fields, or `nil` if they are.
  static func problem(inReadable part: [Member]) -> String? {
    for member in part where !isFieldID(member.key) {
      return "a field's name is not letters, digits and '_' after a letter"
    }
    return nestedProblem(in: .object(part), refusing: ["secret", "sops"])
  }

  /// Why the members of the encrypted part are no fields, or `nil` if they are.
  ///
  /// Types with open fields hold names that other systems gave, such as `spring.mail-host`.
  static func problem(inSealed part: [Member]) -> String? {
    for member in part where !isFieldID(member.key, allowing: "_.-") {
      return "a field's name is not letters, digits, '_', '.' and '-' after a letter or '_'"
    }
    return nestedProblem(in: .object(part), refusing: ["sops"])
  }

  private static func nestedProblem(in node: Node, refusing refused: Set<String>) -> String? {
    for value in node.array ?? [] {
      if let problem = nestedProblem(in: value, refusing: refused) { return problem }
    }
    var seen: Set<String> = []
    for member in node.object ?? [] {
      if refused.contains(member.key) { return "a key is named \(member.key)" }
      if member.key.contains(":") { return "a key has a colon" }
      if !seen.insert(member.key).inserted { return "the key \(member.key) occurs twice" }
      if let problem = nestedProblem(in: member.value, refusing: refused) { return problem }
    }
    return nil
  }

  private static func isFieldID(_ key: String, allowing more: String = "_") -> Bool {
    func isLetter(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    guard let first = key.utf8.first,
      isLetter(first) || (more.utf8.count > 1 && first == UInt8(ascii: "_"))
    else { return false }
    return key.utf8.allSatisfy { byte in
      isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || more.utf8.contains(byte)
    }
  }
}
