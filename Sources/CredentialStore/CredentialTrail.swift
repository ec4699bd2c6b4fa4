public import Credentials
public import Git

/// The commits of a history that changed one credential, under all the names that it has there.
///
/// Unlike a walk that goes on from a rename under the older name, this one sees what another
/// branch did under the older name after the rename, and a merge brought in.
public struct CredentialTrail: Sendable {
  /// The names: the one that was asked for, then those found on the way.
  public let names: [String]
  /// The commits that changed the files of these names, newest first; other credentials may have
  /// had a name before or after.
  public let walk: RangeWalk

  /// Searches a history.
  ///
  /// - Parameters:
  ///   - id: The credential's identity.
  ///   - name: One of its names.
  ///   - folder: The folder of the credentials, as a path from the root.
  ///   - start: Where to begin.
  ///   - excluded: Commits that are left out with all that they follow.
  ///   - repository: The repository.
  /// - Throws: ``Failure`` with code `system` if git refuses.
  public init(
    of id: String, called name: String, under folder: String, from start: ObjectID,
    excluding excluded: [ObjectID] = [], in repository: Repository
  ) throws(Failure) {
    var names = [name]
    var fresh = names
    var walk: RangeWalk
    repeat {
      let paths = names.map { "\(folder)/\($0).json" }
      walk = try reportingGit { () throws(GitError) in
        try repository.walk(from: start, excluding: excluded, changing: paths)
      }
      var found: [String] = []
      for commit in walk.commits {
        for name in fresh {
          let former = try Self.formerNames(of: id, called: name, in: commit, folder, repository)
          found += former.filter { !names.contains($0) && !found.contains($0) }
        }
      }
      names += found
      fresh = found
    } while !fresh.isEmpty
    self.names = names
    self.walk = walk
  }

  /// The name of the credential whose file has a path, or `nil` for any other file.
  static func name(ofPath path: String, in folder: String) -> String? {
    guard path.hasPrefix("\(folder)/"), path.hasSuffix(".json") else { return nil }
    return String(path.dropFirst(folder.utf8.count + 1).dropLast(5))
  }

  /// The identity of the credential that a file is of, or `nil` for what cannot be read.
  private static func identity(
    of blob: ObjectID?, called name: String, _ repository: Repository
  ) throws(GitError) -> String? {
    guard let blob else { return nil }
    do throws(GitError) {
      let text = try repository.contents(ofBlob: blob)
      return (try? CredentialHeader(text.span, name: name))?.id
    } catch {
      // Another repository's commit in the place of a file, or a blob that is lost.
      guard error.code == .notFound else { throw error }
      return nil
    }
  }

  /// The names under which the parents of a commit have the credential that it has under another.
  private static func formerNames(
    of id: String, called name: String, in commit: ObjectID, _ folder: String,
    _ repository: Repository
  ) throws(Failure) -> [String] {
    let path = "\(folder)/\(name).json"
    do throws(GitError) {
      guard let own = try repository.blob(of: path, at: commit),
        try identity(of: own, called: name, repository) == id
      else { return [] }
      var names: [String] = []
      for parent in try repository.commit(commit).parents {
        let theirs = try repository.blob(of: path, at: parent)
        if theirs == own { continue }
        if try identity(of: theirs, called: name, repository) == id { continue }
        for change in try repository.changes(from: parent, to: commit, under: folder)
        where change.kind != .added {
          guard let former = CredentialTrail.name(ofPath: change.path, in: folder),
            try identity(of: change.old, called: former, repository) == id,
            try identity(of: change.new, called: former, repository) != id
          else { continue }
          names.append(former)
        }
      }
      return names
    } catch {
      // What is before the first commit of a shallow clone is not there.
      guard error.code == .notFound, (try? repository.isShallow()) == true else {
        throw Failure(error)
      }
      return []
    }
  }
}
