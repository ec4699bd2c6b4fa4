#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// One stream of a program's output on its way to this process's.
public protocol OutputFilter: ~Copyable {
  /// Takes the next bytes of the stream.
  ///
  /// - Parameters:
  ///   - read: Fills the span from its start, and returns how many bytes it wrote: none at the
  ///     stream's end.
  ///   - write: Takes bytes that may be shown.
  /// - Returns: Whether there was anything.
  mutating func pass(
    reading read: (inout MutableSpan<UInt8>) -> Int, writing write: (Span<UInt8>) -> Void
  ) -> Bool
}

/// A program that is run in the place of this one: its words are the last of this process's own.
///
/// They are handed on as they came, byte for byte. No shell is involved.
public struct ForegroundProgram: Sendable {
  let wordCount: Int
  let path: String
  let environment: ProgramEnvironment

  /// Finds the program.
  ///
  /// - Parameters:
  ///   - wordCount: How many of this process's last arguments are the program's, its name included.
  ///   - environment: Its environment.
  /// - Throws: ``ProgramFailure`` if there is none, or none that may be run.
  public init(wordCount: Int, environment: ProgramEnvironment) throws(ProgramFailure) {
    let words = CommandLine.arguments
    guard wordCount > 0, wordCount < words.count else {
      throw ProgramFailure(ProgramFailure.own, "there is no program to run")
    }
    self.wordCount = wordCount
    self.environment = environment
    path = try environment.path(of: words[words.count - wordCount])
  }

  /// The words as C has them, which end in `nil`.
  var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> {
    unsafe CommandLine.unsafeArgv + (Int(CommandLine.argc) - wordCount)
  }

  /// Lets the program take this process's place.
  ///
  /// - Throws: ``ProgramFailure``; otherwise it does not return.
  public func replaceThisProcess() throws(ProgramFailure) -> Never {
    let path = path
    let arguments = unsafe arguments
    let number = unsafe environment.withEntries { entries -> Int32 in
      _ = unsafe execve(path, arguments, entries)
      return errno
    }
    throw ProgramFailure(errno: number, program: path)
  }

  /// Runs the program, with its output on its way through filters, until it ends.
  ///
  /// Signals that are sent to this process are handed on. Where standard output is a terminal,
  /// the program gets a terminal of its own, so that it behaves as it would without this.
  ///
  /// - Parameters:
  ///   - output: What its standard output passes through.
  ///   - errors: What its standard error passes through; not used where both are one terminal.
  /// - Returns: Its exit status, or 128 and the number of the signal that ended it.
  /// - Throws: ``ProgramFailure`` if it cannot be run.
  public func run<Filter: OutputFilter & ~Copyable>(
    output: consuming Filter, errors: consuming Filter
  ) throws(ProgramFailure) -> Int32 {
    var session = try ProgramSession(of: self)
    return session.run(output: output, errors: errors)
  }
}
