internal import Documents

/// What the keys below `public` and `secret` must be like.
///
/// Nothing authenticates where a key with a colon belongs, and sops takes a key `secret` at any
/// depth for the encrypted part, so such keys are never written and never accepted.
enum FieldNames {
  private static let refused: Set<String> = ["secret", "sops"]

  /// Why the members of a part are no fields, or `nil` if they are.
  static func problem(in part: [Member]) -> String? {
    for member in part where !isFieldID(member.key) {
      return "a field's name is not letters, digits and '_' after a letter"
    }
    return nestedProblem(in: .object(part))
  }

  private static func nestedProblem(in node: Node) -> String? {
    for value in node.array ?? [] {
      if let problem = nestedProblem(in: value) { return problem }
    }
    var seen: Set<String> = []
    for member in node.object ?? [] {
      if refused.contains(member.key) { return "a key is named \(member.key)" }
      if member.key.contains(":") { return "a key has a colon" }
      if !seen.insert(member.key).inserted { return "the key \(member.key) occurs twice" }
      if let problem = nestedProblem(in: member.value) { return problem }
    }
    return nil
  }

  private static func isFieldID(_ key: String) -> Bool {
    func isLetter(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    guard let first = key.utf8.first, isLetter(first) else { return false }
    return key.utf8.allSatisfy { byte in
      isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || byte == UInt8(ascii: "_")
    }
  }
}
