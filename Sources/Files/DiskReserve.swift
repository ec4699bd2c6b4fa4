#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Disk space kept free for a step that should not fail once it has begun.
public struct DiskReserve: ~Copyable {
  private let path: String

  /// Sets space aside.
  ///
  /// - Parameters:
  ///   - bytes: How much.
  ///   - path: The file that takes it up; it must not exist.
  /// - Throws: ``FileError`` with code `noSpace` if there is less.
  public init(bytes: Int, at path: String) throws(FileError) {
    let file = try Descriptor(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode: 0o600)
    #if !canImport(Darwin)
      let status = posix_fallocate(file.number, 0, off_t(max(bytes, 1)))
      guard status == 0 else {
        unsafe unlink(path)
        throw FileError(errno: status, path: path)
      }
    #endif
    self.path = path
  }

  /// Gives the space back.
  public consuming func release() {}

  deinit { unsafe unlink(path) }
}
