public import Secrets

/// Identities read from files.
public enum Identities {
  /// The largest identity file, in bytes.
  public static let largestFile = 16 << 20
  /// The largest SSH private key, in bytes.
  public static let largestSSHKey = 16 << 10

  /// Reads an identity file: native identities one a line, such a file encrypted with a
  /// passphrase, or an SSH private key in OpenSSH's or a PEM format.
  ///
  /// - Parameters:
  ///   - contents: The file.
  ///   - source: The file's name, for messages.
  ///   - passphrase: Asked at most once, and only when an identity that is locked is needed;
  ///     `nil` as its answer means there is nobody to ask.
  /// - Returns: At least one identity, in the order of the file.
  /// - Throws: ``AgeError`` with code `invalidIdentity` for anything else, naming the file and
  ///   line and never quoting it, `unsupported` for keys of other types.
  public static func parse(
    _ contents: Span<UInt8>, source: String, passphrase: (@Sendable () -> Secret?)?
  ) throws(AgeError) -> [any Identity] {
    guard contents.count <= largestFile else {
      throw AgeError(.invalidIdentity, "\(source) is too large to be an identity file")
    }
    let passphrase = PassphraseSource(source: source, ask: passphrase)
    if contents.starts(with: "age-encryption") || contents.starts(with: "-----BEGIN AGE") {
      return [try EncryptedIdentityFile(contents, passphrase: passphrase)]
    }
    guard contents.starts(with: "-----BEGIN ") else { return try lines(contents, source: source) }
    guard contents.count <= largestSSHKey else {
      throw AgeError(.invalidIdentity, "\(source) is too large to be an SSH private key")
    }
    guard contents.starts(with: OpenSSHPrivateKey.begin) else {
      return [try PEMIdentity.parse(contents, passphrase: passphrase)]
    }
    return [try openSSH(contents, passphrase: passphrase)]
  }

  private static func openSSH(_ contents: Span<UInt8>, passphrase: PassphraseSource)
    throws(AgeError) -> any Identity
  {
    let key = try OpenSSHPrivateKey(parsing: contents, source: passphrase.source)
    let opened = LockedValue { () throws(AgeError) in
      let secret = key.isEncrypted ? try passphrase.get() : Secret(SecretBytes(count: 0) { _ in })
      return try key.open(secret.bytes, wrong: passphrase.wrong)
    }
    // A key that needs no passphrase is read now, so that a broken one is found now.
    if !key.isEncrypted { _ = try opened.get() }
    return try SSHIdentity(
      key.publicKey, opened, source: passphrase.source, mayAsk: key.isEncrypted)
  }

  /// Reads native identities, one a line.
  static func lines(_ contents: Span<UInt8>, source: String) throws(AgeError) -> [any Identity] {
    var identities: [any Identity] = []
    var start = 0
    var number = 0
    while start < contents.count {
      number += 1
      let end = contents.firstIndex(of: UInt8(ascii: "\n"), from: start) ?? contents.count
      var line = contents.extracting(start..<end)
      start = end + 1
      if line.count > 0, line[line.count - 1] == UInt8(ascii: "\r") {
        line = line.extracting(first: line.count - 1)
      }
      if line.count == 0 || line[0] == UInt8(ascii: "#") { continue }
      identities.append(try identity(line, at: "\(source), line \(number)"))
    }
    guard !identities.isEmpty else {
      throw AgeError(.invalidIdentity, "\(source) holds no identity")
    }
    return identities
  }

  private static func identity(_ line: Span<UInt8>, at place: String) throws(AgeError)
    -> any Identity
  {
    if let identity = try X25519Identity(parsing: line) { return identity }
    do throws(AgeError) {
      if let identity = try HybridIdentity(parsing: line) { return identity }
    } catch {
      throw AgeError(error.code, "\(place): \(error.message)")
    }
    if line.starts(with: "AGE-PLUGIN-") {
      guard let identity = PluginIdentity(parsing: line) else {
        throw AgeError(.invalidIdentity, "\(place): malformed plugin identity")
      }
      return identity
    }
    if line.starts(with: "age1") || line.starts(with: "ssh-") {
      throw AgeError(
        .invalidIdentity, "\(place): this is a public key; the identity starts AGE-SECRET-KEY-1")
    }
    throw AgeError(.invalidIdentity, "\(place): this is not an identity")
  }
}
