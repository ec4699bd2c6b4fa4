public import Credentials
internal import Files
public import Secrets

/// Where a rendering goes: a file that others cannot read half of, or standard output.
public struct OutputFile: Sendable {
  /// The path, or `-` for standard output.
  public let path: String
  /// The permission bits of the file: 0644 for what anyone may read, else 0600.
  public let permissions: UInt32

  /// Creates a destination.
  ///
  /// - Parameters:
  ///   - path: The path, or `-` for standard output.
  ///   - isPublic: Whether anyone may read the contents.
  public init(path: String, isPublic: Bool) {
    self.path = path
    permissions = isPublic ? 0o644 : 0o600
  }

  /// Whether the destination is standard output, by one of its names.
  ///
  /// A file that standard output is redirected to stays what it is: it is not replaced.
  public var isStandardOutput: Bool {
    ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].contains(path)
  }

  /// Finds what is wrong with the destination, before anything is rendered for it.
  ///
  /// - Parameter isTracked: Whether git tracks an absolute path without symbolic links, or
  ///   would track it because no rule ignores it; a caller that allows that answers `false`.
  /// - Throws: ``Credentials/Failure`` with code `usage` for a tracked path, a folder, or a
  ///   device, `system` for a folder that does not exist.
  public func check(isTracked: (String) throws(Failure) -> Bool) throws(Failure) {
    guard !isStandardOutput else { return }
    let target = target
    if FileReader.isFolder(target) {
      throw Failure(.usage, "\(path) is a folder: give the path of a file")
    }
    let isStream = ["/dev/fd/", "/dev/stderr", "/proc/self/fd/"].contains { path.hasPrefix($0) }
    if isStream || (FileReader.exists(target) && !FileReader.isRegularFile(target)) {
      throw Failure(.usage, "\(path) is not a regular file: use -o - for standard output")
    }
    guard FileReader.isFolder(FileWriter.folder(of: target)) else {
      throw Failure(.system, "the folder of \(path) does not exist: create it first")
    }
    if try isTracked(target) {
      throw Failure(
        .usage,
        "git tracks \(path), or would track it: choose a path that git ignores, or one outside the"
          + " repository")
    }
  }

  /// Writes the contents in one step: a reader sees the old file or the new one.
  ///
  /// - Throws: ``Credentials/Failure`` with code `system`, and what ``check(isTracked:)`` throws.
  public func write(
    _ contents: borrowing SecretBytes, isTracked: (String) throws(Failure) -> Bool
  ) throws(Failure) {
    try check(isTracked: isTracked)
    do throws(FileError) {
      guard !isStandardOutput else { return try StandardStream.output.write(contents.bytes) }
      try FileWriter.replace(target, with: contents.bytes, permissions: permissions)
    } catch {
      throw Failure(.system, "cannot write \(path): \(error.reason)")
    }
  }

  // Through symbolic links, so that git is asked about the file that changes, and so that a link
  // such as /dev/stdout is never itself replaced.
  private var target: String {
    if let resolved = FileReader.resolved(path) { return resolved }
    guard let folder = FileReader.resolved(FileWriter.folder(of: path)) else { return path }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return folder == "/" ? "/\(name)" : "\(folder)/\(name)"
  }
}
