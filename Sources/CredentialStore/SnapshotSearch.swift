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
  /// So many files are read before it is first asked whether enough of them were found.
  private static let firstBatch = 512

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
    let search = HeaderSearch(
      snapshot: self, root: store.root, word: Array(text.utf8), isWanted: isWanted)
    func run(_ files: ArraySlice<CommittedCredential>) throws(Failure) -> [CredentialHeader] {
      try ParallelMap.mapShares(Array(files)) { share in
        Result { () throws(Failure) in try search.run(on: share) }
      }
    }
    let start = stopsEarly ? min(Self.firstBatch, files.count) : files.count
    let found = try run(files[..<start])
    return found.isEmpty ? try run(files[start...]) : found
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
    if let bytes, ObjectID(ofBlob: bytes.span) == file.blob { return bytes }
    return try contents(ofBlob: file.blob)
  }
}

/// One look through files for readable parts that are as wanted.
private struct HeaderSearch: Sendable {
  /// Larger files than this, in bytes, are read from git's objects.
  private static let limit = 1 << 16

  let snapshot: Snapshot
  let root: String
  let word: [UInt8]
  let isWanted: @Sendable (CredentialHeader) -> Bool

  func run(on files: ArraySlice<CommittedCredential>) throws(Failure) -> [CredentialHeader] {
    var found: [CredentialHeader] = []
    var reader: FolderReader
    do { reader = try FolderReader(folder: root, limit: Self.limit) } catch {
      throw Failure(error)
    }
    for file in files {
      var isCommitted = false
      var header: CredentialHeader?
      _ = reader.read(file.path) { bytes in
        isCommitted = ObjectID(ofBlob: bytes) == file.blob
        if isCommitted { header = self.header(in: bytes, of: file) }
      }
      if !isCommitted {
        let bytes = try snapshot.contents(ofBlob: file.blob)
        header = self.header(in: bytes.span, of: file)
      }
      if let header { found.append(header) }
    }
    return found
  }

  private func header(in bytes: Span<UInt8>, of file: CommittedCredential) -> CredentialHeader? {
    guard ByteSearch.first(word, in: bytes) != nil,
      let header = try? CredentialHeader(bytes, name: file.name), isWanted(header)
    else { return nil }
    return header
  }
}

extension ObjectID {
  /// The name that git gives a blob with these bytes, or `nil` where SHA-1 is not to be had.
  fileprivate init?(ofBlob bytes: Span<UInt8>) {
    do throws(OpenSSLError) {
      var digest = try Digest(.sha1)
      try digest.update(Array("blob \(bytes.count)\0".utf8).span)
      try digest.update(bytes)
      self.init(bytes: try digest.finish())
    } catch { return nil }
  }
}
