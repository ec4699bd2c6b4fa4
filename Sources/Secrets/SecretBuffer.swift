private import COpenSSL

/// Memory of one size that is written again and again, and wiped before it is returned.
///
/// Streams that may carry secrets pass through it.
@safe
public struct SecretBuffer: ~Copyable {
  private let base: UnsafeMutablePointer<UInt8>
  /// The number of bytes.
  public let capacity: Int

  /// Creates a buffer of zeros.
  ///
  /// - Parameter capacity: The number of bytes, at least 1.
  public init(capacity: Int) {
    precondition(capacity > 0, "a buffer has at least one byte")
    SecureHeap.initialize()
    guard let memory = unsafe shim_secure_zalloc(capacity) else {
      preconditionFailure("out of memory allocating \(capacity) bytes for a buffer")
    }
    unsafe base = memory.bindMemory(to: UInt8.self, capacity: capacity)
    self.capacity = capacity
  }

  deinit { unsafe shim_secure_clear_free(base, capacity) }

  /// All bytes, readable for as long as this value is borrowed.
  public var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let span = unsafe Span(_unsafeStart: base, count: capacity)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// All bytes, to be written.
  public var mutableBytes: MutableSpan<UInt8> {
    @_lifetime(&self)
    mutating get {
      let span = unsafe MutableSpan(_unsafeStart: base, count: capacity)
      return unsafe _overrideLifetime(span, mutating: &self)
    }
  }

  /// Moves bytes to the front of the buffer.
  ///
  /// - Parameter range: Which bytes.
  public mutating func moveToFront(_ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= capacity, "outside of the buffer")
    unsafe base.update(from: base + range.lowerBound, count: range.count)
  }
}
