public import Secrets

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// How the environment of a child differs from this process's.
public struct ChildEnvironment: Hashable, Sendable {
  /// The beginnings of the names of variables that the child does not get.
  public var removedPrefixes: [String]
  /// Variables that the child gets; never secrets.
  public var added: [String: String]

  /// The variables that hold identities, which no child needs.
  public static let identityPrefixes = ["CREDTREE_IDENTITY", "SOPS_AGE_"]

  /// Creates a difference; identities are always removed.
  public init(removing prefixes: [String] = [], adding added: [String: String] = [:]) {
    removedPrefixes = Self.identityPrefixes + prefixes
    self.added = added
  }

  private func keeps(_ entry: UnsafeMutablePointer<CChar>) -> Bool {
    for name in removedPrefixes + added.keys.map({ "\($0)=" })
    where unsafe strncmp(entry, name, name.utf8.count) == 0 {
      return false
    }
    return true
  }

  /// The entries of this process's environment that the child keeps, followed by `nil`.
  ///
  /// What is added is allocated: the caller frees the entries from the second number on.
  func entries() -> (list: [UnsafeMutablePointer<CChar>?], kept: Int) {
    var list: [UnsafeMutablePointer<CChar>?] = unsafe []
    var place = unsafe environ
    while let entry = unsafe place.pointee {
      if unsafe keeps(entry) { unsafe list.append(entry) }
      unsafe place += 1
    }
    let kept = unsafe list.count
    for (name, value) in added.sorted(by: { $0.key < $1.key }) {
      unsafe list.append(strdup("\(name)=\(value)"))
    }
    unsafe list.append(nil)
    return unsafe (list, kept)
  }
}

extension ChildProcess {
  /// Runs a program to its end; no shell is involved.
  ///
  /// - Parameters:
  ///   - words: The program's name, looked up in `PATH`, and its arguments.
  ///   - input: What the program reads on standard input, of any size.
  ///   - environment: How its environment differs from this process's.
  ///   - limit: The most bytes that it may print, or `nil` to throw away what it prints. With a
  ///     limit, it must read its input before it prints more than 64 KiB.
  /// - Returns: What it wrote to standard output; nothing without a limit.
  /// - Throws: ``ProcessError`` if it cannot be run, prints too much, or ends with an error.
  public static func run(
    _ words: [String], input: Span<UInt8>, environment: ChildEnvironment, outputLimit limit: Int?
  ) throws(ProcessError) -> SecretBytes {
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
    if limit == nil {
      _ = unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    } else {
      _ = unsafe posix_spawn_file_actions_adddup2(&actions, outputWrite.number, 1)
    }
    var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) }
    unsafe arguments.append(nil)
    defer { unsafe arguments.forEach { unsafe free($0) } }
    let variables = unsafe environment.entries()
    defer { unsafe variables.list.dropFirst(variables.kept).forEach { unsafe free($0) } }
    var child: pid_t = 0
    let spawned = unsafe posix_spawnp(&child, program, &actions, nil, arguments, variables.list)
    inputRead.discard()
    outputWrite.discard()
    guard spawned == 0 else {
      throw failed(spawned == ENOENT ? "is not in PATH" : "cannot be run (error \(spawned))")
    }
    BrokenPipe.ignoring { try? inputWrite.writeAll(input) }
    inputWrite.discard()
    var output = SecretBuilder(capacity: 4096)
    var reason: String?
    while reason == nil, let limit {
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
    if reason == nil, status != 0 {
      let signal = status & 0x7F
      reason =
        signal == 0 ? "ended with status \(status >> 8 & 0xFF)" : "was ended by signal \(signal)"
    }
    if let reason { throw failed(reason) }
    return output.finish()
  }
}

/// The signal for writing to a program that no longer reads, which must not end this one.
private enum BrokenPipe {
  /// Runs `body` without that signal; other threads do not notice.
  static func ignoring(_ body: () -> Void) {
    var (signals, before) = (sigset_t(), sigset_t())
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGPIPE)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, &before)
    body()
    var pending = sigset_t()
    unsafe sigpending(&pending)
    if unsafe sigismember(&pending, SIGPIPE) == 1 {
      var received: Int32 = 0
      _ = unsafe sigwait(&signals, &received)
    }
    unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
  }
}
