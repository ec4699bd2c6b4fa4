/// Why a PEM text, or what it holds, cannot be used.
///
/// It never holds anything of the text.
public struct PEMError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong, at the level a caller can act on.
  public enum Code: Hashable, Sendable {
    /// There is no block of the wanted kind.
    case missing
    /// A block has no end, or ends under another name than it begins.
    case unterminated
    /// The body is a placeholder such as `...`.
    case placeholder
    /// The body is not base64.
    case notBase64
    /// The bytes are not a certificate or a key.
    case malformed
    /// The key is encrypted and no passphrase was given.
    case passphraseNeeded
    /// The passphrase does not open the key.
    case wrongPassphrase
    /// The key cannot be written in the wanted format.
    case unsupported
  }

  /// The kind of failure.
  public let code: Code
  /// What is wrong and what would be right, for a person to read.
  public let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// Compares what went wrong, not how it is told.
  public static func == (lhs: Self, rhs: Self) -> Bool { lhs.code == rhs.code }
  /// Hashes what went wrong.
  public func hash(into hasher: inout Hasher) { hasher.combine(code) }
  /// The failure, for a person to read.
  public var description: String { message }
}
