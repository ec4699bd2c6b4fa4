internal import CredentialTypes
internal import Credentials
internal import Files

/// The folder in which a repository keeps its own types.
enum TypeFolder {
  static let path = ".credtree/types"
  /// The most bytes of one file.
  static let limit = 1 << 20

  /// The files in the work tree; a symbolic link is none, since it may lead anywhere.
  static func files(in root: String) -> [TypeFile] {
    let folder = "\(root)/\(path)"
    guard FileReader.isFolder(folder), !FileReader.isSymbolicLink(folder),
      !FileReader.isSymbolicLink("\(root)/.credtree")
    else { return [] }
    let entries = (try? FileReader.entries(of: folder)) ?? []
    return entries.filter { !$0.isFolder && $0.name.hasSuffix(".json") }.map { entry in
      TypeFile(
        path: "\(path)/\(entry.name)",
        text: try? FileReader.contents(
          of: "\(folder)/\(entry.name)", limit: limit, followsLink: false))
    }
  }

  /// The files in one of git's own places.
  static func files(in files: any RepositoryFiles) -> [TypeFile] {
    let paths = (try? files.paths(under: path)) ?? []
    return paths.filter { $0.hasSuffix(".json") }.map { path in
      TypeFile(path: path, text: try? files.contents(of: path))
    }
  }
}
