public import Secrets

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

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
    /// Its exit status, or `nil` if a signal ended it.
    public let status: Int32?
    /// What it wrote to standard output.
    public let output: SecretBytes
  }

  /// Runs a program to its end and returns what it printed; no shell is involved.
  ///
  /// - Parameters:
  ///   - words: The program's name, looked up in `PATH`, and its arguments.
  ///   - input: What the program reads on standard input: at most 64 KiB.
  ///   - limit: The most bytes that it may print.
  /// - Returns: What it wrote to standard output. Standard error is the caller's.
  /// - Throws: ``ProcessError`` if it cannot be run, prints too much, or ends with an error.
  public static func output(of words: [String], input: Span<UInt8>, limit: Int)
    throws(ProcessError) -> SecretBytes
  {
    let nothing: [UInt8] = []
    let ending = try run(words, input: input, attachment: nothing.span, limit: limit)
    guard ending.status == 0 else {
      throw ProcessError(program: words.first ?? "", reason: "ended with an error")
    }
    return ending.output.copy()
  }

  /// The number of the descriptor on which a program finds its attachment.
  public static let attachmentDescriptor: Int32 = 3

  /// Runs a program to its end, however it ends; no shell is involved, and it does not get the
  /// variables that hold identities.
  ///
  /// - Parameters:
  ///   - words: The program's name, looked up in `PATH`, and its arguments.
  ///   - input: What the program reads on standard input.
  ///   - attachment: What it finds on descriptor 3, `/dev/fd/3`: at most 32 KiB; without any it
  ///     has no such descriptor, and keeps the caller's standard error.
  ///   - limit: The most bytes that it may print.
  /// - Returns: How it ended.
  /// - Throws: ``ProcessError`` if it cannot be run or prints too much.
  public static func run(
    _ words: [String], input: Span<UInt8>, attachment: Span<UInt8>, limit: Int
  ) throws(ProcessError) -> Ending {
    let program = words.first ?? ""
    func failed(_ reason: String) -> ProcessError { ProcessError(program: program, reason: reason) }
    let inputPipe = try Pipe(for: program)
    let inputRead = Descriptor(owning: inputPipe.readEnd, path: program)
    let inputWrite = Descriptor(owning: inputPipe.writeEnd, path: program)
    let outputPipe = try Pipe(for: program)
    let outputRead = Descriptor(owning: outputPipe.readEnd, path: program)
    let outputWrite = Descriptor(owning: outputPipe.writeEnd, path: program)

    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
    _ = unsafe posix_spawn_file_actions_adddup2(&actions, inputRead.number, 0)
    _ = unsafe posix_spawn_file_actions_adddup2(&actions, outputWrite.number, 1)
    // Last, since it may take the number of one of the pipes.
    let attached = unsafe try attach(attachment, of: program, &actions)
    var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) }
    unsafe arguments.append(nil)
    defer { unsafe arguments.forEach { unsafe free($0) } }
    let variables = unsafe ChildEnvironment().entries()
    defer { unsafe variables.list.dropFirst(variables.kept).forEach { unsafe free($0) } }
    var child: pid_t = 0
    let spawned = unsafe posix_spawnp(&child, program, &actions, nil, arguments, variables.list)
    inputRead.discard()
    outputWrite.discard()
    attached?.discard()
    guard spawned == 0 else { throw failed("cannot be run (error \(spawned))") }

    // A program that does not read its input must not end this one.
    let previous = signal(SIGPIPE, SIG_IGN)
    defer { _ = signal(SIGPIPE, previous) }
    try? inputWrite.writeAll(input)
    inputWrite.discard()
    var output = SecretBuilder(capacity: 4096)
    var reason: String?
    while reason == nil {
      var count = 0
      let chunk = SecretBytes(count: 4096) { span in
        count = (try? outputRead.fill(&span)) ?? 0
      }
      guard count > 0 else { break }
      if output.count + count > limit {
        reason = "printed more than \(limit) bytes"
        kill(child, SIGKILL)
      } else {
        output.append(chunk.bytes.extracting(first: count))
      }
    }
    var status: Int32 = 0
    while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
    if let reason { throw failed(reason) }
    let isExit = status & 0x7F == 0
    return Ending(status: isExit ? status >> 8 & 0xFF : nil, output: output.finish())
  }

  /// Gives a program its attachment, which waits in a pipe, and silences its standard error.
  private static func attach(
    _ attachment: Span<UInt8>, of program: String, _ actions: inout posix_spawn_file_actions_t
  ) throws(ProcessError) -> AttachedPipe? {
    guard attachment.count > 0 else { return nil }
    guard attachment.count <= 32 * 1024 else {
      throw ProcessError(program: program, reason: "was to be given more than 32 KiB")
    }
    let pipe = try Pipe(for: program)
    let writeEnd = Descriptor(owning: pipe.writeEnd, path: program)
    // Moved out of the way of the descriptors that the child gets.
    let readEnd = fcntl(pipe.readEnd, F_DUPFD_CLOEXEC, 16)
    close(pipe.readEnd)
    let attached = AttachedPipe(readEnd: Descriptor(owning: readEnd, path: program))
    do { try writeEnd.writeAll(attachment) } catch {
      throw ProcessError(program: program, reason: "could not be given its input")
    }
    _ = unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    _ = unsafe posix_spawn_file_actions_adddup2(&actions, readEnd, attachmentDescriptor)
    return attached
  }
}

/// The end of an attachment's pipe that a child inherits.
private final class AttachedPipe {
  private var readEnd: Descriptor?

  init(readEnd: consuming Descriptor) { self.readEnd = consume readEnd }

  func discard() { readEnd = nil }
}

/// Two descriptors: what is written to one is read from the other.
struct Pipe: ~Copyable {
  let readEnd: Int32
  let writeEnd: Int32

  init(for program: String) throws(ChildProcess.ProcessError) {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else {
      throw ChildProcess.ProcessError(program: program, reason: "no pipe for it (error \(errno))")
    }
    // The child gets the ends it needs by number; it must not hold the others open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    readEnd = ends[0]
    writeEnd = ends[1]
  }
}
