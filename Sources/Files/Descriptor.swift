#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// An open file descriptor, closed when this value goes out of scope.
struct Descriptor: ~Copyable {
  let number: Int32
  let path: String
  private let isOwned: Bool

  init(_ path: String, _ flags: Int32, mode: mode_t = 0) throws(FileError) {
    var opened: Int32
    repeat { opened = unsafe open(path, flags, mode) } while opened < 0 && errno == EINTR
    guard opened >= 0 else { throw FileError(errno: errno, path: path) }
    number = opened
    self.path = path
    isOwned = true
  }

  /// Opens a path whose bytes may be no UTF-8, given as ``PathText`` has it.
  init(escaped text: String, _ flags: Int32) throws(FileError) {
    let bytes = PathText.onDisk(text)
    var opened: Int32
    repeat { opened = unsafe open(bytes, flags, 0) } while opened < 0 && errno == EINTR
    guard opened >= 0 else { throw FileError(errno: errno, path: text) }
    self.init(owning: opened, path: text)
  }

  init(borrowing number: Int32, path: String) {
    self.number = number
    self.path = path
    isOwned = false
  }

  init(owning number: Int32, path: String) {
    self.number = number
    self.path = path
    isOwned = true
  }

  deinit { if isOwned { close(number) } }

  /// Closes the descriptor here and not at the end of the scope.
  consuming func discard() {}

  borrowing func regularFileSize(limit: Int) throws(FileError) -> Int {
    var status = stat()
    guard unsafe fstat(number, &status) == 0 else { throw FileError(errno: errno, path: path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(.notAFile, path: path, reason: "is not a regular file")
    }
    guard status.st_size <= limit else {
      throw FileError(.tooLarge, path: path, reason: "is larger than the limit of \(limit) bytes")
    }
    return Int(status.st_size)
  }

  /// Reads until `output` is full or the file ends; returns the number of bytes read.
  borrowing func fill(_ output: inout MutableSpan<UInt8>) throws(FileError) -> Int {
    let (number, path) = (self.number, self.path)
    return try unsafe output.withUnsafeMutableBufferPointer { buffer throws(FileError) in
      var total = 0
      while total < buffer.count {
        let count = unsafe read(
          number, buffer.baseAddress?.advanced(by: total), buffer.count - total)
        if count == 0 { break }
        if count < 0 {
          if errno == EINTR { continue }
          throw FileError(errno: errno, path: path)
        }
        total += count
      }
      return total
    }
  }

  borrowing func writeAll(_ bytes: Span<UInt8>) throws(FileError) {
    let (number, path) = (self.number, self.path)
    try unsafe bytes.withUnsafeBufferPointer { buffer throws(FileError) in
      var total = 0
      while total < buffer.count {
        let count = unsafe write(
          number, buffer.baseAddress?.advanced(by: total), buffer.count - total)
        if count < 0 {
          if errno == EINTR { continue }
          throw FileError(errno: errno, path: path)
        }
        total += count
      }
    }
  }

  borrowing func synchronize() throws(FileError) {
    guard fsync(number) == 0 else { throw FileError(errno: errno, path: path) }
  }
}
