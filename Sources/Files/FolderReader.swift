#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Reads many files of one folder, one after the other, into the same memory.
@safe
public struct FolderReader: ~Copyable {
  /// What became of one file.
  public enum Outcome: Hashable, Sendable {
    /// It was read.
    case read
    /// It is not there, or it is a symbolic link, a folder, or a device.
    case notAFile
    /// It is larger than the limit.
    case tooLarge
    /// The system refused to read it.
    case unreadable
  }

  let folder: Int32
  private let buffer: UnsafeMutableBufferPointer<UInt8>

  /// Opens a folder.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - limit: The most bytes that a file may have.
  /// - Throws: ``FileError`` if the folder cannot be opened.
  public init(folder path: String, limit: Int) throws(FileError) {
    let number = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard number >= 0 else { throw FileError(errno: errno, path: path) }
    folder = number
    // One byte more than the limit tells a file that is too large.
    unsafe buffer = .allocate(capacity: limit + 1)
  }

  deinit {
    close(folder)
    unsafe buffer.deallocate()
  }

  /// Reads a file and hands its bytes to `body`, which must not keep them.
  ///
  /// - Parameters:
  ///   - path: The file, as a path from the folder.
  ///   - body: Called once if the file was read.
  /// - Returns: What became of the file.
  public mutating func read(_ path: String, _ body: (Span<UInt8>) -> Void) -> Outcome {
    read(path) { bytes, _ in body(bytes) }
  }

  /// Reads a file and hands its bytes, which must not be kept, and its stamp to `body`.
  ///
  /// - Parameters:
  ///   - path: The file, as a path from the folder.
  ///   - body: Called once if the file was read; the stamp is of the time before that.
  /// - Returns: What became of the file.
  public mutating func read(
    _ path: String, _ body: (Span<UInt8>, FileStamp) -> Void
  ) -> Outcome {
    // A tracked file may have been replaced by a link or a pipe: neither is followed or waited for.
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    let file = unsafe openat(folder, path, flags)
    guard file >= 0 else {
      return [ENOENT, ENOTDIR, ELOOP, ENXIO].contains(errno) ? .notAFile : .unreadable
    }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0 else { return .unreadable }
    guard status.st_mode & S_IFMT == S_IFREG else { return .notAFile }
    guard unsafe status.st_size < buffer.count else { return .tooLarge }
    var count = 0
    while unsafe count < buffer.count {
      let start = unsafe buffer.baseAddress?.advanced(by: count)
      #if canImport(Glibc)
        let got = unsafe Glibc.read(file, start, buffer.count - count)
      #elseif canImport(Musl)
        let got = unsafe Musl.read(file, start, buffer.count - count)
      #else
        let got = unsafe Darwin.read(file, start, buffer.count - count)
      #endif
      if got < 0 {
        if errno == EINTR { continue }
        return .unreadable
      }
      count += got
      // A regular file that gave all it said it has is at its end.
      if got == 0 || count == Int(status.st_size) { break }
    }
    guard unsafe count < buffer.count else { return .tooLarge }
    unsafe body(UnsafeBufferPointer(rebasing: buffer[..<count]).span, FileStamp(status))
    return .read
  }
}
