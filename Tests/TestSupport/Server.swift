internal import Subprocess
internal import SystemPackage

/// A server that did not start.
public struct ServerFailure: Error, CustomStringConvertible {
  public let description: String
}

extension TestRepository {
  /// Runs `body` while a server listens, and stops the server whatever `body` did.
  ///
  /// A busy machine may take its time to start it; one that ends is not waited for. The server's
  /// own messages are searched for secrets like everything else.
  public func withServer<Value: Sendable>(
    _ program: String, _ arguments: [String], port: UInt16, _ body: () async throws -> Value
  ) async throws -> Value {
    let log = sandbox.appending("\(FilePath(program).lastComponent?.string ?? "server").log")
    return try await invocation(program, arguments, in: sandbox).whileRunning(
      log: log, endingWith: .terminate
    ) { isRunning in
      let end = ContinuousClock.now + .seconds(300)
      while !LoopbackPort.accepts(port) {
        guard isRunning(), ContinuousClock.now < end else {
          let said = (try? [UInt8](contentsOf: log)) ?? []
          throw ServerFailure(
            description: "\(program) did not start:\n\(String(decoding: said, as: UTF8.self))")
        }
        try await Task.sleep(for: .milliseconds(25))
      }
      return try await body()
    }.value
  }
}
