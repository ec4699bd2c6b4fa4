public import Credentials
internal import Documents
internal import Files
public import Secrets

/// Files that are written together: all of them or none.
public struct OutputSet: Sendable {
  /// One of the files.
  public struct File: Sendable {
    /// The path below the root.
    public let path: String
    /// The whole contents.
    public let contents: Secret
    /// Whether anyone may read it: its mode is then 0644, not 0600.
    public let isPublic: Bool

    /// Creates a file.
    public init(path: String, contents: Secret, isPublic: Bool) {
      self.path = path
      self.contents = contents
      self.isPublic = isPublic
    }

    var permissions: UInt32 { isPublic ? 0o644 : 0o600 }
  }

  /// How a file on the disk differs from what it should be.
  public enum State: String, Hashable, Sendable {
    /// It is as it should be.
    case current
    /// It has other contents or other permissions.
    case stale
    /// It is not there.
    case missing
  }

  /// The folder that the paths are below.
  public let root: String
  /// The files.
  public let files: [File]

  /// Creates a set of files.
  public init(root: String, files: [File]) {
    self.root = root
    self.files = files
  }

  /// Finds what stands in the way of writing, without changing anything.
  ///
  /// - Throws: ``Credentials/Failure`` with code `invalid` that lists every problem: two files
  ///   of one path, a symbolic link or a file in the place of a folder on the way, something
  ///   else than a file in the place of a file.
  public func check() throws(Failure) {
    var problems: [Problem] = []
    var seen: Set<String> = []
    for file in files {
      if !seen.insert(file.path).inserted {
        problems.append(Problem("\(file.path) is the path of two outputs: give each its own"))
      } else if let problem = problem(with: file.path) {
        problems.append(Problem(problem))
      }
    }
    guard problems.isEmpty else {
      throw Failure(.invalid, "the outputs cannot be written", details: problems)
    }
  }

  // A committed symbolic link could lead out of the repository, so none is followed.
  private func problem(with path: String) -> String? {
    var place = root
    let parts = path.split(separator: "/")
    for (index, part) in parts.enumerated() {
      place += "/\(part)"
      guard FileReader.exists(place) else { return nil }
      if FileReader.isSymbolicLink(place) {
        return "\(path) lies behind a symbolic link, which may lead elsewhere: remove the link"
      }
      let isLast = index == parts.count - 1
      if isLast, !FileReader.isRegularFile(place) { return "\(path) is no file: remove it" }
      if !isLast, !FileReader.isFolder(place) {
        return "a file is in the place of a folder of \(path): remove it"
      }
    }
    return nil
  }

  /// How each file on the disk differs, in order.
  public func states() -> [State] { files.map(state) }

  private func state(of file: File) -> State {
    let path = "\(root)/\(file.path)"
    guard FileReader.exists(path) else { return .missing }
    // A file that is longer than it should be is not read to its end.
    guard !FileReader.isSymbolicLink(path), FileReader.permissions(of: path) == file.permissions,
      let present = try? FileReader.secret(of: path, limit: file.contents.bytes.count)
    else { return .stale }
    return file.contents.bytes.constantTimeEquals(present) ? .current : .stale
  }

  /// Writes the files that differ.
  ///
  /// Every new file is on the disk before the first one takes its name, so that a full disk or a
  /// folder that cannot be written leaves all as it was.
  ///
  /// - Returns: What each file was before, in order.
  /// - Throws: ``Credentials/Failure`` with code `invalid` as ``check()`` throws, `system` if the
  ///   system refuses; nothing has changed then, but folders may have been created.
  public func write() throws(Failure) -> [State] {
    try check()
    let states = states()
    do throws(FileError) {
      removeLeftovers()
      var prepared: [PreparedFile] = []
      for (file, state) in zip(files, states) where state != .current {
        let path = "\(root)/\(file.path)"
        try FileWriter.createFolders(FileWriter.folder(of: path))
        prepared.append(try prepare(file, at: path))
      }
      for file in prepared { try file.install() }
    } catch {
      throw Failure(
        .system, "cannot write \(error.path): \(error.reason); free the way or the disk")
    }
    return states
  }

  /// Removes what a process that was killed prepared and did not install.
  ///
  /// The caller keeps other processes from writing the same files.
  private func removeLeftovers() {
    var prefixes: [String: [String]] = [:]
    for file in files {
      let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
      prefixes[FileWriter.folder(of: "\(root)/\(file.path)"), default: []]
        .append(PreparedFile.temporaryPrefix(for: name))
    }
    for (folder, prefixes) in prefixes {
      for entry in (try? FileReader.entries(of: folder)) ?? []
      where !entry.isFolder && entry.name.hasPrefix(".") && entry.name.contains(".credtree-") {
        if prefixes.contains(where: entry.name.hasPrefix) {
          try? FileWriter.remove("\(folder)/\(entry.name)")
        }
      }
    }
  }

  private func prepare(_ file: File, at path: String) throws(FileError) -> PreparedFile {
    try file.contents.bytes.withSpan { span throws(FileError) in
      try PreparedFile(path, with: span, permissions: file.permissions)
    }
  }
}
