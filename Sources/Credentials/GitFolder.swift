internal import Files

/// The folder of git's own that belongs to a work tree, found without asking git.
enum GitFolder {
  /// The most bytes of a file that names a folder.
  private static let limit = 1 << 16

  /// The folder that all work trees of a repository share, or `nil` where there is none.
  ///
  /// In a linked work tree `.git` is a file that names the work tree's own folder, and a file
  /// `commondir` in that names this one (gitrepository-layout).
  static func common(ofWorkTree root: String) -> String? {
    guard let folder = own(ofWorkTree: root) else { return nil }
    guard folder != "\(root)/.git", let shared = line(of: "\(folder)/commondir") else {
      return folder
    }
    return FileReader.resolved(absolute(shared, from: folder))
  }

  /// The folder that is the work tree's alone, which for the first work tree is the shared one.
  static func own(ofWorkTree root: String) -> String? {
    let own = "\(root)/.git"
    if FileReader.isFolder(own) { return own }
    let prefix = "gitdir: "
    guard let line = line(of: own), line.hasPrefix(prefix) else { return nil }
    let folder = absolute(String(line.dropFirst(prefix.count)), from: root)
    return FileReader.isFolder(folder) ? folder : nil
  }

  private static func absolute(_ path: String, from folder: String) -> String {
    path.hasPrefix("/") ? path : "\(folder)/\(path)"
  }

  private static func line(of path: String) -> String? {
    guard let bytes = try? FileReader.contents(of: path, limit: limit) else { return nil }
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    return String(validating: line, as: UTF8.self)
  }
}
