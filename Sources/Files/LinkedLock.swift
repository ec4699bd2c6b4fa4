#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A lock file as git uses them, which exists as long as the lock is held.
///
/// It is a hard link to a file of ours, so that after a crash it can be told apart, by being
/// the same file, from the lock of a process that is still at work.
public struct LinkedLock: ~Copyable {
  /// The lock file.
  public let path: String
  private var isHeld = true

  /// Takes the lock as soon as nobody holds it.
  ///
  /// - Parameters:
  ///   - path: The lock file, which must be on the file system of `marker`.
  ///   - marker: The file to link to.
  ///   - seconds: How long to wait.
  /// - Returns: The lock, or `nil` if it was still held after that time.
  /// - Throws: ``FileError`` if the system refuses for another reason.
  public static func acquire(_ path: String, marker: String, waitingAtMost seconds: Double)
    throws(FileError) -> LinkedLock?
  {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while unsafe link(marker, path) != 0 {
      guard errno == EEXIST else { throw FileError(errno: errno, path: path) }
      guard ContinuousClock.now < deadline else { return nil }
      usleep(UInt32.random(in: 1000...4000))
    }
    return LinkedLock(path: path)
  }

  private init(path: String) { self.path = path }

  /// Lets the next process have the lock.
  public consuming func release() {}

  deinit { if isHeld { unsafe unlink(path) } }

  /// Releases the lock by giving the lock file the name of the file that it protects.
  ///
  /// - Throws: ``FileError`` naming `target`, which is then unchanged.
  public consuming func install(as target: String) throws(FileError) {
    guard unsafe rename(path, target) == 0 else { throw FileError(errno: errno, path: target) }
    isHeld = false
  }

  /// Removes a lock file that a process which no longer runs left.
  public static func removeStale(_ path: String, marker: String) {
    var (mine, theirs) = (stat(), stat())
    guard unsafe lstat(marker, &mine) == 0, unsafe lstat(path, &theirs) == 0,
      mine.st_ino == theirs.st_ino, mine.st_dev == theirs.st_dev
    else { return }
    unsafe unlink(path)
  }
}

extension FileReader {
  /// The number of bytes in a file, or `nil` where there is none.
  public static func size(of path: String) -> Int? {
    var status = stat()
    return unsafe lstat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// Whether a path names a symbolic link.
  public static func isSymbolicLink(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }
}
