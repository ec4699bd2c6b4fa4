internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Git

/// The commits of a range that changed credentials, types, or the policy, and who signed them.
struct RangeCommits {
  /// More commits than these are not looked at one by one.
  static let limit = 1000

  let repository: Repository
  /// The folders that are the store's on either side.
  let folders: [String]

  /// What is watched.
  var paths: [String] { [Configuration.fileName, TypeFolder.path] + folders }

  /// Adds the commits between two to a comparison, and what there is to worry about them.
  ///
  /// - Throws: ``Failure`` with code `system` if git refuses, or a commit is missing, as
  ///   behind the end of a shallow clone.
  func add(to diff: inout SemanticDiff, from old: ObjectID?, to new: ObjectID) throws(Failure) {
    let walk: RangeWalk
    do {
      walk = try repository.walk(
        from: new, excluding: old.map { [$0] } ?? [], changing: paths, limit: Self.limit)
    } catch { throw Failure(error) }
    guard !walk.reachedShallowBoundary else { throw ChangeLog.shallow }
    var search = SignerSearch(repository)
    for id in walk.commits {
      let (commit, policy) = try search.commit(id)
      diff.commits.append(commit)
      if let worry = commit.worry(under: policy) { diff.worries.append(worry) }
      let names = try credentials(changedBy: id)
      for index in diff.credentials.indices {
        let credential = diff.credentials[index]
        guard names.contains(credential.name) || credential.oldName.map(names.contains) ?? false
        else { continue }
        diff.credentials[index].commits.append(commit.id)
      }
    }
  }

  /// The names of the credentials of which a commit has a file that none of its parents has.
  ///
  /// - Throws: ``Failure`` with code `system` if git refuses.
  func credentials(changedBy id: ObjectID) throws(Failure) -> Set<String> {
    do throws(GitError) {
      let parents = try repository.commit(id).parents
      var names: Set<String>?
      for parent in parents.isEmpty ? [nil] : parents.map(Optional.some) {
        var own: Set<String> = []
        for folder in folders {
          for change in try repository.changes(from: parent, to: id, under: folder) {
            if let name = RepositoryState.name(ofPath: change.path, in: folder) {
              own.insert(name)
            }
          }
        }
        names = names?.intersection(own) ?? own
      }
      return names ?? []
    } catch {
      // Behind the end of a shallow clone nobody knows what a commit changed.
      guard error.code == .notFound else { throw Failure(error) }
      return []
    }
  }
}
