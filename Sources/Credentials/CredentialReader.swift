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
}

/// The most bytes that a credential file may have; a 10 MB secret is refused before this.
public let credentialFileLimit = 32 << 20

/// Reads credential files from the work tree.
public struct WorkTreeReader: CredentialReader {
  /// The absolute path of the store's folder.
  public let folder: String

  /// Creates a reader.
  ///
  /// - Parameter folder: The absolute path of the store's folder.
  public init(folder: String) { self.folder = folder }

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

  /// The bytes of a credential's file.
  public func contents(of name: String) throws(Failure) -> [UInt8]? {
    do {
      return try FileReader.contents(of: "\(folder)/\(name).json", limit: credentialFileLimit)
    } catch {
      if error.code == .notFound { return nil }
      throw Failure(.system, "\(error)")
    }
  }
}
