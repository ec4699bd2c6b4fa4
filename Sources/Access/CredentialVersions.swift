internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Git

/// Every version of every credential that the repository's branches, tags and remote branches
/// lead to, and who its members ever were.
struct CredentialVersions: Sendable {
  let members: PastMembers
  /// The versions in history, oldest first, each distinct one once.
  let versions: [StoredVersion]
  /// The versions that the store has now, by id: more than one where a file was copied.
  let current: [String: [StoredVersion]]

  /// Reads them.
  ///
  /// - Parameters:
  ///   - store: The store.
  ///   - isWanted: Whether the credentials are needed too, once the members are known.
  /// - Throws: ``Failure`` with code `system` if git refuses, or history ends at the edge of a
  ///   shallow clone, where there may be more.
  init(of store: Store, where isWanted: (PastMembers) -> Bool) throws(Failure) {
    let repository = try store.repository()
    let commits = try Self.commits(of: repository)
    var members = try PastMembers(in: repository, commits: commits)
    members.add(store.configuration)
    self.members = members
    guard isWanted(members) else {
      (versions, current) = ([], [:])
      return
    }
    versions = try Self.versions(below: members.folders, in: commits, repository)
    current = try Self.current(in: store)
  }

  private static func commits(of repository: Repository) throws(Failure) -> [ObjectID] {
    do {
      guard try !repository.isShallow() else {
        throw Failure(
          .system,
          "who could read what goes beyond this shallow clone; run 'git fetch --unshallow'")
      }
      return try repository.commits(reachableFrom: repository.referenceTips().map(\.commit))
    } catch let error as GitError {
      throw Failure(error)
    } catch let failure as Failure {
      throw failure
    } catch { throw Failure(.internalError, "\(error)") }
  }

  private static func versions(
    below folders: Set<String>, in commits: [ObjectID], _ repository: Repository
  ) throws(Failure) -> [StoredVersion] {
    var files: [FileVersion] = []
    var seen: Set<ObjectID> = []
    do throws(GitError) {
      for folder in folders.sorted() {
        let found = try repository.versions(of: folder, in: commits)
        files += found.filter { $0.path.hasSuffix(".json") && seen.insert($0.blob).inserted }
      }
    } catch { throw Failure(error) }
    return try ParallelMap.compactMap(files) { file in
      do throws(GitError) {
        let text = try repository.contents(ofBlob: file.blob)
        return .success(StoredVersion(text.span, blob: file.blob, commit: file.commit))
      } catch { return .failure(Failure(error)) }
    }
  }

  private static func current(in store: Store) throws(Failure) -> [String: [StoredVersion]] {
    let reader = store.reader
    let versions = try ParallelMap.compactMap(try reader.names()) { name in
      Result { () throws(Failure) -> StoredVersion? in
        guard let text = try reader.contents(of: name) else { return nil }
        return StoredVersion(text.span, named: name)
      }
    }
    return Dictionary(grouping: versions, by: \.id)
  }
}
