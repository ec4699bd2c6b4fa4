internal import Age
public import Configuration
public import CredentialTypes
internal import Documents
public import SOPS
public import Secrets

/// A credential's file after it was opened: what it was, what it holds, and its key.
public struct OpenedFile: Sendable {
  /// The file as it was read.
  public let file: CredentialFile
  /// The decrypted document, by which unchanged values keep their ciphertext.
  public let document: OpenedDocument
  /// What the file holds.
  public let contents: CredentialContents
  /// The file's data key, 32 bytes.
  public let key: Secret

  /// The credential, for whatever is to be done with its values.
  ///
  /// - Parameter catalogue: Where its type is looked up.
  /// - Returns: The credential.
  /// - Throws: ``Failure`` with code `not_found` if there is no such type.
  public func credential(in catalogue: Catalogue) throws(Failure) -> OpenedCredential {
    guard let type = catalogue.type(named: contents.metadata.type) else {
      throw Failure(
        .notFound,
        "\(file.name) has the type \(contents.metadata.type), which this version does not know")
    }
    return OpenedCredential(
      metadata: contents.metadata, type: type, public: contents.public, fields: contents.fields,
      salt: contents.salt)
  }
}

extension CredentialFile {
  /// Decrypts the file and checks that nothing in it was changed without a key.
  ///
  /// - Parameters:
  ///   - keyRing: The user's identities.
  ///   - configuration: Who holds which key, so that a refusal can name people.
  /// - Returns: The opened file.
  /// - Throws: ``Failure`` with code `forbidden` if no identity opens it, `integrity` if its
  ///   MAC or seal does not hold.
  public func open(with keyRing: KeyRing, configuration: Configuration) throws(Failure)
    -> OpenedFile
  {
    try requireOwnName()
    return try open(withKey: try dataKey(with: keyRing, configuration: configuration))
  }

  /// Opens the file with a data key that is known from another revision, as with
  /// ``open(with:configuration:)``.
  ///
  /// - Parameter key: The data key, 32 bytes.
  /// - Returns: The opened file, or `nil` if it has another key or does not hold.
  public func open(trying key: Secret) -> OpenedFile? {
    guard metadata.name == name else { return nil }
    return try? open(withKey: key.bytes.copy())
  }

  private func open(withKey key: consuming SecretBytes) throws(Failure) -> OpenedFile {
    let opened: OpenedDocument
    do { opened = try document.open(with: key) } catch { throw damaged(error.message) }
    let (contents, seal) = try contents(of: opened.tree)
    guard seal == (try expectedSeal()) else {
      throw Failure(
        .integrity,
        "the readable part of \(name).json was changed without sealing it; review it with "
          + "'credtree diff', then run 'credtree reseal \(name)'")
    }
    return OpenedFile(file: self, document: opened, contents: contents, key: Secret(key))
  }

  /// Refuses a file that was copied from another credential; needs no key.
  ///
  /// - Throws: ``Failure`` with code `integrity` if the file's own name is not its path's.
  public func requireOwnName() throws(Failure) {
    guard metadata.name != name else { return }
    throw Failure(
      .integrity,
      "\(name).json is a copy of the file of \(metadata.name); "
        + "run 'credtree reseal \(name)' to make it a credential of its own")
  }

  /// Decrypts the file although its readable part may have been edited.
  ///
  /// Each encrypted value is still authenticated by itself; what is not checked is MAC,
  /// seal, and name. For resealing only.
  ///
  /// - Throws: ``Failure`` with code `forbidden` if no identity opens it, `integrity` if an
  ///   encrypted value was changed.
  public func openUnsealed(with keyRing: KeyRing, configuration: Configuration) throws(Failure)
    -> OpenedFile
  {
    let key = try dataKey(with: keyRing, configuration: configuration)
    let opened: OpenedDocument
    do { opened = try document.open(with: key, verifyingMAC: false) } catch {
      throw damaged(error.message)
    }
    let (contents, _) = try contents(of: opened.tree)
    return OpenedFile(file: self, document: opened, contents: contents, key: Secret(key))
  }

  private func dataKey(with keyRing: KeyRing, configuration: Configuration) throws(Failure)
    -> SecretBytes
  {
    let recipients = document.metadata.recipients
    do throws(SOPSError) {
      let key = try document.dataKey(with: keyRing.identities)
      // The names of recipients are not authenticated; the one that opened it is known.
      let names = keyRing.identities.map(\.recipientText)
      guard names.contains(nil) || recipients.contains(where: { names.contains($0) }) else {
        throw SOPSError(.malformed, "it opens with a key that it does not name")
      }
      return key
    } catch {
      guard error.code == .noIdentity else { throw damaged(error.message) }
      // A file that names a key of ours and does not open with it was changed.
      let ours = Set(keyRing.identities.compactMap(\.recipientText))
      let locked: [AgeError.Code] = [.passphraseNeeded, .wrongPassphrase, .plugin]
      let isLocked = error.cause.map { locked.contains($0.code) } ?? false
      if !isLocked, recipients.contains(where: ours.contains), document.metadata.keyGroups.isEmpty {
        throw damaged("the data key in it cannot be recovered with the key it names")
      }
      if document.metadata.effectiveGroups.count > 1 {
        throw quorumRefusal(error, keyRing, configuration)
      }
      throw Failure(
        .forbidden, refusal(recipients, keyRing, configuration, because: error.cause))
    }
  }

