internal import Files

/// A path of this machine as `credtree.yaml` writes it.
enum TargetPath {
  /// The absolute path: `~` is the home folder, and a relative one begins at the root.
  static func absolute(_ path: String, root: String) -> String {
    if path.hasPrefix("/") { return path }
    if path == "~" || path.hasPrefix("~/"), let home = EnvironmentVariable.homeFolder {
      return home + path.dropFirst()
    }
    return "\(root)/\(path)"
  }
}
