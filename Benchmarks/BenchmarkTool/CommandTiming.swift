import Credtree

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Times programs from start to end, as a shell that runs them would see it.
struct CommandTiming {
  private let commands: [[String]]
  private let rounds: Int

  /// - Parameters:
  ///   - commands: Words separated by single spaces, of which the first is a path; `{}` stands
  ///     for the number of the round, and `<FILE` names what is read as standard input.
  ///   - rounds: How often each is run. They take turns, so that whatever else the machine
  ///     does weighs on all of them.
  init(_ commands: some Sequence<String>, rounds: Int) {
    self.commands = commands.map { $0.split(separator: " ").map(String.init) }
    self.rounds = rounds
  }

  /// Prints a line for each command: median and fastest in milliseconds, peak memory in KiB.
  func report() throws(Failure) {
    var times = Array(repeating: [Double](), count: commands.count)
    var memory = Array(repeating: 0, count: commands.count)
    for round in 0..<rounds {
      for (index, command) in commands.enumerated() {
        let (time, peak) = try run(command.map { $0.replacing("{}", with: String(round)) })
        times[index].append(time)
        memory[index] = max(memory[index], peak)
      }
    }
    for (times, memory) in zip(times, memory) {
      let fastest = Statistics.text(times.min() ?? 0)
      print("\(Statistics.text(Statistics.median(times))) \(fastest) \(memory)")
    }
  }

  private func run(_ command: [String]) throws(Failure) -> (milliseconds: Double, peak: Int) {
    let input = command.last { $0.hasPrefix("<") }.map { String($0.dropFirst()) }
    let words = command.filter { !$0.hasPrefix("<") }
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    defer { arguments.forEach { free($0) } }
    arguments.append(nil)
    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    defer { posix_spawn_file_actions_destroy(&files) }
    posix_spawn_file_actions_addopen(&files, 0, input ?? "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0)
    let start = ContinuousClock.now
    var child = pid_t()
    guard posix_spawn(&child, words[0], &files, nil, arguments, environ) == 0 else {
      throw Failure(.notFound, "\(words[0]) cannot be started")
    }
    var status: CInt = 0
    var usage = rusage()
    guard wait4(child, &status, 0, &usage) == child, status == 0 else {
      throw Failure(.system, "'\(words.joined(separator: " "))' failed")
    }
    return ((ContinuousClock.now - start) / .milliseconds(1), Int(usage.ru_maxrss))
  }
}
