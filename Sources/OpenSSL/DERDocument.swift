internal import COpenSSL

/// Structures in DER that are only looked at, to know that they are what they should be.
public enum DERDocument {
  /// Whether bytes are a certificate signing request (RFC 2986) that is signed with its own key.
  public static func isCertificateRequest(_ der: Span<UInt8>) -> Bool {
    unsafe der.withUnsafeBufferPointer { buffer in
      defer { ERR_clear_error() }
      var cursor = buffer.baseAddress
      guard let request = unsafe d2i_X509_REQ(nil, &cursor, CLong(buffer.count)) else {
        return false
      }
      defer { unsafe X509_REQ_free(request) }
      guard let start = buffer.baseAddress, let end = unsafe cursor,
        unsafe end - start == buffer.count, let key = unsafe X509_REQ_get0_pubkey(request)
      else { return false }
      return unsafe X509_REQ_verify(request, key) == 1
    }
  }

  /// Whether bytes are a public key in a SubjectPublicKeyInfo (RFC 5280).
  public static func isPublicKey(_ der: Span<UInt8>) -> Bool {
    unsafe der.withUnsafeBufferPointer { buffer in
      defer { ERR_clear_error() }
      var cursor = buffer.baseAddress
      guard let key = unsafe d2i_PUBKEY(nil, &cursor, CLong(buffer.count)) else { return false }
      defer { unsafe EVP_PKEY_free(key) }
      guard let start = buffer.baseAddress, let end = unsafe cursor else { return false }
      return unsafe end - start == buffer.count
    }
  }
}
