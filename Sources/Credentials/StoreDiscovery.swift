internal import Files

/// Finds the repository whose credentials a command is about.
public enum StoreDiscovery {
  /// The name of the configuration file at a repository's root.
  public static let configurationName = "credtree.yaml"

  /// The root folder of a repository that has a `credtree.yaml`.
  ///
  /// - Parameter directory: Where to start (`-C`). Without it: `CREDTREE_DIR`, else the
  ///   current folder and those above it, else the first of the user's registered stores.
  /// - Returns: The absolute path of the folder that holds `credtree.yaml`.
  /// - Throws: ``Failure`` with code `not_found` if there is none.
  public static func root(startingAt directory: String?) throws(Failure) -> String {
    if let directory = directory ?? EnvironmentVariable.text("CREDTREE_DIR") {
      guard let start = FileReader.resolved(directory), FileReader.isFolder(start) else {
        throw Failure(.notFound, "\(directory) is not a folder")
      }
      guard let root = nearestRoot(above: start) else {
        throw Failure(
          .notFound,
          "no \(configurationName) in \(directory) or above it; run 'credtree init' there")
      }
      return root
    }
    if let root = nearestRoot(above: FileReader.currentFolder) { return root }
    for store in registeredStores {
      guard let folder = FileReader.resolved(store) else { continue }
      if FileReader.exists("\(folder)/\(configurationName)") { return folder }
    }
    throw Failure(
      .notFound,
      "no \(configurationName) here or in a folder above; run 'credtree init' in a git repository")
  }

  private static func nearestRoot(above folder: String) -> String? {
    var folder = folder
    while true {
      if FileReader.exists("\(folder)/\(configurationName)") { return folder }
      if folder == "/" { return nil }
      folder = FileWriter.folder(of: folder)
    }
  }

  /// The file that lists the user's registered stores, one path a line.
  public static var registryPath: String? {
    EnvironmentVariable.configurationFolder.map { "\($0)/credtree/stores" }
  }

  /// The user's registered stores, in the order in which they were added.
  public static var registeredStores: [String] {
    guard let path = registryPath,
      let contents = try? FileReader.contents(of: path, limit: 1 << 20)
    else { return [] }
    return String(decoding: contents, as: UTF8.self).split(separator: "\n")
      .map(String.init).filter { !$0.isEmpty && !$0.hasPrefix("#") }
  }

  /// Adds a store to the user's list, unless it is there.
  ///
  /// - Throws: ``Failure`` with code `system` if the list cannot be written.
  public static func register(_ root: String) throws(Failure) {
    guard let path = registryPath else {
      throw Failure(.system, "neither XDG_CONFIG_HOME nor HOME is set")
    }
    let stores = registeredStores
    guard !stores.contains(root) else { return }
    let text = Array(((stores + [root]).joined(separator: "\n") + "\n").utf8)
    do {
      try FileWriter.createFolders(FileWriter.folder(of: path), permissions: 0o700)
      try FileWriter.replace(path, with: text.span, permissions: 0o600)
    } catch {
      throw Failure(.system, "\(error)")
    }
  }
}
