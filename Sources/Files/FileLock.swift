#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// An exclusive lock on a file, which the system releases when the process ends in any way.
public struct FileLock: ~Copyable {
  private let file: Descriptor

  /// Waits for the lock, and creates the file where it does not exist.
  ///
  /// - Parameters:
  ///   - path: The file to lock; its contents do not matter.
  ///   - seconds: How long to wait.
  /// - Returns: The lock, or `nil` if another process still held it after that time.
  /// - Throws: ``FileError`` if the file cannot be opened.
  public static func acquire(_ path: String, waitingAtMost seconds: Double) throws(FileError)
    -> FileLock?
  {
    let file = try Descriptor(path, O_RDWR | O_CREAT | O_CLOEXEC, mode: 0o666)
    let number = file.number
    let deadline = ContinuousClock.now + .seconds(seconds)
    while flock(number, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        throw FileError(errno: errno, path: path)
      }
      guard ContinuousClock.now < deadline else { return nil }
      // Waiting for different times keeps many processes from asking in step.
      usleep(UInt32.random(in: 1000...4000))
    }
    return FileLock(file: file)
  }

  /// Lets the next process have the lock.
  public consuming func release() {}

  private init(file: consuming Descriptor) { self.file = file }
}