  private func refusal(
    _ recipients: [String], _ keyRing: KeyRing, _ configuration: Configuration,
    because cause: AgeError?
  ) -> String {
    let readers = Self.holders(of: recipients, configuration)
    let have =
      switch keyRing.identities.count {
      case 0: "you have no identity"
      case 1: "your identity does not open it"
      case let count: "none of your \(count) identities opens it"
      }
    var text = "\(name) cannot be opened: \(have); it opens for \(readers.joined(separator: ", "))"
    if keyRing.identities.isEmpty {
      text += "; give yours with --identity FILE or CREDTREE_IDENTITY_FILE"
    }
    if let cause { text += "; \(cause.message)" }
    for problem in keyRing.problems { text += "; \(problem)" }
    return text
  }

  /// Says how many shares are missing, and who holds them.
  private func quorumRefusal(
    _ error: SOPSError, _ keyRing: KeyRing, _ configuration: Configuration
  ) -> Failure {
    let groups = document.metadata.effectiveGroups.count
    let missing = error.missingGroups
    let opened = groups - error.unopenedGroups.count
    let holders = error.unopenedGroups.map { Self.holders(of: $0, configuration) }
    let list = holders.map { $0.isEmpty ? "a key of another kind" : $0.joined(separator: " or ") }
    var text = "\(name) cannot be opened: it takes \(opened + missing) of \(groups) key groups"
    text += ", and your identities open \(opened == 0 ? "none" : "\(opened)"); \(missing) more "
    text += missing == 1 ? "is missing: " : "are missing, of these: "
    text += list.joined(separator: missing == 1 ? ", or " : ", ")
    if let cause = error.cause { text += "; an identity failed: \(cause.message)" }
    for problem in keyRing.problems { text += "; \(problem)" }
    return Failure(
      .forbidden, text,
      context: [
        Member("missingGroups", .int(missing)),
        Member("holders", .array(holders.map { .array($0.map { .string($0) }) })),
      ])
  }

  /// The members who hold keys, and the keys that nobody is known to hold.
  private static func holders(of keys: [String], _ configuration: Configuration) -> [String] {
    var holders: [String] = []
    for key in keys {
      let members = configuration.members(holding: key)
      for holder in members.isEmpty ? [key] : members where !holders.contains(holder) {
        holders.append(holder)
      }
    }
    return holders
  }

  private func contents(of tree: [Member]) throws(Failure) -> (CredentialContents, seal: String) {
    guard let sealed = tree.first(where: { $0.key == "secret" })?.value.object else {
      throw damaged("it has no secret part")
    }
    func reserved(_ key: String) throws(Failure) -> Secret {
      guard let secret = sealed.first(where: { $0.key == key })?.value.secret else {
        throw damaged("its \(key) is missing")
      }
      return secret
    }
    let salt = try reserved("salt")
    guard let saltBytes = decoded(salt.bytes), saltBytes.bytes.count == 32 else {
      throw damaged("its salt is not 32 bytes of base64")
    }
    guard let seal = Node(.secret(try reserved("seal"))).plainText else {
      throw damaged("its seal is not text")
    }
    let fields = sealed.filter { !Self.reservedFields.contains($0.key) }
    // Whether a value is text is not authenticated; here it always is, or holds texts.
    for field in fields {
      switch field.value.content {
      case .secret, .object, .array: continue
      default: throw damaged("\(field.key) is no encrypted text")
      }
    }
    let contents = CredentialContents(
      metadata: metadata, public: `public`, fields: fields, salt: saltBytes)
    return (contents, seal)
  }

  private func decoded(_ text: borrowing SecretBytes) -> Secret? {
    guard let bytes = Base64.decodeSecret(text.bytes) else { return nil }
    return Secret(bytes)
  }

  private func expectedSeal() throws(Failure) -> String {
    try ReadableSeal.of(credential: document.tree[0].value, public: document.tree[1].value)
  }

  private func damaged(_ reason: String) -> Failure {
    Failure(
      .integrity,
      "\(name).json was changed without a key, or is damaged: \(reason); look at "
        + "'credtree history \(name)' and bring back a good revision with git, or, if only its "
        + "readable part was edited, review it and run 'credtree reseal \(name)'")
  }
}
