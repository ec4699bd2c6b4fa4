public import Subprocess
internal import SystemPackage

/// What one run of a program gave, byte for byte.
public struct Output: Sendable {
  /// How it ended.
  public let status: TerminationStatus
  /// Everything it wrote to standard output.
  public let stdout: [UInt8]
  /// Everything it wrote to standard error.
  public let stderr: [UInt8]

  /// The exit status, or `nil` if a signal ended it.
  public var exit: Int32? { if case .exited(let code) = status { code } else { nil } }
  /// Standard output as text.
  public var text: String { String(decoding: stdout, as: UTF8.self) }
  /// Standard error as text.
  public var message: String { String(decoding: stderr, as: UTF8.self) }
}

/// A program that ended in another way than the test needs to go on.
public struct UnexpectedEnd: Error, CustomStringConvertible {
  let command: String
  let output: Output
  public var description: String {
    "\(command) ended with \(output.status)\n\(output.message)\(output.text.prefix(2000))"
  }
}

/// A command that a test runs: the program, its arguments, and where.
struct Invocation: Sendable {
  let executable: Executable
  let arguments: [String]
  let environment: [String: String]
  let folder: FilePath
  /// A file to read as standard input; without one there is nothing to read.
  var input: FilePath?

  var configuration: Configuration {
    var variables: [Environment.Key: String] = [:]
    for (name, value) in environment {
      if let key = Environment.Key(rawValue: name) { variables[key] = value }
    }
    return Configuration(
      executable: executable, arguments: Arguments(arguments),
      environment: .custom(variables), workingDirectory: folder)
  }

  /// Runs the program to its end.
  func run(limit: Int = 1 << 26) async throws -> Output {
    let source = try FileDescriptor.open(input ?? "/dev/null", .readOnly, options: .closeOnExec)
    let result = try await Subprocess.run(
      configuration,
      input: .fileDescriptor(source, closeAfterSpawningProcess: true),
      output: .bytes(limit: limit), error: .bytes(limit: 1 << 24))
    return Output(
      status: result.terminationStatus, stdout: result.standardOutput,
      stderr: result.standardError)
  }

  /// Starts the program, runs `body`, and stops the program whatever `body` did.
  ///
  /// The program gets `signal` when `body` has returned or thrown. Its output goes to `log`. What
  /// `body` is given says whether the program still runs.
  func whileRunning<Value: Sendable>(
    log: FilePath, endingWith signal: Signal,
    _ body: (_ isRunning: () -> Bool) async throws -> Value
  ) async throws -> (value: Value, status: TerminationStatus) {
    let source = try FileDescriptor.open(input ?? "/dev/null", .readOnly, options: .closeOnExec)
    let sink = try FileDescriptor.open(
      log, .writeOnly, options: [.create, .append, .closeOnExec], permissions: [.ownerReadWrite])
    let result = try await Subprocess.run(
      configuration,
      input: .fileDescriptor(source, closeAfterSpawningProcess: true),
      output: .fileDescriptor(sink, closeAfterSpawningProcess: true),
      error: .combinedWithOutput
    ) { execution in
      let outcome: Result<Value, any Error>
      do { outcome = .success(try await body { execution.isRunning }) } catch {
        outcome = .failure(error)
      }
      // It may have ended on its own, which the status tells.
      try? execution.send(signal: signal)
      return outcome
    }
    return (try result.takeClosureResult().get(), result.terminationStatus)
  }
}

extension Execution {
  /// Whether the program has not ended; who has ended is a zombie until it is waited for.
  var isRunning: Bool {
    let path = FilePath("/proc/\(processIdentifier.value)/stat")
    guard let status = try? [UInt8](contentsOf: path),
      let name = status.lastIndex(of: UInt8(ascii: ")")), name + 2 < status.count
    else { return false }
    return status[name + 2] != UInt8(ascii: "Z")
  }
}
