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
    var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) }
    unsafe arguments.append(nil)
    defer { unsafe arguments.forEach { unsafe free($0) } }
    var child: pid_t = 0
    let spawned = unsafe posix_spawnp(&child, program, &actions, nil, arguments, environ)
    inputRead.discard()
    outputWrite.discard()
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
    if reason == nil, status != 0 { reason = "ended with an error" }
    if let reason { throw failed(reason) }
    return output.finish()
  }
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
