public import Credentials
public import Git

/// The committed files that a mutation begins with.
///
/// It never changes: when another process commits first, the mutation is built again on a new one.
public struct Snapshot: Sendable {
  /// Where the files come from.
  enum Source: Sendable {
    case commit(ObjectID?)
    /// For changes that are staged and not committed, which build on each other.
    case index
  }

  private let repository: Repository
  private let source: Source

  /// The commit at `HEAD`, or `nil` on a branch that has none yet.
  public let head: ObjectID?

  init(of repository: Repository, head: ObjectID?, source: Source) {
    self.repository = repository
    self.head = head
    self.source = source
  }

  /// The bytes of a file, or `nil` where there is none.
  ///
  /// - Parameter path: The path from the root of the work tree.
  /// - Returns: The bytes.
  /// - Throws: ``Failure`` with code `system` if git cannot read it.
  public func contents(of path: String) throws(Failure) -> [UInt8]? {
    guard let blob = try blob(of: path) else { return nil }
    return try contents(ofBlob: blob)
  }

  /// The bytes of a blob.
  public func contents(ofBlob blob: ObjectID) throws(Failure) -> [UInt8] {
    try reportingGit { () throws(GitError) in try repository.contents(ofBlob: blob) }
  }

  /// The blob of a file, or `nil` where there is none.
  public func blob(of path: String) throws(Failure) -> ObjectID? {
    try reportingGit { () throws(GitError) in
      switch source {
      case .commit(nil): return nil
      case .commit(let commit?): return try repository.blob(of: path, at: commit)
      case .index:
        guard case .blob(let blob) = try repository.staged(path) else { return nil }
        return blob
      }
    }
  }

  /// The blobs of files, in the order of the paths; `nil` where there is none.
  func blobs(of paths: [String]) throws(Failure) -> [ObjectID?] {
    try reportingGit { () throws(GitError) in
      switch source {
      case .commit(nil): return paths.map { _ in nil }
      case .commit(let commit?): return try repository.blobs(of: paths, at: commit)
      case .index:
        return try repository.staged(paths).map { staged in
          guard case .blob(let blob) = staged else { return nil }
          return blob
        }
      }
    }
  }

  /// The files below a folder, with their blobs, in git's order.
  public func files(under folder: String) throws(Failure) -> [(path: String, blob: ObjectID)] {
    try reportingGit { () throws(GitError) in
      switch source {
      case .commit(nil): return []
      case .commit(let commit?): return try repository.files(under: folder, at: commit)
      case .index:
        return try repository.trackedBlobs(under: folder)
      }
    }
  }
}
