public import Credentials
internal import Files

extension Store {
  /// The bytes of any file of the repository, from where the store reads.
  ///
  /// - Parameters:
  ///   - path: The path from the repository's root.
  ///   - limit: The most bytes to accept from the work tree.
  /// - Returns: The bytes, or `nil` where there is no such file.
  /// - Throws: ``Credentials/Failure`` with code `usage` for a path that leaves the repository,
  ///   `integrity` for one that a symbolic link is on, `system` if it cannot be read.
  public func contents(ofFile path: String, limit: Int = 1 << 20) throws(Failure) -> [UInt8]? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      throw Failure(.usage, "\(path) must be a path below the repository's root, without . and ..")
    }
    if let files { return try files.contents(of: path) }
    var place = root
    for part in parts {
      place += "/\(part)"
      if FileReader.isSymbolicLink(place) {
        throw Failure(
          .integrity, "\(path) lies behind a symbolic link, which could lead out of the repository")
      }
    }
    do throws(FileError) { return try FileReader.contents(of: place, limit: limit) } catch {
      if error.code == .notFound { return nil }
      throw Failure(error)
    }
  }
}
