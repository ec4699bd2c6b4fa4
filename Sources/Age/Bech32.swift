internal import Secrets

/// Bech32 (BIP 173, with its constant 1), without the length limit.
///
/// Decoding reads bytes and fills secret memory, since half of these texts are keys.
enum Bech32 {
  private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
  private static let checksumLength = 6

  private static let values: [UInt8] = {
    var table = [UInt8](repeating: 0xFF, count: 256)
    for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
    return table
  }()

  private static func step(_ checksum: UInt32, _ value: UInt8) -> UInt32 {
    let top = checksum >> 25
    var next = (checksum & 0x1FF_FFFF) << 5 ^ UInt32(value)
    if top & 1 != 0 { next ^= 0x3b6a_57b2 }
    if top & 2 != 0 { next ^= 0x2650_8e6d }
    if top & 4 != 0 { next ^= 0x1ea1_19fa }
    if top & 8 != 0 { next ^= 0x3d42_33dd }
    if top & 16 != 0 { next ^= 0x2a14_62b3 }
    return next
  }

  /// The checksum's state after the prefix, which counts in lower case.
  private static func start(_ prefix: Span<UInt8>) -> UInt32 {
    var checksum: UInt32 = 1
    for index in prefix.indices { checksum = step(checksum, lowercased(prefix[index]) >> 5) }
    checksum = step(checksum, 0)
    for index in prefix.indices { checksum = step(checksum, lowercased(prefix[index]) & 31) }
    return checksum
  }

  private static func isUppercase(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  private static func isLowercase(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 { isUppercase(byte) ? byte | 0x20 : byte }

  /// The text of some bytes, in upper case if the prefix is.
  static func encode(_ prefix: String, _ bytes: Span<UInt8>) -> SecretBytes {
    let prefix = Array(prefix.utf8)
    let uppercase = prefix.contains(where: isUppercase)
    var checksum = start(prefix.span)
    var output = SecretBuilder(capacity: prefix.count + 1 + bytes.count * 2 + checksumLength)
    output.append(prefix.span)
    output.append(UInt8(ascii: "1"))
    func character(_ value: UInt8) -> UInt8 {
      let character = alphabet[Int(value)]
      return uppercase && isLowercase(character) ? character & ~0x20 : character
    }
    var accumulator: UInt32 = 0
    var bits: UInt32 = 0
    for index in bytes.indices {
      accumulator = (accumulator << 8 | UInt32(bytes[index])) & 0xFFF
      bits += 8
      while bits >= 5 {
        bits -= 5
        let value = UInt8(accumulator >> bits & 31)
        checksum = step(checksum, value)
        output.append(character(value))
      }
    }
    if bits > 0 {
      let value = UInt8(accumulator << (5 - bits) & 31)
      checksum = step(checksum, value)
      output.append(character(value))
    }
    for _ in 0..<checksumLength { checksum = step(checksum, 0) }
    checksum ^= 1
    for place in 0..<checksumLength {
      output.append(character(UInt8(checksum >> UInt32(5 * (checksumLength - 1 - place)) & 31)))
    }
    return output.finish()
  }

  /// The bytes of a text with a given prefix, or `nil` if it is not that.
  ///
  /// The prefix is compared with its case, and the rest must be of the same case.
  static func decode(_ text: Span<UInt8>, prefix: StaticString) -> SecretBytes? {
    guard let split = split(text), text.extracting(first: split).equals(prefix) else { return nil }
    return decodeData(text, after: split)
  }

  /// The human-readable part of a valid text, which is not secret, or `nil` if it is not valid.
  static func prefix(of text: Span<UInt8>) -> String? {
    guard let split = split(text), decodeData(text, after: split) != nil else { return nil }
    return String(copying: text.extracting(first: split))
  }

  /// Where the last `1` is, which ends the prefix.
  private static func split(_ text: Span<UInt8>) -> Int? {
    var position = text.count - 1
    while position > 0, text[position] != UInt8(ascii: "1") { position -= 1 }
    return position > 0 ? position : nil
  }

  private static func decodeData(_ text: Span<UInt8>, after split: Int) -> SecretBytes? {
    let prefix = text.extracting(first: split)
    var upper = false
    var lower = false
    for index in text.indices {
      upper = upper || isUppercase(text[index])
      lower = lower || isLowercase(text[index])
    }
    for index in prefix.indices where !(0x21...0x7E).contains(prefix[index]) { return nil }
    let count = text.count - split - 1 - checksumLength
    guard count >= 0, !(upper && lower) else { return nil }
    var checksum = start(prefix)
    var invalid: UInt8 = 0
    for index in split + 1..<text.count {
      let value = values[Int(lowercased(text[index]))]
      invalid |= value & 0xE0
      checksum = step(checksum, value & 31)
    }
    // Five or more spare bits are a character too many.
    guard invalid == 0, checksum == 1, count * 5 % 8 < 5 else { return nil }
    var spare: UInt32 = 0
    let bytes = SecretBytes(count: count * 5 / 8) { output in
      var accumulator: UInt32 = 0
      var bits: UInt32 = 0
      var position = 0
      for index in split + 1..<split + 1 + count {
        let value = values[Int(lowercased(text[index]))]
        accumulator = (accumulator << 5 | UInt32(value)) & 0xFFF
        bits += 5
        if bits >= 8 {
          bits -= 8
          output[position] = UInt8(truncatingIfNeeded: accumulator >> bits)
          position += 1
        }
      }
      spare = accumulator & (1 << bits - 1)
    }
    guard spare == 0 else { return nil }
    return bytes
  }
}
