internal import Secrets

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A program that was started, and this process's ends of its standard streams.
final class SpawnedChild {
  /// Where a stream of the program goes.
  enum Stream { case piped, shared, discarded }

  private let program: String
  let number: pid_t
  /// What is written here the program reads on standard input, until this is gone.
  ///
  /// It never blocks: a program that does not read must not stop this one.
  var input: Descriptor?
  /// What the program writes to standard output, if that is piped.
  let output: Descriptor

  /// Starts a program, without the variables that hold identities; no shell is involved.
  ///
  /// - Parameters:
  ///   - words: The program, looked up in `PATH` unless it is a path, and its arguments.
  ///   - environment: How its environment differs from this process's.
  ///   - output: Where its standard output goes.
  ///   - errors: Where its standard error goes; not to a pipe.
  ///   - attachment: What it finds on descriptor 3, if not empty: at most 32 KiB.
  ///   - startsElsewhere: Whether it starts outside of the current folder, so that it finds
  ///     nothing there.
  /// - Throws: ``ChildProcess/ProcessError`` if it cannot be run.
  init(
    _ words: [String], environment: ChildEnvironment, output: Stream, errors: Stream,
    attachment: [UInt8] = [], startsElsewhere: Bool = false
  ) throws(ChildProcess.ProcessError) {
    let program = words.first ?? ""
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
    switch output {
    case .piped: _ = unsafe posix_spawn_file_actions_adddup2(&actions, outputWrite.number, 1)
    case .discarded:
      _ = unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    case .shared: break
    }
    if errors == .discarded {
      _ = unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    }
    if startsElsewhere { unsafe Self.startElsewhere(&actions) }
    let attached = try Self.filled(with: attachment, for: program)
    // Last, since it may take the number of one of the pipes.
    if attached.number >= 0 {
      _ = unsafe posix_spawn_file_actions_adddup2(
        &actions, attached.number, ChildProcess.attachmentDescriptor)
    }
    var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) }
    unsafe arguments.append(nil)
    defer { unsafe arguments.forEach { unsafe free($0) } }
    let variables = unsafe environment.entries()
    defer { unsafe variables.list.dropFirst(variables.kept).forEach { unsafe free($0) } }
    var child: pid_t = 0
    let spawned = unsafe posix_spawnp(&child, program, &actions, nil, arguments, variables.list)
    guard spawned == 0 else {
      throw ChildProcess.ProcessError(
        program: program,
        reason: spawned == ENOENT ? "is not in PATH" : "cannot be run (error \(spawned))")
    }
    inputRead.discard()
    outputWrite.discard()
    _ = fcntl(inputWrite.number, F_SETFL, O_NONBLOCK)
    self.program = program
    number = child
    input = consume inputWrite
    self.output = outputRead
  }

  /// A pipe's end from which bytes can be read that were written to it; with no bytes, none.
  private static func filled(with bytes: [UInt8], for program: String)
    throws(ChildProcess.ProcessError) -> Descriptor
  {
    guard !bytes.isEmpty else { return Descriptor(borrowing: -1, path: program) }
    // A pipe holds as much without anybody reading.
    guard bytes.count <= 32 * 1024 else {
      throw ChildProcess.ProcessError(program: program, reason: "was to be given more than 32 KiB")
    }
    let pipe = try Pipe(for: program)
    let writeEnd = Descriptor(owning: pipe.writeEnd, path: program)
    // Moved out of the way of the descriptors that the child gets.
    let moved = fcntl(pipe.readEnd, F_DUPFD_CLOEXEC, 16)
    close(pipe.readEnd)
    let readEnd = Descriptor(owning: moved, path: program)
    do { try writeEnd.writeAll(bytes.span) } catch {
      throw ChildProcess.ProcessError(program: program, reason: "could not be given its input")
    }
    return readEnd
  }

  /// Has the program start in the folder for temporary files.
  ///
  /// The function is in every C library that this runs on, and not in the headers that Swift
  /// sees of them.
  private static func startElsewhere(_ actions: inout posix_spawn_file_actions_t) {
    typealias Move =
      @convention(c) (
        UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>
      ) -> Int32
    guard let symbol = unsafe dlsym(nil, "posix_spawn_file_actions_addchdir_np") else { return }
    let folder = EnvironmentVariable.text("TMPDIR") ?? "/tmp"
    _ = unsafe unsafeBitCast(symbol, to: Move.self)(
      &actions, FileReader.isFolder(folder) ? folder : "/")
  }

  /// Writes what the program takes of some bytes now; returns how many, or `nil` if it takes no
  /// more at all.
  func write(_ bytes: Span<UInt8>) -> Int? {
    guard let number = input?.number else { return nil }
    var count = 0
    var failure: Int32 = 0
    BrokenPipe.ignoring {
      unsafe bytes.withUnsafeBufferPointer { buffer in
        count = unsafe Self.write(number, buffer)
        failure = errno
      }
    }
    if count >= 0 { return count }
    return failure == EAGAIN || failure == EINTR ? 0 : nil
  }

  private static func write(_ number: Int32, _ buffer: UnsafeBufferPointer<UInt8>) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.write(number, buffer.baseAddress, buffer.count)
    #elseif canImport(Musl)
      unsafe Musl.write(number, buffer.baseAddress, buffer.count)
    #else
      unsafe Darwin.write(number, buffer.baseAddress, buffer.count)
    #endif
  }

  /// Reads what the program has written by now, at most 4096 bytes; none at the end.
  func read() -> SecretBytes {
    var count = 0
    let number = output.number
    let bytes = SecretBytes(count: 4096) { span in
      unsafe span.withUnsafeMutableBufferPointer { buffer in
        repeat { count = unsafe Self.read(number, buffer) } while count < 0 && errno == EINTR
      }
    }
    return SecretBytes(copying: bytes.bytes.extracting(first: max(count, 0)))
  }

  private static func read(_ number: Int32, _ buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.read(number, buffer.baseAddress, buffer.count)
    #elseif canImport(Musl)
      unsafe Musl.read(number, buffer.baseAddress, buffer.count)
    #else
      unsafe Darwin.read(number, buffer.baseAddress, buffer.count)
    #endif
  }

  /// Gives the program its whole input while it is read what it prints, to the end.
  ///
  /// - Returns: What it printed.
  /// - Throws: ``ChildProcess/ProcessError`` if it prints more than `limit` bytes; it is then
  ///   no longer running.
  func exchange(_ bytes: Span<UInt8>, limit: Int) throws(ChildProcess.ProcessError) -> SecretBytes {
    var printed = SecretBuilder(capacity: 4096)
    var written = 0
    var hasOutput = true
    while true {
      if written == bytes.count { input = nil }
      var waits: [pollfd] = []
      if hasOutput { waits.append(pollfd(fd: output.number, events: Int16(POLLIN), revents: 0)) }
      if let number = input?.number {
        waits.append(pollfd(fd: number, events: Int16(POLLOUT), revents: 0))
      }
      if waits.isEmpty { return printed.finish() }
      guard unsafe poll(&waits, nfds_t(waits.count), -1) > 0 else { continue }
      if input != nil, let ready = waits.last, ready.revents != 0, ready.fd != output.number {
        let rest = bytes.extracting(written..<bytes.count)
        // What it does not want to read is not needed.
        if let count = write(rest) { written += count } else { written = bytes.count }
      }
      guard hasOutput, waits[0].revents != 0 else { continue }
      let chunk = read()
      hasOutput = chunk.count > 0
      printed.append(chunk.bytes)
      guard printed.count <= limit else {
        kill(number, SIGKILL)
        _ = wait()
        throw ChildProcess.ProcessError(
          program: program, reason: "printed more than \(limit) bytes")
      }
    }
  }

  /// Waits for the program to end; returns its status as the system gives it.
  func wait() -> Int32 {
    var status: Int32 = 0
    while unsafe waitpid(number, &status, 0) < 0, errno == EINTR {}
    return status
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
