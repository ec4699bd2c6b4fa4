public import Secrets

/// HKDF (RFC 5869) with SHA-256: several independent keys from one.
public enum HKDF {
  /// The most that one derivation yields, in bytes.
  public static let largestOutput = 255 * HMACSHA256.tagSize

  /// Derives a key: extract, then expand.
  ///
  /// - Parameters:
  ///   - key: The input keying material; it may be empty.
  ///   - salt: A salt; empty means 32 zero bytes, as the RFC says.
  ///   - info: What the derived key is for.
  ///   - count: The number of bytes to derive, at most ``largestOutput``.
  /// - Returns: `count` bytes.
  /// - Throws: ``OpenSSLError`` with code `invalidLength` if `count` is too big.
  public static func derive(
    from key: Span<UInt8>, salt: Span<UInt8>, info: Span<UInt8>, count: Int = 32
  ) throws(OpenSSLError) -> SecretBytes {
    let pseudorandom = try extract(from: key, salt: salt)
    return try expand(pseudorandom.bytes, info: info, count: count)
  }

  /// The first half of a derivation: a key of 32 bytes from keying material of any kind.
  ///
  /// - Throws: ``OpenSSLError`` if OpenSSL fails.
  public static func extract(from key: Span<UInt8>, salt: Span<UInt8>) throws(OpenSSLError)
    -> SecretBytes
  {
    try SecretBytes(count: HMACSHA256.tagSize) {
      (output: inout MutableSpan<UInt8>) throws(OpenSSLError) in
      let state = try HMACState(key: salt)
      try state.update(key)
      try state.finish(into: &output)
    }
  }

  /// The second half of a derivation: `count` bytes from what ``extract(from:salt:)`` gave.
  ///
  /// - Throws: ``OpenSSLError`` with code `invalidLength` if `count` is too big.
  public static func expand(_ key: Span<UInt8>, info: Span<UInt8>, count: Int)
    throws(OpenSSLError) -> SecretBytes
  {
    guard (1...largestOutput).contains(count) else {
      throw OpenSSLError(.invalidLength, in: "HKDF.expand")
    }
    let size = HMACSHA256.tagSize
    guard count % size != 0 else { return try expand(key, info: info, blocks: count / size) }
    let blocks = try expand(key, info: info, blocks: count / size + 1)
    return SecretBytes(copying: blocks.bytes.extracting(first: count))
  }

  private static func expand(_ key: Span<UInt8>, info: Span<UInt8>, blocks: Int)
    throws(OpenSSLError) -> SecretBytes
  {
    let size = HMACSHA256.tagSize
    return try SecretBytes(count: blocks * size) {
      (output: inout MutableSpan<UInt8>) throws(OpenSSLError) in
      for block in 0..<blocks {
        let state = try HMACState(key: key)
        if block > 0 {
          try state.update(output.span.extracting((block - 1) * size..<block * size))
        }
        try state.update(info)
        let counter = [UInt8(block + 1)]
        try state.update(counter.span)
        var destination = output.part(block * size..<(block + 1) * size)
        try state.finish(into: &destination)
      }
    }
  }
}
