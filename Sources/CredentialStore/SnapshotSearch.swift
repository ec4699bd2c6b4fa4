internal import Configuration
public import Credentials
internal import Documents
internal import Files
public import Git
internal import OpenSSL

/// A credential's file in a commit, or in the index.
public struct CommittedCredential: Hashable, Sendable {
  /// The name that the path gives the credential.
  public let name: String
  /// The path from the root of the work tree.
  public let path: String
  /// The file's contents.
  public let blob: ObjectID
}

/// Looking for credentials by what their files say in clear, among thousands.
extension Snapshot {
  /// So many files are read before it is asked whether enough of them were found.
  private static let batchSize = 2048

  /// The file of every credential in the state, in git's order.
  ///
  /// - Throws: ``Failure`` with code `system` if git cannot read it.
  public func credentialFiles(in store: Store) throws(Failure) -> [CommittedCredential] {
    let prefix = store.configuration.store + "/"
    return try files(under: store.configuration.store).compactMap { path, blob in
      guard path.hasPrefix(prefix), path.hasSuffix(".json") else { return nil }
      let name = String(path.utf8.dropFirst(prefix.utf8.count).dropLast(5)) ?? path
      return CommittedCredential(name: name, path: path, blob: blob)
    }
  }

  /// The readable parts that are as wanted.
  ///
  /// A damaged file has none: that is for commands to say that are about it.
  ///
  /// - Parameters:
  ///   - files: Where to look, in this order.
  ///   - store: Whose work tree may have the same files.
  ///   - text: What every wanted file has in it, as files are written; others are not parsed.
  ///   - stopsEarly: Whether one is enough; there may still be more in the answer.
  ///   - isWanted: Judges a readable part; called from several threads.
  /// - Returns: The readable parts, in the order of the files.
  /// - Throws: ``Failure`` with code `system` if git cannot read a file.
  func headers(
    among files: [CommittedCredential], in store: Store, having text: String,
    stoppingEarly stopsEarly: Bool = false,
    where isWanted: @escaping @Sendable (CredentialHeader) -> Bool
  ) throws(Failure) -> [CredentialHeader] {
    let word = Array(text.utf8)
    var found: [CredentialHeader] = []
    var remaining = files[...]
    while !remaining.isEmpty, found.isEmpty || !stopsEarly {
      let batch = Array(remaining.prefix(Self.batchSize))
      found += try ParallelMap.compactMap(batch) { file in
        Result { () throws(Failure) -> CredentialHeader? in
          let bytes = try contents(of: file, below: store.root)
          guard ByteSearch.first(word, in: bytes.span) != nil,
            let header = try? CredentialHeader(bytes.span, name: file.name), isWanted(header)
          else { return nil }
          return header
        }
      }
      remaining = remaining.dropFirst(Self.batchSize)
    }
    return found
  }

  /// The committed bytes, from the work tree where its file has the very same.
  ///
  /// Reading and hashing a file is many times faster than unpacking a git object.
  ///
  /// - Throws: ``Failure`` with code `system` if git cannot read it.
  public func contents(of file: CommittedCredential, below root: String) throws(Failure)
    -> [UInt8]
  {
    let bytes = try? FileReader.contents(of: "\(root)/\(file.path)", limit: credentialFileLimit)
    if let bytes, Self.name(ofBlob: bytes) == file.blob { return bytes }
    return try contents(ofBlob: file.blob)
  }

  /// The name that git gives a blob with these bytes, or `nil` where SHA-1 is not to be had.
  private static func name(ofBlob bytes: [UInt8]) -> ObjectID? {
    do throws(OpenSSLError) {
      var digest = try Digest(.sha1)
      try digest.update(Array("blob \(bytes.count)\0".utf8).span)
      try digest.update(bytes.span)
      return ObjectID(bytes: try digest.finish())
    } catch { return nil }
  }
}
