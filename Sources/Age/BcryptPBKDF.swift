internal import OpenSSL
internal import Secrets

/// The function that OpenSSH turns a passphrase into a key with: PBKDF2's shape around bcrypt.
enum BcryptPBKDF {
  private static let hashSize = 32
  private static let message = Array("OxychromaticBlowfishSwatDynamite".utf8)

  /// Derives a key.
  ///
  /// - Parameters:
  ///   - passphrase: The passphrase.
  ///   - salt: The salt.
  ///   - rounds: How often each block is hashed, at least once.
  ///   - count: The number of bytes to derive, at most 1,024.
  /// - Returns: `count` bytes.
  /// - Throws: `OpenSSLError` if hashing fails.
  static func derive(
    from passphrase: Span<UInt8>, salt: Span<UInt8>, rounds: UInt32, count: Int
  ) throws(OpenSSLError) -> SecretBytes {
    precondition(rounds > 0 && (1...1024).contains(count))
    // The bytes of one block are spread over the whole key, so that a part of the key costs
    // as much as all of it.
    let blocks = (count + hashSize - 1) / hashSize
    let bytesPerBlock = (count + blocks - 1) / blocks
    let hashedPassphrase = try sha512(passphrase)
    return try SecretBytes(count: count) {
      (output: inout MutableSpan<UInt8>) throws(OpenSSLError) in
      for block in 0..<blocks {
        let sum = try Self.block(
          UInt32(block + 1), hashedPassphrase, salt: salt, rounds: rounds)
        for index in 0..<bytesPerBlock where index * blocks + block < count {
          output[index * blocks + block] = sum.bytes[index]
        }
      }
    }
  }

  private static func block(
    _ number: UInt32, _ hashedPassphrase: borrowing SecretBytes, salt: Span<UInt8>, rounds: UInt32
  ) throws(OpenSSLError) -> SecretBytes {
    var numbered = Array(copying: salt)
    for shift in [24, 16, 8, 0] as [UInt32] {
      numbered.append(UInt8(truncatingIfNeeded: number >> shift))
    }
    var hash = Self.hash(hashedPassphrase, try sha512(numbered.span))
    var sum = hash.copy()
    for _ in 1..<rounds {
      hash = Self.hash(hashedPassphrase, try sha512(hash.bytes))
      sum = xor(sum, hash)
    }
    return sum
  }

  private static func xor(_ left: borrowing SecretBytes, _ right: borrowing SecretBytes)
    -> SecretBytes
  {
    SecretBytes(count: left.count) { output in
      for index in output.indices { output[index] = left.bytes[index] ^ right.bytes[index] }
    }
  }

  private static func sha512(_ bytes: Span<UInt8>) throws(OpenSSLError) -> SecretBytes {
    try Digest.secret(of: bytes, .sha512)
  }

  /// bcrypt of a fixed message, with the hashed passphrase as key and a hashed salt.
  private static func hash(_ key: borrowing SecretBytes, _ salt: borrowing SecretBytes)
    -> SecretBytes
  {
    // State, key and salt live in one piece of secret memory, as words.
    let keyAt = Blowfish.wordCount
    let saltAt = keyAt + 16
    var result = SecretBytes(count: hashSize) { _ in }
    _ = SecretBytes(count: (saltAt + 16) * 4) { scratch in
      unsafe scratch.withUnsafeMutableBytes { scratch in
        let words = unsafe scratch.bindMemory(to: UInt32.self)
        for index in 0..<16 {
          unsafe words[keyAt + index] = word(key.bytes, index)
          unsafe words[saltAt + index] = word(salt.bytes, index)
        }
        guard let base = words.baseAddress else { return }
        let cipher = unsafe Blowfish(at: base)
        cipher.reset()
        unsafe cipher.expand(key: base + keyAt, salt: base + saltAt)
        for _ in 0..<64 {
          unsafe cipher.expand(key: base + saltAt, salt: nil)
          unsafe cipher.expand(key: base + keyAt, salt: nil)
        }
        result = SecretBytes(count: hashSize) { output in
          for place in stride(from: 0, to: hashSize / 4, by: 2) {
            var left = word(message.span, place)
            var right = word(message.span, place + 1)
            for _ in 0..<64 { cipher.encrypt(&left, &right) }
            store(left, in: &output, at: place * 4)
            store(right, in: &output, at: place * 4 + 4)
          }
        }
      }
    }
    return result
  }

  private static func word(_ bytes: Span<UInt8>, _ index: Int) -> UInt32 {
    UInt32(bytes[index * 4]) << 24 | UInt32(bytes[index * 4 + 1]) << 16
      | UInt32(bytes[index * 4 + 2]) << 8 | UInt32(bytes[index * 4 + 3])
  }

  /// Stores a word with its low byte first, unlike every other word here.
  private static func store(_ word: UInt32, in output: inout MutableSpan<UInt8>, at index: Int) {
    for place in 0..<4 {
      output[index + place] = UInt8(truncatingIfNeeded: word >> UInt32(8 * place))
    }
  }
}
