internal import Credentials
internal import Git
private import Synchronization

/// The files of a repository in one of git's own places.
protocol RepositoryFiles: Sendable {
  func contents(of path: String) throws(Failure) -> [UInt8]?
  func paths(under folder: String) throws(Failure) -> [String]
}

/// The files of a commit.
struct CommittedFiles: RepositoryFiles {
  let repository: Repository
  let commit: ObjectID

  func contents(of path: String) throws(Failure) -> [UInt8]? {
    do { return try repository.contents(of: path, at: commit) } catch { throw Failure(error) }
  }

  func paths(under folder: String) throws(Failure) -> [String] {
    do { return try repository.files(under: folder, at: commit).map(\.path) } catch {
      throw Failure(error)
    }
  }
}

/// The files as they are staged, when the index is first read.
final class StagedFiles: RepositoryFiles {
  private let repository: Repository
  private let known = Mutex<[String: ObjectID?]?>(nil)

  init(repository: Repository) { self.repository = repository }

  func contents(of path: String) throws(Failure) -> [UInt8]? {
    guard case .some(.some(let blob)) = try blobs()[path] else { return nil }
    do { return try repository.contents(ofBlob: blob) } catch { throw Failure(error) }
  }

  func paths(under folder: String) throws(Failure) -> [String] {
    let prefix = folder.isEmpty || folder.hasSuffix("/") ? folder : "\(folder)/"
    return try blobs().keys.filter { prefix.isEmpty || $0.hasPrefix(prefix) }.sorted()
  }

  /// Reading the index takes longer than reading a file, so it is read once.
  private func blobs() throws(Failure) -> [String: ObjectID?] {
    if let blobs = known.withLock({ $0 }) { return blobs }
    let files: [(path: String, blob: ObjectID?)]
    do { files = try repository.stagedFiles() } catch { throw Failure(error) }
    let blobs = Dictionary(files.map { ($0.path, $0.blob) }, uniquingKeysWith: { one, _ in one })
    known.withLock { $0 = blobs }
    return blobs
  }
}

/// Reads credential files from a commit or the index.
struct RepositoryReader: CredentialReader {
  let files: any RepositoryFiles
  let folder: String

  func names() throws(Failure) -> [String] {
    try files.paths(under: folder).compactMap { path in
      guard path.hasPrefix("\(folder)/"), path.hasSuffix(".json") else { return nil }
      return String(path.dropFirst(folder.utf8.count + 1).dropLast(5))
    }.sorted()
  }

  func contents(of name: String) throws(Failure) -> [UInt8]? {
    try files.contents(of: "\(folder)/\(name).json")
  }
}
