internal import COpenSSL

/// A cipher fetched from OpenSSL's providers, kept for the life of the process.
@safe
struct FetchedCipher: @unchecked Sendable {
  // An `EVP_CIPHER` is immutable once fetched and may be used from any thread.
  let pointer: OpaquePointer?

  init(_ name: StaticString) {
    let fetched = unsafe OpeningAlgorithms.fetch(name) { unsafe EVP_CIPHER_fetch($0, $1, nil) }
    unsafe pointer = fetched
  }
}

/// An `EVP_CIPHER_CTX`, freed when this value goes out of scope.
@safe
struct CipherContext: ~Copyable {
  enum Direction: CInt { case decrypt = 0, encrypt = 1 }

  private let pointer: OpaquePointer

  init() throws(OpenSSLError) {
    guard let pointer = unsafe EVP_CIPHER_CTX_new() else {
      throw OpenSSLError(.internalFailure, in: "EVP_CIPHER_CTX_new")
    }
    unsafe self.pointer = pointer
  }

  deinit { unsafe EVP_CIPHER_CTX_free(pointer) }

  /// Sets the cipher, then the nonce's length, then the key and nonce: GCM needs that order.
  borrowing func start(
    _ direction: Direction, _ cipher: FetchedCipher, key: Span<UInt8>, nonce: Span<UInt8>
  ) throws(OpenSSLError) {
    guard let fetched = unsafe cipher.pointer else {
      throw OpenSSLError(.internalFailure, in: "EVP_CIPHER_fetch")
    }
    try check(
      unsafe EVP_CipherInit_ex2(pointer, fetched, nil, nil, direction.rawValue, nil),
      "EVP_CipherInit_ex2")
    if unsafe Int(EVP_CIPHER_CTX_get_iv_length(pointer)) != nonce.count {
      try check(
        unsafe EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_SET_IVLEN, CInt(nonce.count), nil),
        "EVP_CTRL_AEAD_SET_IVLEN", else: .invalidLength)
    }
    let result = unsafe key.withUnsafeBufferPointer { key in
      unsafe nonce.withUnsafeBufferPointer { nonce in
        unsafe EVP_CipherInit_ex2(
          pointer, nil, key.baseAddress, nonce.baseAddress, direction.rawValue, nil)
      }
    }
    try check(result, "EVP_CipherInit_ex2")
  }

  /// Takes and gives whole blocks only: the caller's format has padding of its own, or none.
  borrowing func disablePadding() throws(OpenSSLError) {
    try check(unsafe EVP_CIPHER_CTX_set_padding(pointer, 0), "EVP_CIPHER_CTX_set_padding")
  }

  borrowing func authenticate(_ data: Span<UInt8>) throws(OpenSSLError) {
    guard data.count > 0 else { return }
    var written: CInt = 0
    let result = unsafe data.withUnsafeBufferPointer { data in
      unsafe EVP_CipherUpdate(pointer, nil, &written, data.baseAddress, CInt(data.count))
    }
    try check(result, "EVP_CipherUpdate")
  }

  borrowing func update(_ input: Span<UInt8>, into output: inout MutableSpan<UInt8>)
    throws(OpenSSLError)
  {
    precondition(output.count >= input.count)
    guard input.count > 0 else { return }
    var written: CInt = 0
    let result = unsafe output.withUnsafeMutableBufferPointer { output in
      unsafe input.withUnsafeBufferPointer { input in
        unsafe EVP_CipherUpdate(
          pointer, output.baseAddress, &written, input.baseAddress, CInt(input.count))
      }
    }
    try check(result, "EVP_CipherUpdate")
  }

  borrowing func finishSealing(tagSize: Int) throws(OpenSSLError) -> [UInt8] {
    var written: CInt = 0
    var scratch: UInt8 = 0
    try check(unsafe EVP_CipherFinal_ex(pointer, &scratch, &written), "EVP_CipherFinal_ex")
    var tag = [UInt8](repeating: 0, count: tagSize)
    try check(
      unsafe EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_GET_TAG, CInt(tagSize), &tag),
      "EVP_CTRL_AEAD_GET_TAG")
    return tag
  }

  /// Sets the tag and checks it.
  ///
  /// One call, because `EVP_CipherFinal_ex` without a tag reports success for some ciphers.
  borrowing func finishOpening(tag: Span<UInt8>) throws(OpenSSLError) {
    let set = unsafe tag.withUnsafeBufferPointer { tag in
      unsafe EVP_CIPHER_CTX_ctrl(
        pointer, EVP_CTRL_AEAD_SET_TAG, CInt(tag.count),
        UnsafeMutableRawPointer(mutating: tag.baseAddress))
    }
    try check(set, "EVP_CTRL_AEAD_SET_TAG")
    var written: CInt = 0
    var scratch: UInt8 = 0
    try check(
      unsafe EVP_CipherFinal_ex(pointer, &scratch, &written), "EVP_CipherFinal_ex",
      else: .authenticationFailure)
  }
}
