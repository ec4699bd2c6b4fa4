internal import Configuration
internal import Files

/// Where credential files are read from: the work tree, a commit, or the index.
public protocol CredentialReader: Sendable {
  /// The names of all credentials, sorted.
  ///
  /// - Throws: ``Failure`` with code `system` if the place cannot be read.
  func names() throws(Failure) -> [String]

  /// The bytes of a credential's file, or `nil` if there is no such file.
  ///
  /// - Throws: ``Failure`` with code `system` if the place cannot be read.
  func contents(of name: String) throws(Failure) -> [UInt8]?

  /// Names of files and folders that ``names()`` leaves out because they are not UTF-8, with
  /// escapes in them.
  ///
  /// - Throws: ``Failure`` with code `system` if the place cannot be read.
  func namesNotInUTF8() throws(Failure) -> [String]
}

extension CredentialReader {
  /// None: a reader that lists paths of git's has them among the names.
  public func namesNotInUTF8() throws(Failure) -> [String] { [] }
}

/// The most bytes that a credential file may have; a 10 MB secret is refused before this.
public let credentialFileLimit = 32 << 20

/// Reads credential files from the work tree, and nothing from outside of it.
///
/// A symbolic link could be committed that leads into another repository, which is why none is
/// followed below the root: git would not read through it either.
public struct WorkTreeReader: CredentialReader {
  private let folder: String

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - root: The absolute path of the work tree.
  ///   - store: The path of the store's folder from there.
  /// - Throws: ``Failure`` with code `integrity` if a symbolic link is on the way.
  public init(root: String, store: String) throws(Failure) {
    folder = "\(root)/\(store)"
    try Self.refuseLinks(on: store, below: root)
  }

  /// The names of all credentials below the folder, sorted.
  public func names() throws(Failure) -> [String] {
    var names: [String] = []
    try collect("", into: &names)
    return names.sorted()
  }

  private func collect(_ prefix: String, into names: inout [String]) throws(Failure) {
    let entries: [FileReader.Entry]
    do { entries = try FileReader.entries(of: "\(folder)/\(prefix)") } catch {
      // git does not keep empty folders: a store without credentials has none.
      if error.code == .notFound, prefix.isEmpty { return }
      throw Failure(.system, "\(error)")
    }
    for entry in entries {
      if entry.isFolder {
        try collect("\(prefix)\(entry.name)/", into: &names)
      } else if entry.name.hasSuffix(".json"), !entry.name.hasPrefix(".") {
        names.append("\(prefix)\(entry.name.dropLast(5))")
      }
    }
  }

  /// Names of files and of folders that are not UTF-8, below the folder.
  public func namesNotInUTF8() throws(Failure) -> [String] {
    var names: [String] = []
    var folders = [""]
    while let prefix = folders.popLast() {
      do throws(FileError) {
        for entry in try FileReader.everyEntry(of: "\(folder)/\(prefix)") {
          if entry.isEscaped {
            let isFile = entry.name.hasSuffix(".json") && !entry.isFolder
            names.append("\(prefix)\(isFile ? String(entry.name.dropLast(5)) : entry.name)")
          } else if entry.isFolder {
            folders.append("\(prefix)\(entry.name)/")
          }
        }
      } catch {
        guard error.code != .notFound else { continue }
        throw Failure(.system, "\(error)")
      }
    }
    return names.sorted()
  }

  /// The paths of the folder and of all folders below it, from the root of the work tree.
  func folders(of store: String) throws(Failure) -> [String] {
    var folders = [store]
    var next = 0
    while next < folders.count {
      let prefix = folders[next].dropFirst(store.count)
      do throws(FileError) {
        for entry in try FileReader.entries(of: "\(folder)\(prefix)") where entry.isFolder {
          folders.append("\(folders[next])/\(entry.name)")
        }
      } catch { throw Failure(.system, "\(error)") }
      next += 1
    }
    return folders
  }

  /// The bytes of a credential's file.
  public func contents(of name: String) throws(Failure) -> [UInt8]? {
    if let end = name.lastIndex(of: "/") {
      try Self.refuseLinks(on: String(name[..<end]), below: folder)
    }
    let path = "\(folder)/\(name).json"
    do {
      return try FileReader.contents(of: path, limit: credentialFileLimit, followsLink: false)
    } catch {
      if error.code == .notFound { return nil }
      if error.code == .symbolicLink { throw Self.isLink(path) }
      throw Failure(.system, "\(error)")
    }
  }

  private static func refuseLinks(on path: String, below folder: String) throws(Failure) {
    var prefix = folder
    for part in path.split(separator: "/") {
      prefix += "/\(part)"
      if FileReader.isSymbolicLink(prefix) { throw isLink(prefix) }
    }
  }

  private static func isLink(_ path: String) -> Failure {
    Failure(
      .integrity,
      "\(path) is a symbolic link, which could lead out of the repository; "
        + "put the real file or folder in its place")
  }
}
