private import COpenSSL
internal import Secrets

/// HMAC (RFC 2104) with SHA-256.
///
/// Built on the digest functions: OpenSSL's own `EVP_MAC` fetches its digest anew and puts
/// a copy of the key on the small secure heap each time, and age needs seven of these a file.
public enum HMACSHA256 {
  /// The length of a tag, in bytes.
  public static let tagSize = 32

  /// The tag of a message.
  ///
  /// - Throws: ``OpenSSLError`` if OpenSSL fails.
  public static func tag(of message: Span<UInt8>, key: Span<UInt8>) throws(OpenSSLError) -> [UInt8]
  {
    var tag = [UInt8](repeating: 0, count: tagSize)
    var span = tag.mutableSpan
    let state = try HMACState(key: key)
    try state.update(message)
    try state.finish(into: &span)
    return tag
  }

  /// Whether a tag is the message's, compared in constant time.
  ///
  /// - Throws: ``OpenSSLError`` if OpenSSL fails.
  public static func verify(_ tag: Span<UInt8>, of message: Span<UInt8>, key: Span<UInt8>)
    throws(OpenSSLError) -> Bool
  {
    let expected = try Self.tag(of: message, key: key)
    return ConstantTime.equal(expected.span, tag)
  }
}

/// An HMAC computed piece by piece.
struct HMACState: ~Copyable {
  private static let blockSize = 64

  private let digest: DigestContext
  /// The key, padded to a block and XORed with RFC 2104's outer constant.
  private let outerKey: SecretBytes

  init(key: Span<UInt8>) throws(OpenSSLError) {
    let digest = try DigestContext()
    let innerKey = try SecretBytes(count: Self.blockSize) {
      (block: inout MutableSpan<UInt8>) throws(OpenSSLError) in
      if key.count <= Self.blockSize {
        for index in key.indices { block[index] = key[index] }
      } else {
        try digest.start()
        try digest.update(key)
        try digest.finish(into: &block)
      }
      for index in block.indices { block[index] ^= 0x36 }
    }
    let outerKey = SecretBytes(count: Self.blockSize) { block in
      for index in block.indices { block[index] = innerKey.bytes[index] ^ 0x36 ^ 0x5C }
    }
    try digest.start()
    try digest.update(innerKey.bytes)
    self.digest = digest
    self.outerKey = outerKey
  }

  borrowing func update(_ bytes: Span<UInt8>) throws(OpenSSLError) { try digest.update(bytes) }

  /// Writes the tag into the first 32 bytes of `output`.
  borrowing func finish(into output: inout MutableSpan<UInt8>) throws(OpenSSLError) {
    try digest.finish(into: &output)
    try digest.start()
    try digest.update(outerKey.bytes)
    try digest.update(output.span.extracting(first: HMACSHA256.tagSize))
    try digest.finish(into: &output)
  }
}

/// An `EVP_MD_CTX` for SHA-256 that can be started again and again.
@safe
private struct DigestContext: ~Copyable {
  private let pointer: OpaquePointer

  init() throws(OpenSSLError) {
    guard let pointer = unsafe EVP_MD_CTX_new() else {
      throw OpenSSLError(.internalFailure, in: "EVP_MD_CTX_new")
    }
    unsafe self.pointer = pointer
  }

  deinit { unsafe EVP_MD_CTX_free(pointer) }

  borrowing func start() throws(OpenSSLError) {
    guard let digest = unsafe FetchedDigest.sha256.pointer else {
      throw OpenSSLError(.internalFailure, in: "EVP_MD_fetch")
    }
    try check(unsafe EVP_DigestInit_ex2(pointer, digest, nil), "EVP_DigestInit_ex2")
  }

  borrowing func update(_ bytes: Span<UInt8>) throws(OpenSSLError) {
    guard bytes.count > 0 else { return }
    let result = unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe EVP_DigestUpdate(pointer, bytes.baseAddress, bytes.count)
    }
    try check(result, "EVP_DigestUpdate")
  }

  borrowing func finish(into output: inout MutableSpan<UInt8>) throws(OpenSSLError) {
    precondition(output.count >= HMACSHA256.tagSize)
    let result = unsafe output.withUnsafeMutableBufferPointer { output in
      unsafe EVP_DigestFinal_ex(pointer, output.baseAddress, nil)
    }
    try check(result, "EVP_DigestFinal_ex")
  }
}
