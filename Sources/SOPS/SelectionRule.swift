/// Which values of a file are encrypted: the one rule in its metadata.
///
/// A rule looks at every key on the way to a value, so a key that matches covers all that is
/// below it. Lists add nothing to the way.
public enum SelectionRule: Hashable, Sendable {
  /// Everything but what stands under a key with this ending.
  case unencryptedSuffix(String)
  /// Only what stands under a key with this ending.
  case encryptedSuffix(String)
  /// Everything but what stands under a key in which this regular expression matches.
  case unencryptedRegex(String)
  /// Only what stands under a key in which this regular expression matches.
  case encryptedRegex(String)
  /// Everything but what a matching comment precedes; JSON has no comments.
  case unencryptedCommentRegex(String)
  /// Only what a matching comment precedes; JSON has no comments.
  case encryptedCommentRegex(String)

  /// What sops assumes where a file names no rule.
  public static let standard = SelectionRule.unencryptedSuffix("_unencrypted")

  /// The rule's name in the metadata.
  public var name: String {
    switch self {
    case .unencryptedSuffix: "unencrypted_suffix"
    case .encryptedSuffix: "encrypted_suffix"
    case .unencryptedRegex: "unencrypted_regex"
    case .encryptedRegex: "encrypted_regex"
    case .unencryptedCommentRegex: "unencrypted_comment_regex"
    case .encryptedCommentRegex: "encrypted_comment_regex"
    }
  }

  /// The suffix or the regular expression.
  public var text: String {
    switch self {
    case .unencryptedSuffix(let text), .encryptedSuffix(let text), .unencryptedRegex(let text),
      .encryptedRegex(let text), .unencryptedCommentRegex(let text),
      .encryptedCommentRegex(let text):
      text
    }
  }

  static let names: [String: @Sendable (String) -> SelectionRule] = [
    "unencrypted_suffix": { .unencryptedSuffix($0) },
    "encrypted_suffix": { .encryptedSuffix($0) },
    "unencrypted_regex": { .unencryptedRegex($0) },
    "encrypted_regex": { .encryptedRegex($0) },
    "unencrypted_comment_regex": { .unencryptedCommentRegex($0) },
    "encrypted_comment_regex": { .encryptedCommentRegex($0) },
  ]
}

/// A rule ready to be asked.
struct Selection: Sendable {
  private let encryptsMatches: Bool
  private let pattern: Pattern

  private enum Pattern: Sendable {
    case suffix([UInt8])
    case regex(RegularExpression)
    /// Looks at comments, which JSON does not have.
    case comments
  }

  /// Prepares a rule.
  ///
  /// - Throws: ``SOPSError`` with code `rules` for a regular expression that Go's RE2 would
  ///   refuse: sops would take it for one that matches nothing, and write all in clear.
  init(_ rule: SelectionRule) throws(SOPSError) {
    switch rule {
    case .unencryptedSuffix(let suffix):
      (encryptsMatches, pattern) = (false, .suffix(Array(suffix.utf8)))
    case .encryptedSuffix(let suffix):
      (encryptsMatches, pattern) = (true, .suffix(Array(suffix.utf8)))
    case .unencryptedRegex(let text):
      (encryptsMatches, pattern) = (false, .regex(try Self.compile(text, of: rule)))
    case .encryptedRegex(let text):
      (encryptsMatches, pattern) = (true, .regex(try Self.compile(text, of: rule)))
    case .unencryptedCommentRegex(let text):
      _ = try Self.compile(text, of: rule)
      (encryptsMatches, pattern) = (false, .comments)
    case .encryptedCommentRegex(let text):
      _ = try Self.compile(text, of: rule)
      (encryptsMatches, pattern) = (true, .comments)
    }
  }

  private static func compile(_ text: String, of rule: SelectionRule) throws(SOPSError)
    -> RegularExpression
  {
    do {
      return try RegularExpression(text)
    } catch {
      throw SOPSError(.rules, "\(rule.name) cannot be used: \(error.message)", field: rule.name)
    }
  }

  /// Whether a key on the way to a value matches.
  func matches(_ key: String) -> Bool {
    switch pattern {
    case .suffix(let suffix): key.utf8.count >= suffix.count && key.utf8.hasSuffix(suffix)
    case .regex(let regex): regex.isFound(in: key)
    case .comments: false
    }
  }

  /// Whether a value is encrypted, given whether any key on the way to it matches.
  func encrypts(matched: Bool) -> Bool { matched == encryptsMatches }
}

extension String.UTF8View {
  fileprivate func hasSuffix(_ suffix: [UInt8]) -> Bool {
    var index = endIndex
    for byte in suffix.reversed() {
      index = self.index(before: index)
      guard self[index] == byte else { return false }
    }
    return true
  }
}
