internal import COpenSSL

/// An OpenSSL `BIGNUM`, wiped and freed when this value goes out of scope.
@safe
struct BigNumber: ~Copyable {
  let pointer: OpaquePointer

  /// Zero.
  init() throws(OpenSSLError) {
    guard let pointer = unsafe BN_new() else {
      throw OpenSSLError(.internalFailure, in: "BN_new")
    }
    unsafe self.pointer = pointer
  }

  /// Takes ownership of a number that OpenSSL made.
  init(takingOwnership pointer: OpaquePointer) { unsafe self.pointer = pointer }

  /// Reads an unsigned big-endian number, to be computed with in constant time.
  init(bigEndian bytes: Span<UInt8>) throws(OpenSSLError) {
    let created = unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe BN_bin2bn(bytes.baseAddress, CInt(bytes.count), nil)
    }
    guard let pointer = unsafe created else {
      throw OpenSSLError(.internalFailure, in: "BN_bin2bn")
    }
    unsafe BN_set_flags(pointer, BN_FLG_CONSTTIME)
    unsafe self.pointer = pointer
  }

  /// Reads an unsigned little-endian number that is not secret.
  init(littleEndian bytes: Span<UInt8>) throws(OpenSSLError) {
    let created = unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe BN_lebin2bn(bytes.baseAddress, CInt(bytes.count), nil)
    }
    guard let pointer = unsafe created else {
      throw OpenSSLError(.internalFailure, in: "BN_lebin2bn")
    }
    unsafe self.pointer = pointer
  }

  deinit { unsafe BN_clear_free(pointer) }

  /// The number in big-endian bytes, as few as it needs.
  borrowing func bigEndianBytes() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: unsafe (Int(BN_num_bits(pointer)) + 7) / 8)
    let written = unsafe BN_bn2bin(pointer, &bytes)
    return Array(bytes.prefix(Int(written)))
  }
}

/// Scratch space for computations with ``BigNumber``.
@safe
struct BigNumberContext: ~Copyable {
  let pointer: OpaquePointer

  init() throws(OpenSSLError) {
    guard let pointer = unsafe BN_CTX_new() else {
      throw OpenSSLError(.internalFailure, in: "BN_CTX_new")
    }
    unsafe self.pointer = pointer
  }

  deinit { unsafe BN_CTX_free(pointer) }
}
