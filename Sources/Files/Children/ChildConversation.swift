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
  private let child: SpawnedChild
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
    program = path
    child = try SpawnedChild(
      [path] + arguments, environment: ChildEnvironment(), output: .piped,
      errors: showsErrors ? .shared : .discarded, startsElsewhere: true)
    self.patience = patience
    self.notice = notice
  }

  deinit {
    child.input = nil
    end()
  }

  /// Waits a little for the program to end by itself, which a closed input tells it to do.
  private func end() {
    var status: Int32 = 0
    for signal in [0, SIGINT, SIGKILL] {
      if signal != 0 { kill(child.number, signal) }
      for _ in 0..<(signal == SIGKILL ? Int.max : 200) {
        let ended = unsafe waitpid(child.number, &status, WNOHANG)
        if ended == child.number || (ended < 0 && errno != EINTR) { return }
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
    guard let number = child.input?.number else { throw failed("was hung up on") }
    var total = 0
    while total < bytes.count {
      guard let count = child.write(bytes.extracting(total..<bytes.count)) else {
        throw failed("ended in the middle of the conversation")
      }
      if count == 0 { try wait(for: number, POLLOUT) }
      total += count
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
    try wait(for: child.output.number, POLLIN)
    let bytes = child.read()
    guard bytes.count > 0 else { throw failed("ended in the middle of the conversation") }
    chunk = Secret(bytes)
    position = 0
  }
}
