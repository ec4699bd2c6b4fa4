public import Credentials
internal import Files
internal import Git

/// Finds out which paths git tracks, or would with the next `git add`.
///
/// A path may be in a submodule, or in another repository altogether: the one that it is in
/// decides. Repositories are opened once, and each index is read once.
public struct TrackedPaths {
  private var repositories: [String: Repository?] = [:]

  /// Creates a search that knows no repository yet.
  public init() {}

  /// The paths among `paths` that git tracks or would track, in their order.
  ///
  /// - Parameter paths: Absolute paths without symbolic links; they need not exist.
  /// - Returns: The tracked ones.
  /// - Throws: ``Credentials/Failure`` with code `system` if git cannot read an index.
  public mutating func tracked(among paths: [String]) throws(Failure) -> [String] {
    var groups: [String: [(path: String, relative: String)]] = [:]
    for path in paths {
      guard let repository = repository(above: path), let folder = repository.workFolder else {
        continue
      }
      let prefix = folder.hasSuffix("/") ? folder : folder + "/"
      guard path.hasPrefix(prefix) else { continue }
      let relative = String(path.dropFirst(prefix.utf8.count))
      if relative.hasPrefix(".git/") { continue }
      groups[folder, default: []].append((path, relative))
    }
    var found: Set<String> = []
    for (folder, group) in groups {
      guard let repository = repositories[folder] ?? nil else { continue }
      do throws(GitError) {
        let staged = try repository.staged(group.map(\.relative))
        for (entry, state) in zip(group, staged) {
          let isIgnored = state == .absent ? try repository.isIgnored(entry.relative) : false
          if !isIgnored { found.insert(entry.path) }
        }
      } catch { throw Failure(.system, "git: \(error.message)") }
    }
    return paths.filter(found.contains)
  }

  /// The repository whose work tree a path is in; one that cannot be opened tracks nothing.
  private mutating func repository(above path: String) -> Repository? {
    var folder = FileWriter.folder(of: path)
    while !FileReader.exists("\(folder)/.git"), folder != "/", folder != "." {
      folder = FileWriter.folder(of: folder)
    }
    if let known = repositories[folder] { return known }
    let repository = try? Repository(containing: folder)
    repositories[folder] = .some(repository)
    if let own = repository?.workFolder { repositories[own] = repository }
    return repository
  }
}
