internal import Glibc

/// Network ports on this machine's own address.
public enum LoopbackPort {
  /// Below those that systems give to outgoing connections, any of which could take a port
  /// between its choice and the start of the server that it is for.
  private static let choice: Range<UInt16> = 20_000..<32_000
  private static let own: UInt32 = 0x7F00_0001
  /// Another of the machine's own addresses, where no server of a test listens.
  private static let reserving: UInt32 = 0x7F4D_0001

  /// A port that nothing listens on, and that no other test is given, of this run or of another.
  public static func free() throws -> UInt16 {
    for _ in 0..<10_000 {
      let port = UInt16.random(in: choice)
      guard reserve(port) else { continue }
      let number = try socket(SOCK_STREAM)
      defer { close(number) }
      if unsafe withAddress(own, port, { unsafe bind(number, $0, $1) }) == 0 { return port }
    }
    throw ServerFailure(description: "there is no free port in \(choice)")
  }

  /// Whether something accepts connections.
  public static func accepts(_ port: UInt16) -> Bool {
    guard let number = try? socket(SOCK_STREAM) else { return false }
    defer { close(number) }
    return unsafe withAddress(own, port) { unsafe connect(number, $0, $1) } == 0
  }

  /// Keeps a port from every other run: the socket stays open for as long as this process runs.
  private static func reserve(_ port: UInt16) -> Bool {
    guard let number = try? socket(SOCK_DGRAM) else { return false }
    if unsafe withAddress(reserving, port, { unsafe bind(number, $0, $1) }) == 0 { return true }
    close(number)
    return false
  }

  private static func socket(_ type: __socket_type) throws -> CInt {
    let number = Glibc.socket(AF_INET, CInt(type.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard number >= 0 else {
      throw ServerFailure(description: "there is no socket: error \(errno)")
    }
    return number
  }

  private static func withAddress(
    _ host: UInt32, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt
  ) -> CInt {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = host.bigEndian
    return unsafe withUnsafePointer(to: address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
