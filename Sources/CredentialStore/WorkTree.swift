internal import Credentials
internal import Files
internal import Git

/// The files of a transaction, below the root of the work tree.
struct WorkTree {
  let folder: String

  /// The permission bits of what a transaction writes: git keeps no others for a plain file, and
  /// for a program those with which everybody may run it.
  private static func permissions(of file: String) -> UInt32 {
    (FileReader.permissions(of: file) ?? 0) & 0o100 == 0 ? 0o644 : 0o755
  }

  /// Writes a file's new contents beside it, so that only its name is missing.
  func prepare(_ path: String, _ contents: [UInt8], reachesDisk: Bool = true) throws(FileError)
    -> PreparedFile
  {
    let file = "\(folder)/\(path)"
    try FileWriter.createFolders(FileWriter.folder(of: file))
    return try PreparedFile(
      file, with: contents.span, permissions: Self.permissions(of: file), reachesDisk: reachesDisk)
  }

  /// Deletes a file, and the folders that are then empty, as git does.
  func remove(_ path: String) throws(FileError) {
    try FileWriter.remove("\(folder)/\(path)")
    removeEmptyFolders(above: path)
  }

  /// Removes the folders of a path that are empty, up to the root of the work tree.
  func removeEmptyFolders(above path: String) {
    var parts = path.split(separator: "/").dropLast()
    while !parts.isEmpty {
      FileWriter.removeFolderIfEmpty("\(folder)/\(parts.joined(separator: "/"))")
      parts.removeLast()
    }
  }

  /// Removes what a process that no longer runs prepared and did not install.
  func removePrepared(for paths: [String]) {
    var prefixes: [String: [String]] = [:]
    for path in paths {
      let file = "\(folder)/\(path)"
      let name = path.split(separator: "/").last.map(String.init) ?? path
      prefixes[FileWriter.folder(of: file), default: []]
        .append(PreparedFile.temporaryPrefix(for: name))
    }
    for (folder, prefixes) in prefixes {
      for entry in (try? FileReader.entries(of: folder)) ?? [] where entry.name.hasPrefix(".") {
        if prefixes.contains(where: { entry.name.hasPrefix($0) }) {
          try? FileWriter.remove("\(folder)/\(entry.name)")
        }
      }
    }
    for path in paths { removeEmptyFolders(above: path) }
  }
}
