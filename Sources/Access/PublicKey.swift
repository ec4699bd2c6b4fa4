public import Documents
internal import OpenSSL
internal import Secrets

/// A public key, as people tell keys apart.
public struct PublicKey: Hashable, Sendable {
  /// The canonical text: `age1…`, or an SSH key without its comment.
  public let text: String

  /// Creates a description of a key.
  public init(_ text: String) { self.text = text }

  /// What kind of key it is: `age`, `age post-quantum`, `age plugin NAME`, or SSH's own word.
  public var kind: String {
    if let space = text.firstIndex(of: " ") { return String(text[..<space]) }
    if text.hasPrefix("openpgp:") { return "openpgp" }
    guard text.hasPrefix("age1"), let one = text.lastIndex(of: "1") else { return "unknown" }
    let prefix = text[..<one]
    return switch prefix {
    case "age": "age"
    case "age1pq": "age post-quantum"
    default: "age plugin \(prefix.dropFirst(4))"
    }
  }

  /// `SHA256:…` as ssh-keygen shows it, an OpenPGP key's own fingerprint, or the two ends of an
  /// age key, which has none.
  ///
  /// The ends are for telling keys apart, and can be imitated: who compares keys with somebody
  /// else compares the whole text.
  public var fingerprint: String {
    let parts = text.split(separator: " ")
    if parts.count == 2, let wire = Self.decoded(String(parts[1])),
      let hash = try? Digest.of(wire.span, .sha256)
    {
      return "SHA256:\(Base64.encode(hash.span, padding: .none))"
    }
    if text.hasPrefix("openpgp:") { return String(text.dropFirst(8)) }
    guard text.hasPrefix("age1"), text.count > 24 else { return text }
    return "\(text.prefix(12))…\(text.suffix(8))"
  }

  /// The key in full where its fingerprint can be imitated, else the fingerprint.
  public var comparable: String { text.hasPrefix("age1") ? text : fingerprint }

  /// The key as `--json` prints it.
  public var document: Node {
    .object([
      Member("kind", .string(kind)), Member("fingerprint", .string(fingerprint)),
      Member("key", .string(text)),
    ])
  }

  private static func decoded(_ base64: String) -> [UInt8]? {
    let bytes = Array(base64.utf8)
    guard let decoded = Base64.decode(bytes.span) else { return nil }
    return decoded
  }
}
