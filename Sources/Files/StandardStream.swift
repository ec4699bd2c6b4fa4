#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The process's output streams, written without buffering that would keep a copy.
public enum StandardStream: Int32, Sendable {
  /// Where data goes.
  case output = 1
  /// Where messages for a person go.
  case error = 2

  /// Whether a person is looking at the stream.
  public var isTerminal: Bool { isatty(rawValue) == 1 }

  /// How many characters fit into a line, or `nil` where no terminal shows them.
  public var width: Int? {
    guard isTerminal else { return nil }
    if let columns = EnvironmentVariable.text("COLUMNS").flatMap({ Int($0) }), columns > 0 {
      return columns
    }
    var size = winsize()
    guard unsafe ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Whether a person could type what the process reads on standard input.
  public static var inputIsTerminal: Bool { isatty(0) == 1 }

  /// Makes sure that no file which is opened later takes the number of a closed stream.
  ///
  /// What is meant for the stream would be written into that file. The stream stays unusable:
  /// reading or writing it fails as if it were closed.
  public static func holdClosedStreams() {
    for (number, wrongWay) in [(0, O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)] as [(Int32, Int32)]
    where fcntl(number, F_GETFD) < 0 {
      // The lowest free number is taken, which is this one.
      _ = unsafe open("/dev/null", wrongWay)
    }
  }

  /// Writes all the bytes.
  ///
  /// - Throws: ``FileError`` if the system refuses, as when the reader has gone.
  public func write(_ bytes: Span<UInt8>) throws(FileError) {
    let name = self == .output ? "standard output" : "standard error"
    try Descriptor(borrowing: rawValue, path: name).writeAll(bytes)
  }

  /// Writes text that is not secret.
  ///
  /// - Throws: ``FileError`` if the system refuses, as when the reader has gone.
  public func write(_ text: String) throws(FileError) {
    let utf8 = Array(text.utf8)
    try write(utf8.span)
  }
}
