private import COpenSSL

/// Bytes that must not outlive their use: locked where the system allows it, and
/// overwritten before the memory is returned.
///
/// The type is noncopyable on purpose. A value that cannot be copied cannot be
/// passed to `print`, interpolated into a string, stored in an `Any`, or walked
/// by `Mirror`, so the usual ways of leaking a secret into a log do not compile.
@safe
public struct SecretBytes: ~Copyable {
  private let base: UnsafeMutablePointer<UInt8>

  /// The number of secret bytes.
  public let count: Int

  /// Creates `count` secret bytes, filled in by `body`.
  ///
  /// The memory is zero before `body` runs. If `body` throws, it is wiped.
  ///
  /// - Parameters:
  ///   - count: The number of bytes to allocate.
  ///   - body: A closure that writes the bytes in place.
  /// - Throws: Whatever `body` throws.
  public init<Failure: Error>(
    count: Int,
    initializingWith body: (inout MutableSpan<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    precondition(count >= 0, "a secret cannot have a negative size")
    SecureHeap.initialize()
    // OpenSSL returns NULL for a zero-byte request, so ask for at least one.
    guard let memory = unsafe shim_secure_zalloc(max(count, 1)) else {
      preconditionFailure("out of memory allocating \(count) bytes for a secret")
    }
    let base = unsafe memory.bindMemory(to: UInt8.self, capacity: count)
    do {
      var span = unsafe MutableSpan(_unsafeStart: base, count: count)
      try body(&span)
    } catch {
      unsafe shim_secure_clear_free(base, max(count, 1))
      throw error
    }
    unsafe self.base = base
    self.count = count
  }

  /// Creates a secret with the same bytes as `source`, which the caller still owns and wipes.
  public init(copying source: Span<UInt8>) {
    self.init(count: source.count) { span in
      for index in source.indices { span[index] = source[index] }
    }
  }

  deinit {
    unsafe shim_secure_clear_free(base, max(count, 1))
  }

  /// The secret, readable for as long as this value is borrowed.
  public var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let span = unsafe Span(_unsafeStart: base, count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// Compares two secrets without revealing where they differ.
  public borrowing func constantTimeEquals(_ other: borrowing SecretBytes) -> Bool {
    guard count == other.count else { return false }
    return unsafe CRYPTO_memcmp(base, other.base, count) == 0
  }

  /// Calls `body` with the secret, for where a ``Secret`` in a collection owns it.
  public borrowing func withSpan<Value, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try body(bytes)
  }

  /// A second, separately owned secret with the same bytes.
  public borrowing func copy() -> SecretBytes { SecretBytes(copying: bytes) }
}

// The storage is uniquely owned, never aliased, and immutable after `init`.
extension SecretBytes: @unchecked Sendable {}

/// A secret that collections and enums can hold: one reference-counted owner of its bytes.
///
/// It has no description that shows them, and two are equal only if their bytes are.
public final class Secret: Sendable {
  /// The bytes themselves.
  public let bytes: SecretBytes

  /// Takes ownership of secret bytes.
  public init(_ bytes: consuming SecretBytes) { self.bytes = bytes }
}

extension Secret: Hashable {
  /// Compares the bytes in constant time.
  public static func == (lhs: Secret, rhs: Secret) -> Bool {
    lhs.bytes.constantTimeEquals(rhs.bytes)
  }

  /// Hashes the length only: a hash of the bytes could be compared across processes.
  public func hash(into hasher: inout Hasher) { hasher.combine(bytes.count) }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// A placeholder: the value is never shown, nor is its length.
  public var description: String { "<secret>" }
  /// A placeholder: the value is never shown, nor is its length.
  public var debugDescription: String { "<secret>" }
  /// An empty mirror, so that `dump` shows nothing.
  public var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }
}
