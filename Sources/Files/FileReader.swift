public import Secrets

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Reading files and folders, without Foundation and its cost at start-up.
public enum FileReader {
  /// Reads a whole regular file.
  ///
  /// - Parameters:
  ///   - path: The file to read.
  ///   - limit: The most bytes to accept.
  ///   - followsLink: Whether the path may be a symbolic link.
  /// - Returns: The bytes.
  /// - Throws: ``FileError`` if the file cannot be read, is a pipe or a device, or is larger
  ///   than `limit`; with code `symbolicLink` for a link that may not be one.
  public static func contents(of path: String, limit: Int, followsLink: Bool = true)
    throws(FileError) -> [UInt8]
  {
    // A pipe in the place of a file is not waited for.
    let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    let file = try Descriptor(path, followsLink ? flags : flags | O_NOFOLLOW)
    let size = try file.regularFileSize(limit: limit)
    var bytes = [UInt8](repeating: 0, count: size)
    var span = bytes.mutableSpan
    let read = try file.fill(&span)
    guard read < size else { return bytes }
    return Array(bytes[..<read])
  }

  /// Reads a whole regular file into secret memory.
  ///
  /// - Throws: ``FileError`` if the file cannot be read, or is larger than `limit` bytes.
  public static func secret(of path: String, limit: Int) throws(FileError) -> SecretBytes {
    try secret(from: Descriptor(path, O_RDONLY | O_CLOEXEC), limit: limit)
  }

  /// Reads standard input to its end into secret memory.
  ///
  /// - Throws: ``FileError`` if reading fails, or there are more than `limit` bytes.
  public static func secretFromStandardInput(limit: Int) throws(FileError) -> SecretBytes {
    try secret(from: Descriptor(borrowing: 0, path: "standard input"), limit: limit)
  }

  private static func secret(from file: borrowing Descriptor, limit: Int) throws(FileError)
    -> SecretBytes
  {
    var builder = SecretBuilder(capacity: 4096)
    while true {
      var count = 0
      let chunk = try SecretBytes(count: 4096) {
        (span: inout MutableSpan<UInt8>) throws(FileError) in
        count = try file.fill(&span)
      }
      if count == 0 { return builder.finish() }
      guard builder.count + count <= limit else {
        throw FileError(
          .tooLarge, path: file.path, reason: "is larger than the limit of \(limit) bytes")
      }
      builder.append(chunk.bytes.extracting(first: count))
      // At a terminal, the end would have to be typed a second time.
      if count < chunk.count { return builder.finish() }
    }
  }

  /// Whether anything exists at a path; a dangling symbolic link counts.
  public static func exists(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0
  }

  /// Whether a path names a folder, after symbolic links.
  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether a path names a regular file that this process may run.
  public static func isProgram(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      && (unsafe access(path, X_OK)) == 0
  }

  /// The permission bits of a file, after symbolic links, or `nil` where there is none.
  public static func permissions(of path: String) -> UInt32? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return UInt32(status.st_mode) & 0o7777
  }

  /// The absolute path with symbolic links resolved, or `nil` where nothing exists.
  public static func resolved(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  /// The folder that the process runs in.
  public static var currentFolder: String { resolved(".") ?? "/" }

  /// One thing in a folder.
  public struct Entry: Hashable, Sendable {
    /// The name, without the folder.
    public let name: String
    /// Whether it is itself a folder; a symbolic link to one is not.
    public let isFolder: Bool
    /// Whether the name is not UTF-8, so that no path can have it.
    public let isEscaped: Bool
  }

  /// What a folder contains, sorted by name; names that are not UTF-8 are left out.
  ///
  /// - Throws: ``FileError`` if the folder cannot be read.
  public static func entries(of folder: String) throws(FileError) -> [Entry] {
    try everyEntry(of: folder).filter { !$0.isEscaped }
  }

  /// What a folder contains, sorted by name; names that are not UTF-8 are as ``PathText`` has them.
  ///
  /// - Throws: ``FileError`` if the folder cannot be read.
  public static func everyEntry(of folder: String) throws(FileError) -> [Entry] {
    guard let stream = unsafe opendir(folder) else { throw FileError(errno: errno, path: folder) }
    defer { unsafe closedir(stream) }
    var entries: [Entry] = []
    while let entry = unsafe readdir(stream) {
      let (name, isEscaped) = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { name in
          unsafe (PathText.of(name), String(validatingCString: name) == nil)
        }
      }
      guard name != ".", name != ".." else { continue }
      let type = unsafe Int32(entry.pointee.d_type)
      let isFolder =
        type == Int32(DT_DIR) || (type == Int32(DT_UNKNOWN) && isFolder("\(folder)/\(name)"))
      entries.append(Entry(name: name, isFolder: isFolder, isEscaped: isEscaped))
    }
    return entries.sorted { $0.name < $1.name }
  }
}
