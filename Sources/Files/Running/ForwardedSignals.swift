private import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Signals to this process, which a pipe carries to where they are waited for with everything else.
final class ForwardedSignals {
  /// What is handed on to the program: all that ask a process to do something.
  private static let forwarded = [
    SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM, SIGCONT,
  ]
  /// A bit in the pipe for a signal that a terminal sent to the whole foreground.
  private static let isFromTerminal: UInt8 = 0x80
  private static let sink = Atomic<Int32>(-1)

  /// One signal.
  struct Arrival {
    let number: Int32
    /// Whether the program, in the same foreground, has got it already.
    let wasSentToAll: Bool
  }

  let readEnd: Int32
  private let writeEnd: Int32
  /// The mask that the program gets: the one that this process had.
  private(set) var former = sigset_t()

  init() throws(ProgramFailure) {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else {
      throw ProgramFailure(ProgramFailure.own, "no pipe is to be had (error \(errno))")
    }
    (readEnd, writeEnd) = (ends[0], ends[1])
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    Self.sink.store(writeEnd, ordering: .sequentiallyConsistent)
    for number in Self.forwarded + [SIGCHLD, SIGWINCH] { Self.catch(number) }
    // A reader of our output that has gone is an error of writing, and no signal.
    var pipes = sigset_t()
    unsafe sigemptyset(&pipes)
    unsafe sigaddset(&pipes, SIGPIPE)
    unsafe pthread_sigmask(SIG_BLOCK, &pipes, &former)
  }

  deinit {
    Self.sink.store(-1, ordering: .sequentiallyConsistent)
    close(readEnd)
    close(writeEnd)
  }

  /// Catches a signal, unless whoever started this process had it ignored.
  private static func `catch`(_ number: Int32) {
    var present = sigaction()
    guard unsafe sigaction(number, nil, &present) == 0 else { return }
    var action = sigaction()
    #if canImport(Darwin)
      if unsafe present.__sigaction_u.__sa_handler == SIG_IGN { return }
      unsafe action.__sigaction_u.__sa_sigaction = { number, info, _ in
        unsafe ForwardedSignals.note(number, code: info?.pointee.si_code ?? 0)
      }
    #else
      let handler = unsafe unsafeBitCast(
        present.__sigaction_handler.sa_handler, to: UInt.self)
      if handler == 1, number != SIGCHLD { return }
      unsafe action.__sigaction_handler.sa_sigaction = { number, info, _ in
        unsafe ForwardedSignals.note(number, code: info?.pointee.si_code ?? 0)
      }
    #endif
    action.sa_flags = Int32(SA_SIGINFO) | Int32(SA_RESTART)
    _ = unsafe sigaction(number, &action, nil)
  }

  /// Called in a handler: only what is safe there.
  private static func note(_ number: Int32, code: Int32) {
    let saved = errno
    // What a process sends has a code of 0 or less, or Darwin's own; the kernel's has a greater.
    #if canImport(Darwin)
      let isFromKernel = code != SI_USER && code != SI_QUEUE
    #else
      let isFromKernel = code > 0
    #endif
    var byte = UInt8(truncatingIfNeeded: number) | (isFromKernel ? isFromTerminal : 0)
    _ = unsafe write(sink.load(ordering: .relaxed), &byte, 1)
    errno = saved
  }

  /// The signals that have arrived; none where there are no more.
  func arrivals() -> [Arrival] {
    var arrivals: [Arrival] = []
    var bytes = [UInt8](repeating: 0, count: 64)
    while true {
      let count = unsafe read(readEnd, &bytes, bytes.count)
      guard count > 0 else { return arrivals }
      for byte in bytes[..<count] {
        arrivals.append(
          Arrival(
            number: Int32(byte & ~Self.isFromTerminal),
            wasSentToAll: byte & Self.isFromTerminal != 0))
      }
    }
  }

  /// Whether a signal is one for the program.
  static func isForwarded(_ number: Int32) -> Bool { forwarded.contains(number) }
}
