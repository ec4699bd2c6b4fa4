/// The parts of URLs that credential fields need; not a general URL parser.
public enum URLText {
  /// The host of an http or https URL or of `host[:port][/path]`, in lower case, without port.
  ///
  /// An IPv6 address keeps its brackets. Returns `nil` where there is no host.
  public static func host(in text: String) -> String? {
    authority(in: text).flatMap { splitPort($0)?.host.lowercased() }
  }

  /// Whether a user and a password stand before the host.
  public static func hasPassword(_ text: String) -> Bool {
    guard let separator = text.range(of: "://") else { return false }
    let authority = text[separator.upperBound...].prefix { !"/?#".contains($0) }
    guard let at = authority.lastIndex(of: "@") else { return false }
    return authority[..<at].contains(":")
  }

  /// The part before the path, without scheme and user.
  static func authority(in text: String) -> String? {
    var rest = Substring(text)
    if let separator = text.range(of: "://") { rest = text[separator.upperBound...] }
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    var authority = rest[..<end]
    if let at = authority.lastIndex(of: "@") {
      authority = authority[authority.index(after: at)...]
    }
    return authority.isEmpty ? nil : String(authority)
  }

  /// Splits `host:port`; `nil` for a port that is not a number from 1 to 65535, and for
  /// brackets around something else than an IPv6 address.
  public static func splitPort(_ authority: String) -> (host: String, port: Int?)? {
    let colon: String.Index?
    if authority.hasPrefix("[") {
      guard let close = authority.firstIndex(of: "]") else { return nil }
      let address = authority[authority.index(after: authority.startIndex)..<close]
      guard address.contains(":"),
        address.utf8.allSatisfy({ isHexDigit($0) || $0 == 58 || $0 == 46 })
      else { return nil }
      let after = authority.index(after: close)
      guard after != authority.endIndex else { return (authority, nil) }
      guard authority[after] == ":" else { return nil }
      colon = after
    } else {
      colon = authority.firstIndex(of: ":")
    }
    guard let colon else { return (authority, nil) }
    let digits = authority[authority.index(after: colon)...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let port = Int(digits), (1...65_535).contains(port)
    else { return nil }
    return (String(authority[..<colon]), port)
  }

  /// Whether a name is one that a host can have: DNS labels, an IPv4 address, or `[IPv6]`.
  public static func isHost(_ host: String) -> Bool {
    if host.hasPrefix("[") { return host.hasSuffix("]") && host.utf8.count > 3 }
    return DNSName.isHostName(Array(host.utf8).span)
  }

  /// Whether a text is an http or https URL with a host, without blanks and control characters.
  static func isWebURL(_ text: String) -> Bool {
    let lower = text.lowercased()
    guard lower.hasPrefix("https://") || lower.hasPrefix("http://") else { return false }
    guard text.utf8.allSatisfy({ $0 > 32 && $0 != 127 }) else { return false }
    guard let authority = authority(in: text), let (host, _) = splitPort(authority) else {
      return false
    }
    return isHost(host)
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
  }
}

extension String {
  /// The range of the first occurrence of a text.
  fileprivate func range(of wanted: String) -> Range<String.Index>? {
    ranges(of: wanted).first
  }
}

/// DNS names, as bytes of ASCII.
enum DNSName {
  /// Whether labels of letters, digits, `-` and `_` make a name of at most 253 bytes.
  static func isHostName(_ name: Span<UInt8>) -> Bool {
    guard name.count > 0, name.count <= 253 else { return false }
    var length = 0
    for index in name.indices {
      let byte = name[index]
      if byte == UInt8(ascii: ".") {
        guard length > 0, name[index - 1] != UInt8(ascii: "-") else { return false }
        length = 0
        continue
      }
      let isLetter =
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      let isHyphen = byte == UInt8(ascii: "-")
      guard isLetter || byte == UInt8(ascii: "_") || (isHyphen && length > 0) else { return false }
      length += 1
      guard length <= 63 else { return false }
    }
    return length > 0 && name[name.count - 1] != UInt8(ascii: "-")
  }

  /// Whether a name may stand in a certificate: a host name with a dot, of which the
  /// left-most label alone may be `*`.
  static func isCertificateName(_ name: Span<UInt8>) -> Bool {
    var start = 0
    if name.count > 2, name[0] == UInt8(ascii: "*"), name[1] == UInt8(ascii: ".") { start = 2 }
    let rest = name.extracting(start..<name.count)
    var hasDot = false
    for index in rest.indices where rest[index] == UInt8(ascii: ".") { hasDot = true }
    return hasDot && isHostName(rest)
  }
}

/// Email addresses.
enum EmailAddress {
  /// Whether a text is `local@domain` as mail servers take it: RFC 5321 without quoted local
  /// parts and address literals.
  static func isValid(_ text: Span<UInt8>) -> Bool {
    guard text.count <= 254 else { return false }
    var at: Int?
    for index in text.indices where text[index] == UInt8(ascii: "@") {
      guard at == nil else { return false }
      at = index
    }
    guard let at, at > 0, at <= 64 else { return false }
    for index in 0..<at {
      let byte = text[index]
      guard byte > 32, byte != 127, !"()<>[]:;,\\\"".utf8.contains(byte) else { return false }
      if byte == UInt8(ascii: ".") {
        guard index > 0, index + 1 < at, text[index - 1] != byte else { return false }
      }
    }
    return DNSName.isHostName(text.extracting(at + 1..<text.count))
  }
}
