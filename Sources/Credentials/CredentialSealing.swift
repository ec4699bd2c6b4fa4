internal import Age
public import Configuration
public import Documents
internal import OpenSSL
internal import SOPS
internal import Secrets

extension CredentialContents {
  /// The bytes of a file with these contents, for those who may read it.
  ///
  /// Where the file exists already and its readers stay the same, its data key stays, and so
  /// does the ciphertext of every value that did not change. Where the readers differ, the
  /// file gets a new data key and everything is encrypted anew.
  ///
  /// - Parameters:
  ///   - access: The readers that the policy gives the credential.
  ///   - previous: The opened file that is to be replaced, if there is one.
  ///   - renewsKey: Whether there is a new data key even where the readers stay the same.
  ///   - time: When the change is made.
  /// - Returns: The whole file.
  /// - Throws: ``Failure`` with code `invalid` if a reader's key cannot be used, `system` if
  ///   there is no entropy.
  public func sealed(
    for access: Access, replacing previous: OpenedFile? = nil, renewingKey renewsKey: Bool = false,
    at time: Timestamp
  ) throws(Failure) -> [UInt8] {
    let tree = try tree()
    do {
      if let previous, !renewsKey, previous.file.isReadable(byExactly: access) {
        let document = try SOPSDocument.seal(
          tree, metadata: previous.file.document.metadata, key: previous.key.bytes,
          previous: (previous.file.document, previous.document), at: time)
        return document.serialized()
      }
      if let previous, !renewsKey { try previous.file.requireOwnKeysOnly() }
      let key = try newKey()
      var metadata = SOPSMetadata(rule: .encryptedRegex(FileForm.encryptedPart))
      switch access {
      case .readers(let keys):
        metadata.ageEntries = try KeyWrapping.wrap(key, for: try Self.recipients(keys))
      case .quorum(let threshold, let groups):
        var wrapped: [[any Recipient]] = []
        for group in groups { wrapped.append(try Self.recipients(group)) }
        metadata.keyGroups = try KeyWrapping.wrap(key, groups: wrapped, threshold: threshold)
        metadata.shamirThreshold = threshold
      }
      return try SOPSDocument.seal(tree, metadata: metadata, key: key, previous: nil, at: time)
        .serialized()
    } catch let failure as Failure {
      throw failure
    } catch let error as SOPSError where error.cause?.code == .plugin {
      throw Failure(.system, "\(metadata.name) cannot be encrypted: \(error.message)")
    } catch {
      throw Failure(.internalError, "\(metadata.name) cannot be encrypted: \(error)")
    }
  }

  private func newKey() throws(Failure) -> SecretBytes {
    do { return try RandomBytes.secret(count: AES256GCM.keySize) } catch {
      throw Failure(.system, "no random bytes for a data key: \(error)")
    }
  }

  static func recipients(_ keys: [MemberKey]) throws(Failure) -> [any Recipient] {
    var recipients: [any Recipient] = []
    for key in keys {
      do {
        let recipient = try Recipients.parse(key.key)
        // A member of two teams is one reader.
        if !recipients.contains(where: { $0.text == recipient.text }) {
          recipients.append(recipient)
        }
      } catch {
        throw Failure(.invalid, "a key of \(key.member) cannot be used: \(error.message)")
      }
    }
    return recipients
  }
}

extension CredentialFile {
  /// Refuses to lose keys that this program cannot encrypt a new data key to.
  fileprivate func requireOwnKeysOnly() throws(Failure) {
    let kinds = document.metadata.foreignKinds
    guard !kinds.isEmpty else { return }
    throw Failure(
      .invalid,
      "\(name) gets other readers with this change, and has \(kinds.joined(separator: ", ")) keys, "
        + "for which a new data key cannot be encrypted here; run 'credtree rekey' first, which "
        + "says what can be done")
  }

  /// Whether the file's data key is wrapped for exactly those whom a policy grants it.
  public func isReadable(byExactly access: Access) -> Bool {
    func texts(_ keys: [MemberKey]) -> Set<String> {
      Set(keys.map { (try? Recipients.parse($0.key).text) ?? $0.key })
    }
    let metadata = document.metadata
    switch access {
    case .readers(let keys):
      return metadata.keyGroups.isEmpty && Set(metadata.recipients) == texts(keys)
    case .quorum(let threshold, let groups):
      return metadata.shamirThreshold == threshold
        && metadata.keyGroups.map { Set($0.age.map(\.recipient)) } == groups.map(texts)
    }
  }
}
