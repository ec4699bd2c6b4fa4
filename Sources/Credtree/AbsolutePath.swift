internal import Files

/// Where a path leads, from the root of the file system.
enum AbsolutePath {
  /// The path with its folder's symbolic links resolved; the file itself need not exist.
  static func of(_ path: String) -> String {
    let folder = FileWriter.folder(of: path)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let resolved = FileReader.resolved(folder) ?? folder
    return resolved == "/" ? "/\(name)" : "\(resolved)/\(name)"
  }
}
