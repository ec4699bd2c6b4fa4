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
}
