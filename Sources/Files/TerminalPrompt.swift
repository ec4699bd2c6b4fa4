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
    var saved = termios()
    guard unsafe tcgetattr(terminal.number, &saved) == 0 else { return nil }
    if !echo {
      var silent = saved
      silent.c_lflag &= ~tcflag_t(ECHO)
      silent.c_lflag |= tcflag_t(ECHONL)
      guard unsafe tcsetattr(terminal.number, TCSAFLUSH, &silent) == 0 else { return nil }
    }
    defer { _ = unsafe tcsetattr(terminal.number, TCSAFLUSH, &saved) }
    let utf8 = Array(question.utf8)
    guard (try? terminal.writeAll(utf8.span)) != nil else { return nil }

    var answer = SecretBuilder()
    while answer.count < answerLimit {
      var byte: UInt8 = 0
      let count = unsafe read(terminal.number, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1, byte != UInt8(ascii: "\n") else { break }
      answer.append(byte)
    }
    return answer.finish()
  }
}
