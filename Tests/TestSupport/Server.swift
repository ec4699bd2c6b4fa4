private import Glibc
private import Synchronization
internal import Subprocess
internal import SystemPackage

/// Network ports on this machine's own address.
public enum LoopbackPort {
  private static let given = Mutex<Set<UInt16>>([])

  /// A port that nothing listens on, and that no other test of this run was given.
  public static func free() throws -> UInt16 {
    while true {
      let number = try unused()
      if given.withLock({ $0.insert(number).inserted }) { return number }
    }
  }

  /// Whether something accepts connections.
  public static func accepts(_ port: UInt16) -> Bool {
    (try? withSocket { socket in
      unsafe withAddress(port) { unsafe connect(socket, $0, $1) } == 0
    }) ?? false
  }

  private static func unused() throws -> UInt16 {
    try withSocket { socket in
      guard unsafe withAddress(0, { unsafe bind(socket, $0, $1) }) == 0 else {
        throw Errno(rawValue: errno)
      }
      var address = sockaddr_in()
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe getsockname(socket, $0, &length)
        }
      }
      guard result == 0 else { throw Errno(rawValue: errno) }
      return UInt16(bigEndian: address.sin_port)
    }
  }

  private static func withSocket<Value>(_ body: (CInt) throws -> Value) throws -> Value {
    let number = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    guard number >= 0 else { throw Errno(rawValue: errno) }
    defer { close(number) }
    return try body(number)
  }

  private static func withAddress(
    _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt
  ) -> CInt {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return unsafe withUnsafePointer(to: address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}

/// A server that did not start.
public struct ServerFailure: Error, CustomStringConvertible {
  public let description: String
}

extension TestRepository {
  /// Runs `body` while a server listens, and stops the server whatever `body` did.
  ///
  /// The server's own messages are searched for secrets like everything else.
  public func withServer<Value: Sendable>(
    _ program: String, _ arguments: [String], port: UInt16, _ body: () async throws -> Value
  ) async throws -> Value {
    let log = sandbox.appending("\(FilePath(program).lastComponent?.string ?? "server").log")
    return try await invocation(program, arguments, in: sandbox).whileRunning(
      log: log, endingWith: .terminate
    ) {
      var waited = 0
      while !LoopbackPort.accepts(port) {
        guard waited < 400 else {
          let said = (try? [UInt8](contentsOf: log)) ?? []
          throw ServerFailure(
            description: "\(program) did not start:\n\(String(decoding: said, as: UTF8.self))")
        }
        waited += 1
        try await Task.sleep(for: .milliseconds(25))
      }
      return try await body()
    }.value
  }
}
