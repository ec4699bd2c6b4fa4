private import COpenSSL

/// Comparisons that take the same time wherever the bytes differ.
public enum ConstantTime {
  /// Whether two byte strings are equal.
  ///
  /// Their lengths are not secret.
  public static func equal(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    guard left.count > 0 else { return true }
    let difference = unsafe left.withUnsafeBufferPointer { left in
      unsafe right.withUnsafeBufferPointer { right in
        unsafe CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count)
      }
    }
    return difference == 0
  }
}
