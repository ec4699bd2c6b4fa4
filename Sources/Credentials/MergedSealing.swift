public import Documents
public import SOPS
public import Secrets

extension CredentialContents {
  /// The bytes of a file that several others were merged into.
  ///
  /// A value that one of them has under the same data key keeps its ciphertext.
  ///
  /// - Parameters:
  ///   - key: The merged file's data key, 32 bytes.
  ///   - metadata: Who can open the file: entries that hold the key.
  ///   - sources: The files whose ciphertext is looked for, the best first; those with another
  ///     data key are passed over.
  ///   - time: When this happens, for the file's `lastmodified`.
  /// - Returns: The whole file.
  /// - Throws: ``Failure`` with code `invalid` for a field that a file cannot have, `internal` if
  ///   encryption fails.
  public func sealed(
    under key: Secret, metadata: SOPSMetadata, keepingCiphertextOf sources: [OpenedFile],
    at time: Timestamp
  ) throws(Failure) -> [UInt8] {
    let tree = try tree()
    let kept = Self.kept(tree, of: sources.filter { $0.key == key })
    do throws(SOPSError) {
      return try SOPSDocument.seal(
        tree, metadata: metadata, key: key.bytes, previous: kept, at: time
      ).serialized()
    } catch {
      throw Failure(.internalError, "\(self.metadata.name) cannot be encrypted: \(error.message)")
    }
  }

  /// One document made of the values that stay as they are in any of the files.
  private static func kept(_ tree: [Member], of sources: [OpenedFile])
    -> (SOPSDocument, OpenedDocument)?
  {
    guard let first = sources.first, let wanted = tree.last?.value.object else { return nil }
    let sealed = wanted.compactMap { member in
      sources.lazy.compactMap { $0.ciphertext(of: member) }.first
    }
    let document = SOPSDocument(
      tree: [Member("secret", .object(sealed))], metadata: first.file.document.metadata)
    // What is put together here has no MAC of its own; each value is authentic by itself.
    guard let opened = try? document.open(with: first.key.bytes, verifyingMAC: false) else {
      return nil
    }
    return (document, opened)
  }
}

extension OpenedFile {
  /// A member of the encrypted part as it stands in the file, if it has this very value there.
  fileprivate func ciphertext(of member: Member) -> Member? {
    guard let plain = document.tree.last?.value[member.key], plain == member.value else {
      return nil
    }
    return file.document.tree.last?.value.object?.first { $0.key == member.key }
  }
}
