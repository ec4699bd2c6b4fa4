public import Secrets

/// A program that is run for what it prints.
///
/// Only programs that the user named run this way, in the environment or in git's
/// configuration: nothing that a repository says is ever run.
public enum ChildProcess {
  /// Why a program gave no answer.
  public struct ProcessError: Error, Hashable, Sendable {
    /// The program's name.
    public let program: String
    /// What happened, for a person to read.
    public let reason: String

    /// Creates an error.
    public init(program: String, reason: String) {
      self.program = program
      self.reason = reason
    }
  }

  /// How a program ended, and what it printed.
  public struct Ending: ~Copyable, Sendable {
    private let program: String
    private let rawStatus: Int32
    /// What it wrote to standard output.
    public let output: SecretBytes

    init(program: String, rawStatus: Int32, output: consuming SecretBytes) {
      self.program = program
      self.rawStatus = rawStatus
      self.output = output
    }

    /// What it printed, of a program that ended well.
    ///
    /// - Throws: ``ProcessError`` with how it ended, if that was an error.
    public consuming func success() throws(ProcessError) -> SecretBytes {
      guard rawStatus != 0 else { return output }
      let signal = rawStatus & 0x7F
      throw ProcessError(
        program: program,
        reason: signal == 0
          ? "ended with status \(rawStatus >> 8 & 0xFF)" : "was ended by signal \(signal)")
    }
  }

  /// Runs a program to its end, however it ends; no shell is involved.
  ///
  /// - Parameters:
  ///   - words: The program's name, looked up in `PATH`, and its arguments.
  ///   - input: What the program reads on standard input, of any size.
  ///   - attachment: What it finds on descriptor 3, `/dev/fd/3`: at most 32 KiB; without any it
  ///     has no such descriptor, and keeps the caller's standard error.
  ///   - environment: How its environment differs from this process's.
  ///   - limit: The most bytes that it may print, or `nil` to throw away what it prints.
  /// - Returns: How it ended, and what it printed.
  /// - Throws: ``ProcessError`` if it cannot be run or prints too much.
  public static func run(
    _ words: [String], input: Span<UInt8>, attachment: [UInt8] = [],
    environment: ChildEnvironment = ChildEnvironment(), outputLimit limit: Int?
  ) throws(ProcessError) -> Ending {
    let child = try SpawnedChild(
      words, environment: environment, output: limit == nil ? .discarded : .piped,
      errors: attachment.isEmpty ? .shared : .discarded, attachment: attachment)
    let output = try child.exchange(input, limit: limit ?? 0)
    return Ending(program: words.first ?? "", rawStatus: child.wait(), output: output)
  }

  /// Runs a program to its end and returns what it printed; no shell is involved.
  ///
  /// - Parameters:
  ///   - words: The program's name, looked up in `PATH`, and its arguments.
  ///   - input: What the program reads on standard input, of any size.
  ///   - environment: How its environment differs from this process's.
  ///   - limit: The most bytes that it may print, or `nil` to throw away what it prints.
  /// - Returns: What it wrote to standard output. Standard error is the caller's.
  /// - Throws: ``ProcessError`` if it cannot be run, prints too much, or ends with an error.
  @discardableResult
  public static func output(
    of words: [String], input: Span<UInt8>,
    environment: ChildEnvironment = ChildEnvironment(), limit: Int?
  ) throws(ProcessError) -> SecretBytes {
    try run(words, input: input, environment: environment, outputLimit: limit).success()
  }

  /// The number of the descriptor on which a program finds its attachment.
  public static let attachmentDescriptor: Int32 = 3
}
