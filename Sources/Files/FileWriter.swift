#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Writing files so that a reader, or a crash, sees the old contents or the new, never a mix.
public enum FileWriter {
  /// Replaces a file's contents, or creates it.
  ///
  /// The bytes go to a new file in the same folder, reach the disk, and then take the
  /// path's name in one step; the folder reaches the disk last. If anything fails, the new
  /// file is removed and the old one is untouched.
  ///
  /// - Parameters:
  ///   - path: The file to replace. Where it is a symbolic link, the link is replaced.
  ///   - contents: The whole new contents.
  ///   - permissions: The permission bits, whatever the process's umask.
  /// - Throws: ``FileError`` naming `path`.
  public static func replace(_ path: String, with contents: Span<UInt8>, permissions: UInt32)
    throws(FileError)
  {
    let folder = folder(of: path)
    let temporary = try writeTemporary(beside: path, contents, permissions: permissions)
    guard unsafe rename(temporary, path) == 0 else {
      let error = FileError(errno: errno, path: path)
      unsafe unlink(temporary)
      throw error
    }
    try synchronizeFolder(folder)
  }

  /// Replaces a file's contents, as ``replace(_:with:permissions:)`` does, and prepares the new
  /// ones in another folder, so that a crash leaves nothing where people work.
  ///
  /// - Parameters:
  ///   - path: The file to replace.
  ///   - contents: The whole new contents.
  ///   - permissions: The permission bits.
  ///   - folder: Where to prepare them; on another file system they are prepared beside the file.
  /// - Throws: ``FileError`` naming the file that the system refused.
  public static func replace(
    _ path: String, with contents: Span<UInt8>, permissions: UInt32, preparingIn folder: String
  ) throws(FileError) {
    let name = path.split(separator: "/").last.map(String.init) ?? "file"
    let temporary = try writeTemporary(
      beside: "\(folder)/\(name)", contents, permissions: permissions)
    if unsafe rename(temporary, path) == 0 { return try synchronizeFolder(self.folder(of: path)) }
    let number = errno
    unsafe unlink(temporary)
    guard number == EXDEV else { throw FileError(errno: number, path: path) }
    try replace(path, with: contents, permissions: permissions)
  }

  /// Creates a file that must not exist yet.
  ///
  /// - Throws: ``FileError`` with code `exists` if something is at `path` already.
  public static func create(_ path: String, with contents: Span<UInt8>, permissions: UInt32)
    throws(FileError)
  {
    let temporary = try writeTemporary(beside: path, contents, permissions: permissions)
    // A hard link fails where the name is taken, which `rename` does not.
    let linked = unsafe link(temporary, path)
    let number = errno
    unsafe unlink(temporary)
    guard linked == 0 else { throw FileError(errno: number, path: path) }
    try synchronizeFolder(folder(of: path))
  }

  private static func writeTemporary(
    beside path: String, _ contents: Span<UInt8>, permissions: UInt32
  ) throws(FileError) -> String {
    var generator = SystemRandomNumberGenerator()
    let suffix = String(generator.next() as UInt64, radix: 36)
    let name = path.split(separator: "/").last.map(String.init) ?? "file"
    let temporary = "\(folder(of: path))/.\(name.prefix(200)).credtree-\(suffix)"
    let file: Descriptor
    do {
      file = try Descriptor(
        temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode: 0o600)
    } catch {
      // The caller knows the path it asked for, not the temporary one.
      throw FileError(error.code, path: path, reason: error.reason)
    }
    do throws(FileError) {
      try file.writeAll(contents)
      guard fchmod(file.number, mode_t(permissions)) == 0 else {
        throw FileError(errno: errno, path: path)
      }
      try file.synchronize()
    } catch {
      unsafe unlink(temporary)
      throw FileError(error.code, path: path, reason: error.reason)
    }
    return temporary
  }

  /// Removes a file, if it is there.
  ///
  /// - Throws: ``FileError`` if the system refuses.
  public static func remove(_ path: String) throws(FileError) {
    guard unsafe unlink(path) == 0 || errno == ENOENT else {
      throw FileError(errno: errno, path: path)
    }
  }

  /// Creates a folder and the folders above it, where they do not exist.
  ///
  /// - Throws: ``FileError`` if the system refuses, or a file is in the way.
  public static func createFolders(_ path: String, permissions: UInt32 = 0o777) throws(FileError) {
    if FileReader.isFolder(path) { return }
    let parent = folder(of: path)
    if parent != path { try createFolders(parent, permissions: permissions) }
    guard unsafe mkdir(path, mode_t(permissions)) == 0 || errno == EEXIST else {
      throw FileError(errno: errno, path: path)
    }
    guard FileReader.isFolder(path) else {
      throw FileError(.exists, path: path, reason: "a file is in the way of a folder")
    }
  }

  /// Removes a folder if it is empty; a folder with something in it stays.
  public static func removeFolderIfEmpty(_ path: String) {
    _ = unsafe rmdir(path)
  }

  /// The path of the folder that contains `path`, or `.` for a bare name.
  public static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Waits until the names in a folder are on the disk.
  ///
  /// - Throws: ``FileError`` naming the folder.
  public static func synchronizeFolder(_ path: String) throws(FileError) {
    let folder = try Descriptor(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    try folder.synchronize()
  }
}
