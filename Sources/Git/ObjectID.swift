internal import CGit2

/// The name of a git object: the SHA-1 of its contents.
public struct ObjectID: Hashable, Comparable, Sendable, CustomStringConvertible {
  // Three integers, most significant first, compare and hash faster than twenty bytes.
  private let high: UInt64
  private let middle: UInt64
  private let low: UInt32

  /// Reads 40 hexadecimal digits; `nil` for anything else.
  public init?(_ text: some StringProtocol) {
    let digits = Array(text.utf8)
    guard digits.count == 40 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 40, by: 2) {
      guard let upper = Self.value(of: digits[index]), let lower = Self.value(of: digits[index + 1])
      else { return nil }
      bytes.append(upper << 4 | lower)
    }
    self.init(bytes)
  }

  /// Takes an id's 20 bytes; `nil` for any other number of them.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 20 else { return nil }
    self.init(bytes)
  }

  /// Takes an id's 20 bytes from a place in others.
  ///
  /// Precondition: they are all there.
  public init(readingFrom bytes: Span<UInt8>, at start: Int) {
    func number(_ range: Range<Int>) -> UInt64 {
      var value: UInt64 = 0
      for index in range { value = value << 8 | UInt64(bytes[start + index]) }
      return value
    }
    high = number(0..<8)
    middle = number(8..<16)
    low = UInt32(number(16..<20))
  }

  /// Appends the id's 20 bytes to others.
  public func append(to bytes: inout [UInt8]) {
    for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(high >> shift & 255)) }
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(middle >> shift & 255))
    }
    for shift in stride(from: 24, through: 0, by: -8) {
      bytes.append(UInt8(low >> UInt32(shift) & 255))
    }
  }

  private init(_ bytes: [UInt8]) {
    var (high, middle, low): (UInt64, UInt64, UInt32) = (0, 0, 0)
    for byte in bytes[0..<8] { high = high << 8 | UInt64(byte) }
    for byte in bytes[8..<16] { middle = middle << 8 | UInt64(byte) }
    for byte in bytes[16..<20] { low = low << 8 | UInt32(byte) }
    self.init(high: high, middle: middle, low: low)
  }

  init(_ id: git_oid) {
    self = unsafe withUnsafeBytes(of: id.id) { bytes in
      func word<Word: FixedWidthInteger>(at offset: Int, as _: Word.Type) -> Word {
        unsafe Word(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Word.self))
      }
      return ObjectID(
        high: word(at: 0, as: UInt64.self), middle: word(at: 8, as: UInt64.self),
        low: word(at: 16, as: UInt32.self))
    }
  }

  private init(high: UInt64, middle: UInt64, low: UInt32) {
    self.high = high
    self.middle = middle
    self.low = low
  }

  /// The id as libgit2 takes it.
  var raw: git_oid {
    var id = git_oid()
    unsafe withUnsafeMutableBytes(of: &id.id) { bytes in
      unsafe bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
      unsafe bytes.storeBytes(of: middle.bigEndian, toByteOffset: 8, as: UInt64.self)
      unsafe bytes.storeBytes(of: low.bigEndian, toByteOffset: 16, as: UInt32.self)
    }
    return id
  }

  /// The 20 bytes.
  var bytes: [UInt8] { unsafe withUnsafeBytes(of: raw.id) { unsafe Array($0) } }

  /// Whether every digit is 0, which git writes for no object.
  public var isZero: Bool { high == 0 && middle == 0 && low == 0 }

  /// The 40 hexadecimal digits.
  public var description: String {
    func padded(_ value: some BinaryInteger, to count: Int) -> String {
      let text = String(value, radix: 16)
      return String(repeating: "0", count: count - text.count) + text
    }
    return padded(high, to: 16) + padded(middle, to: 16) + padded(low, to: 8)
  }

  /// The first ten digits, enough for a person.
  public var abbreviated: String { String(description.prefix(10)) }

  /// Orders ids as their digits are ordered.
  public static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.high, lhs.middle, lhs.low) < (rhs.high, rhs.middle, rhs.low)
  }

  private static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
