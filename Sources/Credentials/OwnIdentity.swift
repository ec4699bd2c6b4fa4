internal import Age
internal import Documents
internal import Files
internal import Secrets

/// The identity that a person works with.
public struct OwnIdentity: Sendable {
  /// The public key, as canonical text.
  public let recipient: String
  /// The file that the private key was newly written to, or `nil` where there was one already.
  public let newFile: String?

  /// The first identity of a key ring whose public key is known.
  ///
  /// - Parameters:
  ///   - keyRing: The identities.
  ///   - file: The file that the user asked for, whose identities come first.
  /// - Throws: ``Failure`` with code `invalid` if that file does not say its public key.
  public init?(in keyRing: KeyRing, askedFor file: String?) throws(Failure) {
    if let file, keyRing.identities.first?.recipientText == nil {
      throw Failure(
        .invalid,
        "\(file) does not say its public key; give a file with an identity that is not encrypted")
    }
    guard let recipient = keyRing.identities.lazy.compactMap(\.recipientText).first else {
      return nil
    }
    self.recipient = recipient
    newFile = nil
  }

  /// Makes an identity and writes it, mode 0600, to where `sops` and `age` users keep theirs.
  ///
  /// - Throws: ``Failure`` with code `system` if the file cannot be written, or is there
  ///   already without an identity that can be used.
  public init(writingNew: Void) throws(Failure) {
    guard let path = KeyRing.sopsKeyFile else {
      throw Failure(.system, "neither XDG_CONFIG_HOME nor HOME says where an identity could go")
    }
    let identity: X25519Identity
    do { identity = try X25519Identity.generate() } catch {
      throw Failure(.system, "no identity could be made: \(error.message)")
    }
    var text = SecretBuilder()
    text.append("# created: \(Timestamp.now)\n")
    text.append("# public key: \(identity.recipient.text)\n")
    text.append(identity.secretText.bytes)
    text.append("\n")
    do {
      try FileWriter.createFolders(FileWriter.folder(of: path), permissions: 0o700)
      try FileWriter.create(path, with: text.bytes, permissions: 0o600)
    } catch {
      if error.code == .exists {
        throw Failure(
          .invalid,
          "\(path) exists and holds no identity that can be used; mend it, or give "
            + "another with --identity FILE")
      }
      throw Failure(.system, "\(error)")
    }
    recipient = identity.recipient.text
    newFile = path
  }

  /// Removes the file that was newly written, where nothing came of what it was made for.
  public func discard() {
    if let newFile { try? FileWriter.remove(newFile) }
  }
}
