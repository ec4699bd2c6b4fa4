public import Secrets

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A program that is talked to, line by line, over its standard streams.
///
/// It runs outside of the current folder, without the variables that hold identities, and is
/// ended when this object goes.
public final class ChildConversation {
  private let program: String
  private let child: pid_t
  private var input: Descriptor?
  private let output: Descriptor
  private let patience: Double
  private let notice: (after: Double, tell: () -> Void)?
  private var chunk = Secret(SecretBytes(count: 0) { _ in })
  private var position = 0

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - path: The program's absolute path.
  ///   - arguments: Its arguments.
  ///   - showsErrors: Whether it shares the caller's standard error, which is else discarded.
  ///   - patience: The most seconds to wait for it without a word.
  ///   - notice: What to do once if it is silent for so many seconds.
  /// - Throws: ``ChildProcess/ProcessError`` if it cannot be run.
  public init(
    _ path: String, _ arguments: [String], showsErrors: Bool, patience: Double,
    notice: (after: Double, tell: () -> Void)? = nil
  ) throws(ChildProcess.ProcessError) {
    let inputPipe = try Pipe(for: path)
    let inputRead = Descriptor(owning: inputPipe.readEnd, path: path)
    let inputWrite = Descriptor(owning: inputPipe.writeEnd, path: path)
    let outputPipe = try Pipe(for: path)
    let outputRead = Descriptor(owning: outputPipe.readEnd, path: path)
    let outputWrite = Descriptor(owning: outputPipe.writeEnd, path: path)
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
    _ = unsafe posix_spawn_file_actions_adddup2(&actions, inputRead.number, 0)
    _ = unsafe posix_spawn_file_actions_adddup2(&actions, outputWrite.number, 1)
    if !showsErrors {
      _ = unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    }
    let folder = EnvironmentVariable.text("TMPDIR") ?? "/tmp"
    unsafe Self.move(FileReader.isFolder(folder) ? folder : "/", &actions)
    var words: [UnsafeMutablePointer<CChar>?] = unsafe ([path] + arguments).map {
      unsafe strdup($0)
    }
    unsafe words.append(nil)
    defer { unsafe words.forEach { unsafe free($0) } }
    let variables = unsafe ChildEnvironment().entries()
    defer { unsafe variables.list.dropFirst(variables.kept).forEach { unsafe free($0) } }
    var started: pid_t = 0
    let spawned = unsafe posix_spawn(&started, path, &actions, nil, words, variables.list)
    guard spawned == 0 else {
      throw ChildProcess.ProcessError(program: path, reason: "cannot be run (error \(spawned))")
    }
    inputRead.discard()
    outputWrite.discard()
    // A program that does not read must not stop this one.
    _ = fcntl(inputWrite.number, F_SETFL, O_NONBLOCK)
    program = path
    child = started
    input = consume inputWrite
    output = outputRead
    self.patience = patience
    self.notice = notice
  }

  /// Has the program start in another folder, so that it finds nothing in the current one.
  ///
  /// The function is in every C library that this runs on, and not in the headers that Swift
  /// sees of them.
  private static func move(_ folder: String, _ actions: inout posix_spawn_file_actions_t) {
    typealias Move =
      @convention(c) (
        UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>
      ) -> Int32
    guard let symbol = unsafe dlsym(nil, "posix_spawn_file_actions_addchdir_np") else { return }
    _ = unsafe unsafeBitCast(symbol, to: Move.self)(&actions, folder)
  }

  deinit {
    input = nil
    end()
  }

  /// Waits a little for the program to end by itself, which a closed input tells it to do.
  private func end() {
    var status: Int32 = 0
    for signal in [0, SIGINT, SIGKILL] {
      if signal != 0 { kill(child, signal) }
      for _ in 0..<(signal == SIGKILL ? Int.max : 200) {
        let ended = unsafe waitpid(child, &status, WNOHANG)
        if ended == child || (ended < 0 && errno != EINTR) { return }
        usleep(5000)
      }
    }
  }

  private func failed(_ reason: String) -> ChildProcess.ProcessError {
    ChildProcess.ProcessError(program: program, reason: reason)
  }

  /// Waits until a descriptor is ready.
  private func wait(for number: Int32, _ events: Int32) throws(ChildProcess.ProcessError) {
    var waited = 0.0
    var hasTold = false
    while true {
      var request = pollfd(fd: number, events: Int16(events), revents: 0)
      let ready = unsafe poll(&request, 1, 100)
      if ready > 0 { return }
      if ready < 0, errno != EINTR { throw failed("cannot be waited for (error \(errno))") }
      waited += 0.1
      if let notice, !hasTold, waited >= notice.after {
        hasTold = true
        notice.tell()
      }
      guard waited < patience else {
        throw failed("said nothing for \(Int(patience)) seconds")
      }
    }
  }

  /// Says something to the program.
  ///
  /// - Throws: ``ChildProcess/ProcessError`` if it has ended or does not listen.
  public func send(_ bytes: Span<UInt8>) throws(ChildProcess.ProcessError) {
    guard let number = input?.number else { throw failed("was hung up on") }
    let previous = signal(SIGPIPE, SIG_IGN)
    defer { _ = signal(SIGPIPE, previous) }
    var total = 0
    while total < bytes.count {
      let rest = bytes.extracting(total..<bytes.count)
      let count = unsafe rest.withUnsafeBufferPointer { buffer in
        unsafe write(number, buffer.baseAddress, buffer.count)
      }
      if count >= 0 {
        total += count
      } else if errno == EAGAIN {
        try wait(for: number, POLLOUT)
      } else if errno != EINTR {
        throw failed("ended in the middle of the conversation")
      }
    }
  }

  /// What the program says next, without the line's end.
  ///
  /// - Parameter limit: The most bytes of the line.
  /// - Returns: The line, which may be a secret.
  /// - Throws: ``ChildProcess/ProcessError`` if it has ended, says nothing, or too much.
  public func readLine(limit: Int) throws(ChildProcess.ProcessError) -> SecretBytes {
    var line = SecretBuilder(capacity: 256)
    while true {
      if position == chunk.bytes.count { try fill() }
      let start = position
      let (end, isWhole) = chunk.bytes.withSpan { span in
        var index = start
        while index < span.count, span[index] != UInt8(ascii: "\n") { index += 1 }
        line.append(span.extracting(start..<index))
        return (index, index < span.count)
      }
      position = isWhole ? end + 1 : end
      guard line.count <= limit else { throw failed("said more than \(limit) bytes in a line") }
      if isWhole { return line.finish() }
    }
  }

  private func fill() throws(ChildProcess.ProcessError) {
    try wait(for: output.number, POLLIN)
    var count = 0
    let number = output.number
    let bytes = SecretBytes(count: 4096) { span in
      count = unsafe span.withUnsafeMutableBufferPointer { buffer in
        unsafe read(number, buffer.baseAddress, buffer.count)
      }
    }
    guard count > 0 else {
      if count < 0, errno == EINTR { return }
      throw failed("ended in the middle of the conversation")
    }
    chunk = Secret(SecretBytes(copying: bytes.bytes.extracting(first: count)))
    position = 0
  }
}
