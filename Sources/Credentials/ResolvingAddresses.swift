internal import CredentialTypes

/// The address of a service, or of something in it, as far as it decides who may be let in.
///
/// User names, queries, and fragments are no part of it.
public struct ServiceAddress: Hashable, Sendable {
  /// The longest address, in bytes.
  static let limit = 8192

  private static let ports = [
    "http": 80, "https": 443, "ssh": 22, "git": 9418, "ftp": 21, "sftp": 22, "ldap": 389,
    "ldaps": 636, "smtp": 25, "smtps": 465, "postgres": 5432, "postgresql": 5432, "mysql": 3306,
    "redis": 6379, "rediss": 6379, "mongodb": 27017, "amqp": 5672, "amqps": 5671,
  ]

  /// The scheme in lower case, or `nil` where none was given.
  public let scheme: String?
  /// The host in lower case; an IPv6 address keeps its brackets.
  public let host: String
  /// The port that was given, or else the scheme's own, where it has one.
  public let port: Int?
  /// The path's segments, without empty ones, `.` and `..`, and without `.git` at the end.
  public let path: [String]

  /// Reads a URL, `host[:port][/path]`, or ssh's `[user@]host:path`.
  ///
  /// Returns `nil` for anything else.
  public init?(_ text: String) {
    guard text.utf8.count <= Self.limit, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
      return nil
    }
    var rest = Substring(text)
    var scheme: String?
    if let separator = rest.firstRange(of: "://") {
      let name = rest[..<separator.lowerBound].lowercased()
      guard Self.isScheme(name) else { return nil }
      scheme = Self.transport(name)
      rest = rest[separator.upperBound...]
    } else if let (place, path) = Self.secureCopy(rest) {
      scheme = "ssh"
      rest = "\(place)/\(path)"
    }
    rest = rest.prefix { $0 != "?" && $0 != "#" }
    let end = rest.firstIndex(of: "/") ?? rest.endIndex
    var authority = rest[..<end]
    if let at = authority.lastIndex(of: "@") {
      authority = authority[authority.index(after: at)...]
    }
    guard let (host, port) = URLText.splitPort(String(authority)), URLText.isHost(host),
      let path = Self.segments(of: rest[end...])
    else { return nil }
    self.scheme = scheme
    self.host = host.lowercased()
    self.port = port ?? scheme.flatMap { Self.ports[$0] }
    self.path = path
  }

  /// Whether everything below a base is meant by it, and this address is.
  ///
  /// A base without a scheme says nothing about schemes, and means their own ports.
  func isBelow(_ base: ServiceAddress) -> Bool {
    guard host == base.host, path.starts(with: base.path) else { return false }
    guard let scheme = base.scheme else {
      return port == (base.port ?? self.scheme.flatMap { Self.ports[$0] })
    }
    return scheme == self.scheme && port == base.port
  }

  /// The same address with a scheme, where it has none.
  func with(scheme: String) -> ServiceAddress {
    self.scheme == nil
      ? ServiceAddress(
        scheme: scheme, host: host, port: port ?? Self.ports[scheme], path: path) : self
  }

  private init(scheme: String, host: String, port: Int?, path: [String]) {
    self.scheme = scheme
    self.host = host
    self.port = port
    self.path = path
  }

  /// Whether browsers speak to it.
  var isWeb: Bool { scheme == "https" || scheme == "http" }

  private static func isScheme(_ name: String) -> Bool {
    guard let first = name.utf8.first, (0x61...0x7A).contains(first) else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case 0x61...0x7A, 0x30...0x39, 0x2B, 0x2D, 0x2E: true
      default: false
      }
    }
  }

  /// `git+ssh` is ssh, and `git+https` https: what stands before only says what is spoken inside.
  private static func transport(_ scheme: String) -> String {
    let parts = scheme.split(separator: "+").map(String.init)
    guard parts.count == 2, let other = parts.first(where: { $0 != "git" }) else { return scheme }
    return parts.contains("git") ? other : scheme
  }

  /// Takes `[user@]host:path` apart; `nil` where the colon is a port's.
  private static func secureCopy(_ text: Substring) -> (place: Substring, path: Substring)? {
    let authority = text.prefix { $0 != "/" }
    let start = authority.lastIndex(of: "@").map { authority.index(after: $0) }
    guard let colon = authority[(start ?? authority.startIndex)...].firstIndex(of: ":"),
      !authority[(start ?? authority.startIndex)...].hasPrefix("[")
    else { return nil }
    let digits = authority[authority.index(after: colon)...]
    let isPort = digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard !isPort || start != nil else { return nil }
    return (text[..<colon], text[text.index(after: colon)...])
  }

  /// The segments of a path as servers read it (RFC 3986, sections 5.2.4 and 6.2.2); `nil` for a
  /// path that leads above its root, or has a broken escape.
  private static func segments(of path: Substring) -> [String]? {
    var segments: [String] = []
    for part in path.split(separator: "/") {
      guard let segment = unescaped(part) else { return nil }
      switch segment {
      case ".": break
      case "..":
        guard segments.popLast() != nil else { return nil }
      default: segments.append(segment)
      }
    }
    if let last = segments.last, last.hasSuffix(".git"), last.utf8.count > 4 {
      segments[segments.count - 1] = String(last.dropLast(4))
    }
    return segments
  }

  /// A segment in which letters, digits, and what needs no escape have none, and other escapes
  /// are in upper case.
  private static func unescaped(_ segment: Substring) -> String? {
    var output: [UInt8] = []
    var bytes = Array(segment.utf8)[...]
    while let byte = bytes.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        output.append(byte)
        continue
      }
      guard bytes.count >= 2,
        let value = UInt8(String(decoding: bytes.prefix(2), as: UTF8.self), radix: 16),
        bytes.first != UInt8(ascii: "+"), bytes.first != UInt8(ascii: "-")
      else { return nil }
      switch value {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: output.append(value)
      default:
        output.append(byte)
        output += String(decoding: bytes.prefix(2), as: UTF8.self).uppercased().utf8
      }
      bytes = bytes.dropFirst(2)
    }
    return String(decoding: output, as: UTF8.self)
  }
}
