public import CredentialTypes
internal import Files

/// The folder in which a repository keeps its own types.
public enum TypeFolder {
  /// The path from the repository's root.
  public static let path = ".credtree/types"
  /// The most bytes of one file.
  public static let limit = 1 << 20

  /// The files in the work tree; a symbolic link is none, since it may lead anywhere.
  public static func files(in root: String) -> [TypeFile] {
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
}
