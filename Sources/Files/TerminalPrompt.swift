public import Secrets

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Questions to the person at the terminal, whatever the standard streams are.
public enum TerminalPrompt {
  /// The most bytes that an answer may have.
  public static let answerLimit = 64 * 1024

  /// Asks for a line without showing what is typed, or returns `nil` without a terminal.
  ///
  /// The line feed that ends the answer is not part of it.
  public static func secret(_ question: String) -> SecretBytes? { ask(question, echo: false) }

  /// Asks for a line that may be shown, or returns `nil` without a terminal.
  public static func line(_ question: String) -> String? {
    guard let answer = ask(question, echo: true) else { return nil }
    var text: [UInt8] = []
    for index in answer.bytes.indices { text.append(answer.bytes[index]) }
    return String(decoding: text, as: UTF8.self)
  }

  /// Asks a question whose answer is yes or no; anything but a yes is a no.
  public static func confirm(_ question: String) -> Bool {
    guard let answer = line("\(question) [y/N] ") else { return false }
    return ["y", "yes"].contains(answer.lowercased())
  }

  private static func ask(_ question: String, echo: Bool) -> SecretBytes? {
    guard let terminal = try? Descriptor("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY) else {
      return nil
    }
    let utf8 = Array(question.utf8)
    while true {
      guard let session = TerminalSession(on: terminal.number, echo: echo) else { return nil }
      guard (try? terminal.writeAll(utf8.span)) != nil else { return nil }
      switch readLine(from: terminal.number, during: session) {
      case .answer(let answer): return answer
      case .interrupted:
        // As soon as the session is over the signal ends or stops the process. One that goes on
        // after a stop is asked again.
        continue
      }
    }
  }

  private enum Line: ~Copyable {
    case answer(SecretBytes)
    case interrupted
  }

  private static func readLine(
    from terminal: Int32, during session: borrowing TerminalSession
  ) -> Line {
    var answer = SecretBuilder()
    while answer.count < answerLimit {
      var request = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
      let ready = unsafe poll(&request, 1, 50)
      if session.isInterrupted { return .interrupted }
      if ready == 0 || (ready < 0 && errno == EINTR) { continue }
      var byte: UInt8 = 0
      let count = unsafe read(terminal, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1, byte != UInt8(ascii: "\n") else { break }
      answer.append(byte)
    }
    return .answer(answer.finish())
  }
}

/// A terminal that shows what is typed, or does not, until this value goes out of scope.
///
/// The signals that end or stop a process wait for that, so that no terminal stays without echo.
private struct TerminalSession: ~Copyable {
  private let terminal: Int32
  private let saved: termios
  private let savedSignals: sigset_t
  private let signals: sigset_t

  private static let waiting = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]

  init?(on terminal: Int32, echo: Bool) {
    var saved = termios()
    guard unsafe tcgetattr(terminal, &saved) == 0 else { return nil }
    var (signals, savedSignals) = (sigset_t(), sigset_t())
    unsafe sigemptyset(&signals)
    for signal in Self.waiting { unsafe sigaddset(&signals, signal) }
    unsafe pthread_sigmask(SIG_BLOCK, &signals, &savedSignals)
    (self.terminal, self.saved) = (terminal, saved)
    (self.signals, self.savedSignals) = (signals, savedSignals)
    guard !echo else { return }
    var silent = saved
    silent.c_lflag &= ~tcflag_t(ECHO)
    silent.c_lflag |= tcflag_t(ECHONL)
    _ = unsafe tcsetattr(terminal, TCSAFLUSH, &silent)
  }

  deinit {
    var (saved, savedSignals) = (saved, savedSignals)
    _ = unsafe tcsetattr(terminal, TCSAFLUSH, &saved)
    unsafe pthread_sigmask(SIG_SETMASK, &savedSignals, nil)
  }

  /// Whether one of the signals has come that were not held back before.
  var isInterrupted: Bool {
    var (pending, savedSignals) = (sigset_t(), savedSignals)
    unsafe sigpending(&pending)
    return Self.waiting.contains { signal in
      unsafe sigismember(&pending, signal) == 1 && sigismember(&savedSignals, signal) == 0
    }
  }
}
