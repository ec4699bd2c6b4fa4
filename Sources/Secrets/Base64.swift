/// Base64 with the standard alphabet (RFC 4648 §4), in its one canonical form.
///
/// Decoding refuses everything that encoding would not have produced: other characters,
/// white space, missing or surplus padding, and spare bits that are not zero. Two texts
/// that differ never decode to the same bytes.
public enum Base64 {
  /// Whether a text ends in `=` signs up to a multiple of four characters.
  public enum Padding: Sendable {
    /// No `=` at all, as in age stanzas.
    case none
    /// Always padded, as in SOPS, PEM, and docker files.
    case required
  }

  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static let values: [UInt8] = {
    var table = [UInt8](repeating: 0xFF, count: 256)
    for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
    return table
  }()

  /// The number of characters that encode `count` bytes.
  public static func encodedSize(of count: Int, padding: Padding) -> Int {
    switch padding {
    case .required: (count + 2) / 3 * 4
    case .none: (count * 4 + 2) / 3
    }
  }

  /// Encodes bytes that are not secret.
  public static func encode(_ bytes: Span<UInt8>, padding: Padding = .required) -> String {
    let size = encodedSize(of: bytes.count, padding: padding)
    var output = [UInt8](repeating: 0, count: size)
    var span = output.mutableSpan
    encode(bytes, into: &span)
    return String(decoding: output, as: UTF8.self)
  }

  /// Encodes a secret into secret memory.
  public static func encodeSecret(_ bytes: Span<UInt8>, padding: Padding = .required)
    -> SecretBytes
  {
    SecretBytes(count: encodedSize(of: bytes.count, padding: padding)) { span in
      encode(bytes, into: &span)
    }
  }

  private static func encode(_ bytes: Span<UInt8>, into output: inout MutableSpan<UInt8>) {
    var position = 0
    var index = 0
    while index < bytes.count {
      let first = UInt32(bytes[index])
      let second = index + 1 < bytes.count ? UInt32(bytes[index + 1]) : 0
      let third = index + 2 < bytes.count ? UInt32(bytes[index + 2]) : 0
      let group = first << 16 | second << 8 | third
      let characters = min(bytes.count - index, 3) + 1
      for place in 0..<4 where position < output.count {
        output[position] =
          place < characters
          ? alphabet[Int(group >> UInt32(18 - 6 * place) & 0x3F)] : UInt8(ascii: "=")
        position += 1
      }
      index += 3
    }
  }

  /// Decodes canonical base64, or returns `nil` for any other text.
  public static func decode(_ text: Span<UInt8>, padding: Padding = .required) -> [UInt8]? {
    guard let size = decodedSize(of: text, padding: padding) else { return nil }
    var output = [UInt8](repeating: 0, count: size)
    var span = output.mutableSpan
    return decode(text, into: &span) ? output : nil
  }

  /// Decodes canonical base64, or returns `nil` for any other text.
  public static func decode(_ text: String, padding: Padding = .required) -> [UInt8]? {
    let utf8 = Array(text.utf8)
    return decode(utf8.span, padding: padding)
  }

  /// Decodes canonical base64 into secret memory, or returns `nil` for any other text.
  public static func decodeSecret(_ text: Span<UInt8>, padding: Padding = .required)
    -> SecretBytes?
  {
    guard let size = decodedSize(of: text, padding: padding) else { return nil }
    var valid = false
    let decoded = SecretBytes(count: size) { span in valid = decode(text, into: &span) }
    guard valid else { return nil }
    return decoded
  }

  private static func decodedSize(of text: Span<UInt8>, padding: Padding) -> Int? {
    var count = text.count
    if padding == .required {
      guard count % 4 == 0 else { return nil }
      if count > 0, text[count - 1] == UInt8(ascii: "=") { count -= 1 }
      if count > 0, count % 4 == 3, text[count - 1] == UInt8(ascii: "=") { count -= 1 }
    }
    guard count % 4 != 1 else { return nil }
    return count * 3 / 4
  }

  /// Decodes the characters that `output.count` bytes need; the rest can only be padding.
  private static func decode(_ text: Span<UInt8>, into output: inout MutableSpan<UInt8>) -> Bool {
    let characters = (output.count * 4 + 2) / 3
    var accumulator: UInt32 = 0
    var bits: UInt32 = 0
    var position = 0
    var invalid: UInt8 = 0
    for index in 0..<characters {
      let value = values[Int(text[index])]
      // Valid values are below 64, so the upper bits collect every foreign character.
      invalid |= value & 0xC0
      accumulator = accumulator << 6 | UInt32(value & 0x3F)
      bits += 6
      if bits >= 8 {
        bits -= 8
        output[position] = UInt8(truncatingIfNeeded: accumulator >> bits)
        position += 1
      }
    }
    let spare = accumulator & (1 << bits - 1)
    return invalid == 0 && spare == 0
  }
}
