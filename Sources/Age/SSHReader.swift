/// The values that SSH's wire format is made of (RFC 4251 §5), read one by one.
struct SSHReader: ~Escapable {
  private var rest: Span<UInt8>

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>) { rest = bytes }

  /// The bytes not read yet.
  var remaining: Span<UInt8> {
    @_lifetime(copy self)
    get { rest }
  }

  /// A number of bytes, or `nil` if there are not so many.
  @_lifetime(copy self)
  mutating func bytes(_ count: Int) -> Span<UInt8>? {
    guard count <= rest.count else { return nil }
    let bytes = rest.extracting(first: count)
    rest = rest.extracting(count..<rest.count)
    return bytes
  }

  /// A 32-bit number.
  mutating func number() -> UInt32? {
    guard let bytes = bytes(4) else { return nil }
    return UInt32(bytes[0]) << 24 | UInt32(bytes[1]) << 16 | UInt32(bytes[2]) << 8
      | UInt32(bytes[3])
  }

  /// A string: bytes with their number before them.
  @_lifetime(copy self)
  mutating func string() -> Span<UInt8>? {
    guard let count = number() else { return nil }
    return bytes(Int(count))
  }

  /// A positive integer in its shortest form, without the zero byte that only says it is
  /// positive.
  @_lifetime(copy self)
  mutating func integer() -> Span<UInt8>? {
    guard let bytes = string(), bytes.count > 0, bytes[0] < 0x80 else { return nil }
    guard bytes[0] == 0 else { return bytes }
    guard bytes.count > 1, bytes[1] >= 0x80 else { return nil }
    return bytes.extracting(1..<bytes.count)
  }
}

/// Builds values in SSH's wire format.
enum SSHWriter {
  static func append(string bytes: [UInt8], to output: inout [UInt8]) {
    for shift in [24, 16, 8, 0] as [UInt32] {
      output.append(UInt8(truncatingIfNeeded: UInt32(bytes.count) >> shift))
    }
    output += bytes
  }

  static func append(integer bytes: [UInt8], to output: inout [UInt8]) {
    append(string: bytes.first.map { $0 >= 0x80 } == true ? [0] + bytes : bytes, to: &output)
  }
}
