#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A program that runs, and what connects it with the user.
struct ProgramSession {
  /// How long a program's own children may be silent after its end, in milliseconds.
  private static let patience: Int32 = 200
  /// `POSIX_SPAWN_SETSID`, which headers show only to those who ask for GNU's extensions.
  #if canImport(Darwin)
    private static let newSession: Int32 = 0x0400
  #else
    private static let newSession: Int32 = 0x80
  #endif

  private let signals: ForwardedSignals
  private let terminal: ProgramTerminal?
  /// Where its standard output comes from, and its standard error where that is something else.
  private var outputs: [Int32] = []
  private let child: pid_t

  init(of program: borrowing ForegroundProgram) throws(ProgramFailure) {
    signals = try ForwardedSignals()
    terminal = ProgramTerminal()
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { _ = unsafe posix_spawnattr_destroy(&attributes) }
    var flags = Int32(POSIX_SPAWN_SETSIGMASK)
    var mask = signals.former
    unsafe posix_spawnattr_setsigmask(&attributes, &mask)

    var childEnds: [Int32] = []
    var piped: [Int32] = [1, 2]
    if terminal != nil, let path = terminal?.slavePath {
      // Whoever leads a new session gets the first terminal that he opens as his own.
      flags |= Self.newSession
      let first: Int32 = terminal?.takesInput == true ? 0 : 1
      unsafe posix_spawn_file_actions_addopen(&actions, first, path, O_RDWR, 0)
      if first == 0 { unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1) }
      outputs.append(terminal?.master ?? -1)
      piped = []
      if isatty(2) == 1 {
        unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
      } else {
        piped = [2]
      }
    }
    for number in piped {
      var ends: [Int32] = [0, 0]
      guard unsafe pipe(&ends) == 0 else {
        throw ProgramFailure(ProgramFailure.own, "no pipe is to be had (error \(errno))")
      }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      outputs.append(ends[0])
      childEnds.append(ends[1])
      unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], number)
    }
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    var child: pid_t = 0
    let path = program.path
    let arguments = unsafe program.arguments
    let result = unsafe program.environment.withEntries { entries in
      unsafe posix_spawn(&child, path, &actions, &attributes, arguments, entries)
    }
    self.child = child
    for end in childEnds { close(end) }
    terminal?.releaseProgramsEnd()
    guard result == 0 else { throw ProgramFailure(errno: result, program: path) }
  }

  /// Carries output, input and signals until the program has ended, and returns its status.
  mutating func run<Filter: OutputFilter & ~Copyable>(
    output: consuming Filter, errors: consuming Filter
  ) -> Int32 {
    var status: Int32?
    var hasInput = terminal?.takesInput ?? false
    while true {
      var waits = [pollfd(fd: signals.readEnd, events: Int16(POLLIN), revents: 0)]
      for number in outputs { waits.append(pollfd(fd: number, events: Int16(POLLIN), revents: 0)) }
      if hasInput { waits.append(pollfd(fd: 0, events: Int16(POLLIN), revents: 0)) }
      let ready = unsafe poll(&waits, nfds_t(waits.count), status == nil ? -1 : Self.patience)
      if ready < 0, errno != EINTR { break }
      for arrival in signals.arrivals() { take(arrival, hasEnded: status != nil) }
      if status == nil { status = ended() }
      if status != nil, ready == 0 { break }
      for (index, wait) in waits.dropFirst().prefix(outputs.count).enumerated()
      where wait.revents != 0 {
        let isOpen =
          index == 0
          ? Self.carry(from: outputs[0], to: 1, through: &output)
          : Self.carry(from: outputs[1], to: 2, through: &errors)
        if !isOpen {
          if index > 0 || terminal == nil { close(outputs[index]) }
          outputs[index] = -1
        }
      }
      if hasInput, let wait = waits.last, wait.fd == 0, wait.revents != 0 {
        hasInput = terminal?.forwardInput() ?? false
      }
      // Asked last: the program's end and that of its output often come together.
      if status != nil, outputs.allSatisfy({ $0 < 0 }) { break }
    }
    // What may have been the beginning of a secret was none.
    _ = Self.carry(from: -1, to: 1, through: &output)
    _ = Self.carry(from: -1, to: 2, through: &errors)
    return status ?? ProgramFailure.own
  }

  private func take(_ arrival: ForwardedSignals.Arrival, hasEnded: Bool) {
    if arrival.number == SIGWINCH { terminal?.resize() }
    guard ForwardedSignals.isForwarded(arrival.number), !hasEnded else { return }
    // A terminal tells everyone in front of it; the program has another one in front of it.
    if arrival.wasSentToAll, terminal == nil { return }
    kill(child, arrival.number)
  }

  /// The status of the program, once it has ended.
  private func ended() -> Int32? {
    var status: Int32 = 0
    guard unsafe waitpid(child, &status, WNOHANG) == child else { return nil }
    let signal = status & 0x7F
    return signal == 0 ? status >> 8 & 0xFF : 128 + signal
  }

  /// Carries what there is to read; returns whether there can be more.
  private static func carry<Filter: OutputFilter & ~Copyable>(
    from source: Int32, to target: Int32, through filter: inout Filter
  ) -> Bool {
    var hasReader = true
    let isOpen = filter.pass { span in
      guard source >= 0 else { return 0 }
      return unsafe span.withUnsafeMutableBufferPointer { buffer in
        while true {
          let count = unsafe read(source, buffer.baseAddress, buffer.count)
          if count < 0, errno == EINTR { continue }
          // A terminal that nobody has open is an error, and the end.
          return max(count, 0)
        }
      }
    } writing: { bytes in
      guard hasReader else { return }
      do { try Descriptor(borrowing: target, path: "standard output").writeAll(bytes) } catch {
        hasReader = false
      }
    }
    return isOpen && hasReader
  }
}
