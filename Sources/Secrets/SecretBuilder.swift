private import COpenSSL

/// Puts a secret text together piece by piece, in memory that is wiped at every step.
///
/// An array that grows leaves its old contents behind in freed memory; this does not.
@safe
public struct SecretBuilder: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// The number of bytes appended so far.
  public private(set) var count = 0

  /// Creates an empty builder.
  ///
  /// - Parameter capacity: The number of bytes to reserve.
  public init(capacity: Int = 256) {
    self.capacity = max(capacity, 16)
    unsafe base = Self.allocate(self.capacity)
  }

  deinit { unsafe shim_secure_clear_free(base, capacity) }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
    SecureHeap.initialize()
    guard let memory = unsafe shim_secure_zalloc(capacity) else {
      preconditionFailure("out of memory allocating \(capacity) bytes for a secret")
    }
    return unsafe memory.bindMemory(to: UInt8.self, capacity: capacity)
  }

  private mutating func reserve(_ additional: Int) {
    guard count + additional > capacity else { return }
    let larger = max(count + additional, capacity * 2)
    let next = unsafe Self.allocate(larger)
    unsafe next.update(from: base, count: count)
    unsafe shim_secure_clear_free(base, capacity)
    unsafe base = next
    capacity = larger
  }

  /// Appends one byte.
  public mutating func append(_ byte: UInt8) {
    reserve(1)
    unsafe base[count] = byte
    count += 1
  }

  /// Appends bytes.
  public mutating func append(_ bytes: Span<UInt8>) {
    reserve(bytes.count)
    for index in bytes.indices { unsafe base[count + index] = bytes[index] }
    count += bytes.count
  }

  /// Appends a secret.
  public mutating func append(_ secret: borrowing SecretBytes) { append(secret.bytes) }

  /// Appends text that is not itself secret, such as punctuation or a field name.
  public mutating func append(_ text: String) {
    reserve(text.utf8.count)
    for byte in text.utf8 {
      unsafe base[count] = byte
      count += 1
    }
  }

  /// The bytes appended so far, readable for as long as this value is borrowed.
  public var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let span = unsafe Span(_unsafeStart: base, count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The finished secret.
  public consuming func finish() -> SecretBytes { SecretBytes(copying: bytes) }
}
