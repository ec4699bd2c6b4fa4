internal import COpenSSL
public import Secrets

/// A PKCS#12 key store (RFC 7292), as far as its password goes.
public enum PKCS12File {
  /// What a password is to a key store.
  public enum Answer: Hashable, Sendable {
    /// The bytes are no PKCS#12.
    case malformed
    /// The store's integrity code does not fit the password.
    case wrongPassword
    /// The password is right.
    case opens
  }

  /// Holds a password against the integrity code of a store.
  ///
  /// - Parameters:
  ///   - der: The store in DER.
  ///   - password: The password, in UTF-8.
  /// - Returns: What the password is to the store.
  public static func check(_ der: Span<UInt8>, password: borrowing SecretBytes) -> Answer {
    defer { ERR_clear_error() }
    let read = unsafe der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
      var cursor = buffer.baseAddress
      return unsafe d2i_PKCS12(nil, &cursor, CLong(buffer.count))
    }
    guard let store = unsafe read else { return .malformed }
    defer { unsafe PKCS12_free(store) }
    let isRight = unsafe password.bytes.withUnsafeBytes { password in
      unsafe PKCS12_verify_mac(
        store, password.baseAddress?.assumingMemoryBound(to: CChar.self), CInt(password.count))
    }
    return isRight == 1 ? .opens : .wrongPassword
  }
}
