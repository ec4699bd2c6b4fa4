internal import Credentials
internal import Git

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

/// The files as they are staged.
struct StagedFiles: RepositoryFiles {
  let repository: Repository

  func contents(of path: String) throws(Failure) -> [UInt8]? {
    do { return try repository.stagedContents(of: path) } catch { throw Failure(error) }
  }

  func paths(under folder: String) throws(Failure) -> [String] {
    do { return try repository.trackedBlobs(under: folder).map(\.path) } catch {
      throw Failure(error)
    }
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
