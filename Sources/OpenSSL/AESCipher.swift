public import Secrets

/// AES (FIPS 197) in modes without a tag, for files whose format is not ours to choose.
///
/// Nothing here tells whether the ciphertext was altered.
public enum AESCipher: Sendable {
  /// Counter mode with a key of 16 bytes.
  case ctr128
  /// Counter mode with a key of 24 bytes.
  case ctr192
  /// Counter mode with a key of 32 bytes.
  case ctr256
  /// Cipher block chaining with a key of 32 bytes, without padding.
  case cbc256

  /// The length of an initialisation vector, and of a block, in bytes.
  public static let blockSize = 16

  /// The length of a key, in bytes.
  public var keySize: Int {
    switch self {
    case .ctr128: 16
    case .ctr192: 24
    case .ctr256, .cbc256: 32
    }
  }

  private static let fetchedCTR128 = FetchedCipher("AES-128-CTR")
  private static let fetchedCTR192 = FetchedCipher("AES-192-CTR")
  private static let fetchedCTR256 = FetchedCipher("AES-256-CTR")
  private static let fetchedCBC256 = FetchedCipher("AES-256-CBC")

  private var fetched: FetchedCipher {
    switch self {
    case .ctr128: Self.fetchedCTR128
    case .ctr192: Self.fetchedCTR192
    case .ctr256: Self.fetchedCTR256
    case .cbc256: Self.fetchedCBC256
    }
  }

  /// Encrypts whole blocks.
  ///
  /// - Parameters:
  ///   - plaintext: A multiple of 16 bytes.
  ///   - key: ``keySize`` bytes.
  ///   - vector: The initialisation vector or first counter, 16 bytes.
  /// - Returns: As many bytes as the plaintext has.
  /// - Throws: ``OpenSSLError`` with code `invalidLength` for a wrong size.
  public func encrypt(_ plaintext: Span<UInt8>, key: Span<UInt8>, vector: Span<UInt8>)
    throws(OpenSSLError) -> SecretBytes
  { try run(.encrypt, plaintext, key: key, vector: vector) }

  /// Decrypts whole blocks.
  ///
  /// - Parameters:
  ///   - ciphertext: A multiple of 16 bytes.
  ///   - key: ``keySize`` bytes.
  ///   - vector: The initialisation vector or first counter, 16 bytes.
  /// - Returns: As many bytes as the ciphertext has.
  /// - Throws: ``OpenSSLError`` with code `invalidLength` for a wrong size.
  public func decrypt(_ ciphertext: Span<UInt8>, key: Span<UInt8>, vector: Span<UInt8>)
    throws(OpenSSLError) -> SecretBytes
  { try run(.decrypt, ciphertext, key: key, vector: vector) }

  private func run(
    _ direction: CipherContext.Direction, _ input: Span<UInt8>, key: Span<UInt8>,
    vector: Span<UInt8>
  ) throws(OpenSSLError) -> SecretBytes {
    guard key.count == keySize, vector.count == Self.blockSize,
      input.count % Self.blockSize == 0
    else { throw OpenSSLError(.invalidLength, in: "AESCipher") }
    let context = try CipherContext()
    try context.start(direction, fetched, key: key, nonce: vector)
    try context.disablePadding()
    return try SecretBytes(count: input.count) {
      (output: inout MutableSpan<UInt8>) throws(OpenSSLError) in
      try context.update(input, into: &output)
    }
  }
}
