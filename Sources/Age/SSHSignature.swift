internal import OpenSSL
internal import Secrets

/// A signature as `ssh-keygen -Y sign` makes it (OpenSSH's PROTOCOL.sshsig).
///
/// It brings its public key along, so that it proves nothing until somebody has looked up whose
/// key that is.
public struct SSHSignature: Hashable, Sendable {
  /// The first line of the armor.
  public static let begin: StaticString = "-----BEGIN SSH SIGNATURE-----"
  private static let end: StaticString = "-----END SSH SIGNATURE-----"
  private static let magic: StaticString = "SSHSIG"
  /// The longest armored signature read, in bytes: RSA with 16,384 bits takes a third of it.
  public static let largestSize = 16 * 1024

  /// The key as it stands in a `.pub` file, without a comment.
  public let publicKey: String
  /// What the signature is for; git's are for `git`.
  public let namespace: String
  /// The hash of the key, as `ssh-keygen -l` shows it: `SHA256:…`.
  public let fingerprint: String

  private let key: SSHSigningKey
  private let hash: Digest.Algorithm
  private let signature: [UInt8]

  /// Reads an armored signature, or returns `nil` if it is malformed or of another kind.
  public init?(armored text: Span<UInt8>) {
    guard let blob = Self.decode(text) else { return nil }
    self.init(blob: blob.span)
  }

  private static func decode(_ text: Span<UInt8>) -> [UInt8]? {
    guard text.count <= largestSize, text.starts(with: begin) else { return nil }
    var characters: [UInt8] = []
    var position = begin.utf8CodeUnitCount
    while position < text.count, text[position] != UInt8(ascii: "-") {
      if !Span<UInt8>.isSpace(text[position]) { characters.append(text[position]) }
      position += 1
    }
    let rest = text.extracting(position..<text.count)
    guard rest.starts(with: end) else { return nil }
    for index in end.utf8CodeUnitCount..<rest.count where !Span<UInt8>.isSpace(rest[index]) {
      return nil
    }
    return Base64.decode(characters.span)
  }

  init?(blob: Span<UInt8>) {
    guard blob.starts(with: Self.magic) else { return nil }
    var reader = SSHReader(
      blob.extracting(Self.magic.utf8CodeUnitCount..<blob.count))
    guard reader.number() == 1, let keyBytes = reader.string(), let namespace = reader.string(),
      // What is reserved is ignored by the specification, and empty in all that exists.
      let reserved = reader.string(), reserved.count == 0, let hash = reader.string(),
      let signature = reader.string(), reader.remaining.count == 0, namespace.count > 0,
      let key = SSHSigningKey(wire: keyBytes)
    else { return nil }
    if hash.equals("sha512") {
      self.hash = .sha512
    } else if hash.equals("sha256") {
      self.hash = .sha256
    } else {
      return nil
    }
    guard let digest = try? Digest.of(keyBytes, .sha256) else { return nil }
    fingerprint = "SHA256:\(Base64.encode(digest.span, padding: .none))"
    publicKey = "\(key.type) \(Base64.encode(keyBytes))"
    self.namespace = String(copying: namespace)
    self.signature = Array(copying: signature)
    self.key = key
  }

  /// Whether the signature is its key's over a message.
  ///
  /// - Parameters:
  ///   - message: What was signed.
  ///   - namespace: What it must be for, so that no signature counts for another purpose.
  /// - Returns: Whether it holds.
  /// - Throws: ``AgeError`` with code `internal` if OpenSSL fails.
  public func covers(_ message: Span<UInt8>, namespace: String) throws(AgeError) -> Bool {
    guard namespace == self.namespace else { return false }
    do throws(OpenSSLError) {
      var signed = Array("\(Self.magic)".utf8)
      SSHWriter.append(string: Array(namespace.utf8), to: &signed)
      SSHWriter.append(string: [], to: &signed)
      SSHWriter.append(string: Array((hash == .sha512 ? "sha512" : "sha256").utf8), to: &signed)
      SSHWriter.append(string: try Digest.of(message, hash), to: &signed)
      return try key.accepts(signature, of: signed)
    } catch {
      throw AgeError(.internal, "the signature cannot be checked: \(error)")
    }
  }
}
