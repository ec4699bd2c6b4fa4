internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Git

/// A change of a file that only some may change.
struct WatchedChange: Hashable {
  let path: String
  /// What right the change needs.
  let undertaking: Undertaking
  /// The blob before, or `nil` for a new file.
  let old: ObjectID?
  /// The blob after, or `nil` for a deleted file.
  let new: ObjectID?

  /// The credential's name, or `nil` for another file.
  var credential: String? {
    if case .changingCredential(let name) = undertaking { name } else { nil }
  }
}

/// Finds what a commit changes of what is watched.
struct ChangeFinder {
  private static let types = ".credtree/types"

  let repository: Repository

  /// The watched files that differ between two commits, by path.
  ///
  /// - Parameters:
  ///   - old: The commit before, or `nil` for the empty tree.
  ///   - new: The commit after.
  ///   - stores: The folders that have been the store's.
  /// - Returns: The changes.
  /// - Throws: ``Failure`` with code `system` if git cannot read an object.
  func changes(from old: ObjectID?, to new: ObjectID, stores: Set<String>) throws(Failure)
    -> [String: WatchedChange]
  {
    do throws(GitError) {
      let folders = [Self.types] + stores.sorted()
      let paths = [Configuration.fileName] + folders
      let before: [TreeEntry?]
      if let old {
        before = try repository.entries(at: paths, in: old)
      } else {
        before = paths.map { _ in nil }
      }
      let after = try repository.entries(at: paths, in: new)
      var changes: [String: WatchedChange] = [:]
      if before[0] != after[0] {
        changes[Configuration.fileName] = WatchedChange(
          path: Configuration.fileName, undertaking: .changingPolicy, old: before[0]?.id,
          new: after[0]?.id)
      }
      for (index, folder) in folders.enumerated() where before[index + 1] != after[index + 1] {
        for change in try repository.changes(from: old, to: new, under: folder) {
          guard let undertaking = Self.undertaking(change.path, in: folder) else { continue }
          changes[change.path] = WatchedChange(
            path: change.path, undertaking: undertaking, old: change.old, new: change.new)
        }
      }
      return changes
    } catch { throw Failure(error) }
  }

  private static func undertaking(_ path: String, in folder: String) -> Undertaking? {
    guard path.hasSuffix(".json") || path == folder else { return nil }
    if folder == types { return .changingTypes }
    // A file in the place of the folder takes every credential away.
    guard path.hasPrefix("\(folder)/") else { return .changingCredential(path) }
    return .changingCredential(String(path.dropFirst(folder.utf8.count + 1).dropLast(5)))
  }

  /// The paths that a merge took unchanged from one parent while the others had left them as
  /// they were where the histories parted, with that parent.
  ///
  /// - Parameters:
  ///   - differences: What differs from each parent.
  ///   - sources: The parents from which something can be taken.
  /// - Returns: For each such path the parent.
  /// - Throws: ``Failure`` with code `system` if git cannot read an object.
  func carried(
    _ differences: [(parent: ObjectID, changes: [String: WatchedChange])],
    from sources: [ObjectID]
  ) throws(Failure) -> [String: ObjectID] {
    guard differences.count > 1 else { return [:] }
    var carried: [String: ObjectID] = [:]
    for source in sources {
      guard let own = differences.first(where: { $0.parent == source })?.changes else { continue }
      var foreign: Set<String> = []
      var kept: Set<String> = []
      for other in differences where other.parent != source {
        let changed = other.changes.keys.filter { own[$0] == nil }
        guard !changed.isEmpty else { continue }
        let origins: [ObjectID]
        do { origins = try repository.mergeBases(of: source, other.parent) } catch {
          throw Failure(error)
        }
        for path in changed {
          let isSame = try isSame(other.changes[path]?.old, path, in: origins)
          if isSame { kept.insert(path) } else { foreign.insert(path) }
        }
      }
      for path in kept.subtracting(foreign) where carried[path] == nil { carried[path] = source }
    }
    return carried
  }

  /// Whether all of some commits have the same at a path; none of them is the empty tree.
  private func isSame(_ blob: ObjectID?, _ path: String, in commits: [ObjectID]) throws(Failure)
    -> Bool
  {
    do throws(GitError) {
      for commit in commits where try repository.blob(of: path, at: commit) != blob {
        return false
      }
    } catch { throw Failure(error) }
    return !commits.isEmpty || blob == nil
  }
}
