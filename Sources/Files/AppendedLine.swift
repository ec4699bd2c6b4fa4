#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Adding to the end of files that several processes add to.
public enum AppendedLine {
  /// Adds a line in one write, which no other process's line can fall into.
  ///
  /// - Parameters:
  ///   - line: The line, without its end.
  ///   - path: The file; it is created if it does not exist, with mode 0666 less the umask.
  /// - Throws: ``FileError`` if the system refuses.
  public static func append(_ line: String, to path: String) throws(FileError) {
    let file = try Descriptor(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, mode: 0o666)
    let bytes = Array((line + "\n").utf8)
    try file.writeAll(bytes.span)
  }

  /// Adds bytes, which end in a line feed, in one write.
  ///
  /// - Parameters:
  ///   - bytes: What to add.
  ///   - path: The file; it is created if it does not exist, for its owner alone.
  /// - Throws: ``FileError`` if the system refuses.
  public static func append(_ bytes: Span<UInt8>, to path: String) throws(FileError) {
    let file = try Descriptor(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, mode: 0o600)
    try file.writeAll(bytes)
  }

  /// Gives a file that has grown large another name, so that the next line begins a new one.
  ///
  /// - Parameters:
  ///   - path: The file; one that does not exist is none too large.
  ///   - other: Its other name, in the same folder; a file of that name is replaced.
  ///   - limit: The most bytes that it keeps its name with.
  public static func moveAway(_ path: String, to other: String, whenLargerThan limit: Int) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0, status.st_size > limit else { return }
    _ = unsafe rename(path, other)
  }
}
