#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What tells a file from what it was: any change of it changes one of these, as git assumes.
public struct FileStamp: Hashable, Sendable {
  /// The size in bytes.
  public var size: UInt64
  /// When the content changed, in nanoseconds since 1970.
  public var modified: Int64
  /// When anything about the file changed, in nanoseconds since 1970.
  public var changed: Int64
  /// Which file it is.
  public var inode: UInt64

  /// Creates a stamp.
  public init(size: UInt64, modified: Int64, changed: Int64, inode: UInt64) {
    self.size = size
    self.modified = modified
    self.changed = changed
    self.inode = inode
  }
}

extension FolderReader {
  /// Looks at a file; `nil` where there is no regular file that is no link.
  ///
  /// - Parameter path: The file, as a path from the folder.
  /// - Returns: The stamp.
  public func stamp(of path: String) -> FileStamp? {
    var status = stat()
    guard unsafe fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW) == 0,
      status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    return FileStamp(status)
  }
}

extension FileReader {
  /// Looks at a file or a folder, and not through a link; `nil` where there is nothing.
  public static func stamp(of path: String) -> FileStamp? {
    var status = stat()
    return unsafe lstat(path, &status) == 0 ? FileStamp(status) : nil
  }
}

extension FileStamp {
  /// The stamp of a file of which the system said this.
  init(_ status: stat) {
    func nanoseconds(_ time: timespec) -> Int64 {
      Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
    #if canImport(Darwin)
      let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
    #else
      let (modified, changed) = (status.st_mtim, status.st_ctim)
    #endif
    self.init(
      size: UInt64(status.st_size), modified: nanoseconds(modified),
      changed: nanoseconds(changed), inode: UInt64(status.st_ino))
  }
}
