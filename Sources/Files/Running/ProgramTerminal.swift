#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A terminal for a program whose output is looked through, in front of the user's own.
///
/// A program that does not see a terminal shows no prompt, no colors, and no progress.
final class ProgramTerminal {
  let master: Int32
  let slavePath: String
  /// Whether what the user types goes to the program's terminal.
  let takesInput: Bool
  private let slave: Int32
  private let former: termios

  /// Makes a terminal like the user's; `nil` where standard output is none, or there are no more.
  init?() {
    guard isatty(1) == 1 else { return nil }
    // Who is not in the foreground must not change the terminal's settings.
    let isInput = isatty(0) == 1
    guard !isInput || tcgetpgrp(0) == getpgrp() else { return nil }
    var former = termios()
    guard unsafe tcgetattr(isInput ? 0 : 1, &former) == 0 else { return nil }
    var (master, slave): (Int32, Int32) = (-1, -1)
    guard unsafe openpty(&master, &slave, nil, nil, nil) == 0 else { return nil }
    for end in [master, slave] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var name = [CChar](repeating: 0, count: 256)
    guard unsafe ttyname_r(slave, &name, name.count) == 0 else {
      close(master)
      close(slave)
      return nil
    }
    let path = String(
      decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    _ = unsafe tcsetattr(slave, TCSANOW, &former)
    self.former = former
    self.master = master
    self.slave = slave
    slavePath = path
    takesInput = isInput
    resize()
    guard isInput else { return }
    var raw = former
    unsafe cfmakeraw(&raw)
    _ = unsafe tcsetattr(0, TCSADRAIN, &raw)
  }

  /// Gives the program's terminal the size of the user's.
  func resize() {
    var size = winsize()
    guard unsafe ioctl(1, UInt(TIOCGWINSZ), &size) == 0 else { return }
    _ = unsafe ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// Lets go of the program's end, so that the end of the program is the end of its output.
  func releaseProgramsEnd() { close(slave) }

  /// Hands on what the user has typed; returns whether there will be more.
  func forwardInput() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 256)
    defer { for index in bytes.indices { bytes[index] = 0 } }
    let count = unsafe read(0, &bytes, bytes.count)
    guard count > 0 else { return count < 0 && errno == EINTR }
    var written = 0
    while written < count {
      let more = unsafe bytes.withUnsafeBytes { raw in
        unsafe write(master, raw.baseAddress?.advanced(by: written), count - written)
      }
      if more < 0 {
        if errno == EINTR { continue }
        return false
      }
      written += more
    }
    return true
  }

  deinit {
    if takesInput {
      var settings = former
      _ = unsafe tcsetattr(0, TCSADRAIN, &settings)
    }
    close(master)
  }
}
