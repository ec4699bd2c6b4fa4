internal import Documents
internal import Secrets

/// Checks of texts that need no more than their bytes.
enum TextKinds {
  /// What a value must be instead, or `nil` where it is right.
  static func refusal(of value: Node, kind: Kind, limits: Limits) -> String? {
    switch kind {
    case .url:
      let schemes = limits.schemes.isEmpty ? ["https", "http"] : limits.schemes
      let isRight = value.withText { isURL($0.bytes, schemes: schemes) } ?? false
      let words = schemes.map { "\($0)://" }.joined(separator: " or ")
      return isRight ? nil : "must be a URL that starts with \(words)"
    case .host:
      return refusal(value, "must be a host name or an IP address, without port") {
        isHost($0.bytes)
      }
    case .hostPort:
      return refusal(value, "must be host or host:port, such as db.example.com:5432") {
        isHostPort($0.bytes)
      }
    case .email:
      return refusal(value, "must be an email address, such as name@example.com") {
        EmailAddress.isValid($0.bytes)
      }
    case .dnsName:
      return refusal(
        value, "must be a DNS name such as example.com; only its left-most label may be '*'"
      ) { DNSName.isCertificateName($0.bytes) }
    case .uuid:
      return refusal(value, "must be a UUID, such as 123e4567-e89b-42d3-a456-426614174000") {
        isUUID($0.bytes)
      }
    case .arn:
      return refusal(value, "must be an ARN: arn:partition:service:region:account:resource") {
        isARN($0.bytes)
      }
    case .base64url:
      return refusal(value, "must be base64 with the URL alphabet and without padding") {
        isBase64URL($0.bytes)
      }
    default: return nil
    }
  }

  private static func refusal(
    _ value: Node, _ words: String, _ isRight: (borrowing SecretBytes) -> Bool
  ) -> String? {
    value.withText(isRight) == true ? nil : words
  }

  /// Whether bytes are `scheme://host[:port][…]`; several hosts may be joined by commas, as
  /// database clients take them, and a user may stand before them.
  private static func isURL(_ bytes: Span<UInt8>, schemes: [String]) -> Bool {
    for index in bytes.indices where bytes[index] <= 32 || bytes[index] == 127 { return false }
    for scheme in schemes {
      let start = Array("\(scheme)://".utf8)
      guard bytes.count > start.count,
        start.indices.allSatisfy({ bytes[$0] == start[$0] || bytes[$0] | 32 == start[$0] })
      else { continue }
      var end = start.count
      while end < bytes.count, !"/?#".utf8.contains(bytes[end]) { end += 1 }
      var from = start.count
      for index in start.count..<end where bytes[index] == UInt8(ascii: "@") { from = index + 1 }
      return hosts(in: bytes.extracting(from..<end))
    }
    return false
  }

  private static func hosts(in bytes: Span<UInt8>) -> Bool {
    var from = 0
    for index in 0...bytes.count where index == bytes.count || bytes[index] == UInt8(ascii: ",") {
      guard isHostPort(bytes.extracting(from..<index)) else { return false }
      from = index + 1
    }
    return true
  }

  /// Whether bytes are DNS labels, an IPv4 address, or an IPv6 address with or without brackets.
  private static func isHost(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > 0 else { return false }
    if bytes[0] == UInt8(ascii: "[") {
      guard bytes.count > 3, bytes[bytes.count - 1] == UInt8(ascii: "]") else { return false }
      return isIPv6(bytes.extracting(1..<bytes.count - 1))
    }
    return isIPv6(bytes) || DNSName.isHostName(bytes)
  }

  private static func isIPv6(_ bytes: Span<UInt8>) -> Bool {
    var colons = 0
    for index in bytes.indices {
      switch bytes[index] {
      case UInt8(ascii: ":"): colons += 1
      case 48...57, 65...70, 97...102, UInt8(ascii: "."): continue
      default: return false
      }
    }
    return colons >= 2 && bytes.count >= 2 && bytes.count <= 45
  }

  private static func isHostPort(_ bytes: Span<UInt8>) -> Bool {
    var colon: Int?
    var index = bytes.count
    while index > 0, (48...57).contains(bytes[index - 1]) { index -= 1 }
    if index > 0, index < bytes.count, bytes[index - 1] == UInt8(ascii: ":") { colon = index - 1 }
    guard let colon else { return isHost(bytes) }
    var port = 0
    for digit in colon + 1..<bytes.count where port <= 65_535 {
      port = port * 10 + Int(bytes[digit] - 48)
    }
    let host = bytes.extracting(0..<colon)
    for position in host.indices where host[position] == UInt8(ascii: ":") {
      // An IPv6 address needs its brackets before a port.
      guard host[0] == UInt8(ascii: "[") else { return isHost(bytes) }
    }
    return (1...65_535).contains(port) && isHost(host)
  }

  private static func isUUID(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count == 36 else { return false }
    for index in bytes.indices {
      if [8, 13, 18, 23].contains(index) {
        guard bytes[index] == UInt8(ascii: "-") else { return false }
      } else {
        guard isHexDigit(bytes[index]) else { return false }
      }
    }
    return true
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
  }

  /// `arn:partition:service:region:account:resource`, of which region and account may be empty.
  private static func isARN(_ bytes: Span<UInt8>) -> Bool {
    var colons: [Int] = []
    for index in bytes.indices {
      guard bytes[index] > 32, bytes[index] < 127 else { return false }
      if bytes[index] == UInt8(ascii: ":"), colons.count < 5 { colons.append(index) }
    }
    let start = Array("arn:aws".utf8)
    guard colons.count == 5, bytes.count > start.count,
      start.indices.allSatisfy({ bytes[$0] == start[$0] })
    else { return false }
    for index in colons[3] + 1..<colons[4] {
      guard (48...57).contains(bytes[index]) else { return false }
    }
    let digits = colons[4] - colons[3] - 1
    return colons[2] - colons[1] > 1 && (digits == 0 || digits == 12)
      && colons[4] + 1 < bytes.count
  }

  private static func isBase64URL(_ bytes: Span<UInt8>) -> Bool {
    for index in bytes.indices {
      switch bytes[index] {
      case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"): continue
      default: return false
      }
    }
    return bytes.count % 4 != 1
  }
}
