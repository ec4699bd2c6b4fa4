internal import OpenSSL
internal import Secrets

/// The encrypted part of an age file: chunks sealed one by one, each bound to its place.
///
/// Keeps the counter, so chunks must come in order.
struct Payload: ~Copyable {
  /// The length of the nonce before the first chunk, in bytes.
  static let nonceSize = 16
  /// The most plaintext in a chunk, in bytes.
  static let chunkSize = 64 * 1024
  /// The size of a full chunk as it stands in a file, in bytes.
  static let sealedChunkSize = chunkSize + ChaCha20Poly1305.tagSize
  /// How much longer a chunk is in a file than its plaintext, in bytes.
  static let tagSize = ChaCha20Poly1305.tagSize
  private static let label = Array("payload".utf8)

  private let cipher: ChaCha20Poly1305
  private var counter: UInt64 = 0

  init(fileKey: borrowing SecretBytes, nonce: Span<UInt8>) throws(AgeError) {
    do throws(OpenSSLError) {
      let key = try HKDF.derive(from: fileKey.bytes, salt: nonce, info: Self.label.span)
      cipher = try ChaCha20Poly1305(key: key)
    } catch {
      throw AgeError(.internal, "cannot prepare the payload's key: \(error)")
    }
  }

  /// The size of the plaintext in a payload, or `nil` if no payload has that size.
  static func plaintextSize(of size: Int) -> Int? {
    let chunks = (size + sealedChunkSize - 1) / sealedChunkSize
    let last = size - (chunks - 1) * sealedChunkSize
    guard size >= tagSize, last > tagSize || size == tagSize else { return nil }
    return size - chunks * tagSize
  }

  /// The size of the payload, without its nonce, for a plaintext of a size.
  static func size(ofPlaintext size: Int) -> Int {
    size + max(1, (size + chunkSize - 1) / chunkSize) * tagSize
  }

  private func nonce(isLast: Bool) -> [UInt8] {
    var nonce = [UInt8](repeating: 0, count: ChaCha20Poly1305.nonceSize)
    // Eleven bytes of counter, of which eight outlast every file, then the flag.
    for place in 0..<8 { nonce[3 + place] = UInt8(truncatingIfNeeded: counter >> (56 - 8 * place)) }
    nonce[11] = isLast ? 1 : 0
    return nonce
  }

  /// Seals the next chunk into `output`, which is one tag longer.
  mutating func seal(
    _ chunk: Span<UInt8>, isLast: Bool, into output: inout MutableSpan<UInt8>
  ) throws(AgeError) {
    let nonce = nonce(isLast: isLast)
    do throws(OpenSSLError) {
      try cipher.seal(chunk, nonce: nonce.span, into: &output)
    } catch {
      throw AgeError(.internal, "cannot seal the payload: \(error)")
    }
    counter += 1
  }

  /// Opens the next chunk into `output`, which is one tag shorter.
  ///
  /// A full chunk may be the last one or not: the answer is in the chunk itself.
  ///
  /// - Returns: Whether it was the last chunk.
  mutating func open(_ chunk: Span<UInt8>, into output: inout MutableSpan<UInt8>)
    throws(AgeError) -> Bool
  {
    guard chunk.count >= Self.tagSize else { throw Self.truncated }
    guard counter == 0 || chunk.count > Self.tagSize else {
      throw AgeError(.payload, "the age file ends in an empty chunk, which nothing writes")
    }
    var isLast = chunk.count < Self.sealedChunkSize
    while true {
      let nonce = nonce(isLast: isLast)
      do throws(OpenSSLError) {
        try cipher.open(chunk, nonce: nonce.span, into: &output)
        counter += 1
        return isLast
      } catch {
        guard error.code == .authenticationFailure else {
          throw AgeError(.internal, "cannot open the payload: \(error)")
        }
        guard !isLast else {
          throw AgeError(
            .payload, "the age file was changed or cut short: chunk \(counter) is wrong")
        }
        isLast = true
      }
    }
  }

  static var truncated: AgeError { AgeError(.payload, "the age file is cut short") }
  static var trailing: AgeError { AgeError(.payload, "the age file has bytes after its end") }
}
