internal import Age
internal import Documents
internal import Files
public import Secrets

/// The file in which `sops`, `age`, and this program look for a user's identities.
public struct IdentityFile: Sendable {
  /// Its path.
  public let path: String

  /// Names a file.
  ///
  /// - Parameter path: The path, or `nil` for ``KeyRing/sopsKeyFile``.
  /// - Throws: ``Failure`` with code `system` if nothing says where that is.
  public init(at path: String? = nil) throws(Failure) {
    guard let path = path ?? KeyRing.sopsKeyFile else {
      throw Failure(.system, "neither XDG_CONFIG_HOME nor HOME says where an identity could go")
    }
    self.path = path
  }

  /// Makes an identity and writes it to a new file, mode 0600.
  ///
  /// - Returns: The public key, as canonical text.
  /// - Throws: ``Failure`` with code `duplicate` if the file exists, `system` if it cannot be
  ///   written.
  public func makeIdentity() throws(Failure) -> String {
    let identity: X25519Identity
    do { identity = try X25519Identity.generate() } catch {
      throw Failure(.system, "no identity could be made: \(error.message)")
    }
    var text = SecretBuilder()
    text.append("# created: \(Timestamp.now)\n")
    text.append("# public key: \(identity.recipient.text)\n")
    text.append(identity.secretText.bytes)
    text.append("\n")
    try create(with: text.finish())
    return identity.recipient.text
  }

  /// Adds identities to the file, which stays what it was beside them.
  ///
  /// - Parameters:
  ///   - contents: Identities one a line, as age-keygen writes them, or a whole file of these that
  ///     age has encrypted with a passphrase.
  ///   - source: Where they come from, for messages.
  /// - Returns: The public keys that are new; the file's own, where all were there already, are
  ///   not among them. Those of an encrypted file are not known.
  /// - Throws: ``Failure`` with code `invalid` if there is no identity in it, or only an SSH key,
  ///   `duplicate` if an encrypted file is in the way or would be added to others, `system` if the
  ///   file cannot be read or written.
  public func add(_ contents: borrowing SecretBytes, from source: String) throws(Failure)
    -> [String]
  {
    let span = contents.bytes
    let kind = Self.kind(of: span)
    guard kind != .privateKey else {
      throw Failure(
        .invalid,
        "\(source) is a private key for ssh, which is used where it lies: in ~/.ssh, or named by "
          + "--identity FILE or CREDTREE_IDENTITY_FILE")
    }
    do throws(AgeError) {
      _ = try Identities.parse(span, source: source, passphrase: nil)
    } catch {
      throw Failure(.invalid, error.message)
    }
    guard kind == .lines else {
      try create(with: SecretBytes(copying: span))
      return []
    }
    let present = try read()
    var text = SecretBuilder()
    var known: [String] = []
    if let present { known = try start(&text, with: present.bytes) }
    var added: [String] = []
    Self.eachIdentity(in: span) { recipient, line in
      guard !known.contains(recipient) else { return }
      known.append(recipient)
      added.append(recipient)
      text.append("# imported: \(Timestamp.now)\n# public key: \(recipient)\n")
      text.append(span.extracting(line))
      text.append("\n")
    }
    guard !added.isEmpty else { return [] }
    let whole = text.finish()
    if present == nil {
      try create(with: whole)
    } else {
      do { try FileWriter.replace(path, with: whole.bytes, permissions: 0o600) } catch {
        throw Failure(.system, "\(error)")
      }
    }
    return added
  }

  /// Copies what the file has, and returns the public keys of its identities.
  private func start(_ text: inout SecretBuilder, with present: borrowing SecretBytes)
    throws(Failure) -> [String]
  {
    let span = present.bytes
    guard Self.kind(of: span) == .lines else {
      throw Failure(
        .duplicate, "\(path) is encrypted, so nothing can be added to it; decrypt it with age first"
      )
    }
    text.append(span)
    if span.count > 0, span[span.count - 1] != 0x0A { text.append("\n") }
    var known: [String] = []
    Self.eachIdentity(in: span) { recipient, _ in known.append(recipient) }
    return known
  }

  private enum Kind {
    case lines, encrypted, privateKey
  }

  private static func kind(of contents: Span<UInt8>) -> Kind {
    func starts(_ text: StaticString) -> Bool {
      guard contents.count >= text.utf8CodeUnitCount else { return false }
      for (index, byte) in String(describing: text).utf8.enumerated()
      where contents[index] != byte {
        return false
      }
      return true
    }
    if starts("age-encryption") || starts("-----BEGIN AGE") { return .encrypted }
    return starts("-----BEGIN ") ? .privateKey : .lines
  }

  /// Calls `body` with each identity's public key and the bytes of its line.
  private static func eachIdentity(
    in contents: Span<UInt8>, _ body: (_ recipient: String, _ line: Range<Int>) -> Void
  ) {
    var start = 0
    while start < contents.count {
      var end = start
      while end < contents.count, contents[end] != 0x0A { end += 1 }
      var last = end
      while last > start, contents[last - 1] == 0x0D { last -= 1 }
      let line = contents.extracting(start..<last)
      if line.count > 0, line[0] != UInt8(ascii: "#"),
        let identities = try? Identities.parse(line, source: "", passphrase: nil),
        let recipient = identities.first?.recipientText
      {
        body(recipient, start..<last)
      }
      start = end + 1
    }
  }

  private func read() throws(Failure) -> Secret? {
    do { return Secret(try FileReader.secret(of: path, limit: KeyRing.fileLimit)) } catch {
      if error.code == .notFound { return nil }
      throw Failure(.system, "\(error)")
    }
  }

  private func create(with contents: borrowing SecretBytes) throws(Failure) {
    do {
      try FileWriter.createFolders(FileWriter.folder(of: path), permissions: 0o700)
      try FileWriter.create(path, with: contents.bytes, permissions: 0o600)
    } catch {
      if error.code == .exists {
        throw Failure(
          .duplicate,
          "\(path) exists and is not overwritten; 'credtree identity show' shows its public key")
      }
      throw Failure(.system, "\(error)")
    }
  }
}
