private import COpenSSL

/// OpenSSL's locked, guarded heap, set up once for the life of the process.
public enum SecureHeap {
  /// Whether secrets are kept in locked memory that is excluded from core dumps.
  ///
  /// This is `false` where the limit on locked memory is too small. Secrets are
  /// still wiped on release.
  public static var isLocked: Bool { status == 1 }

  // 256 KiB holds the data keys, identities, and field values of a command; blocks of
  // at least 16 bytes keep the allocator's own bookkeeping small.
  private static let status: CInt = {
    // OpenSSL would take its tables apart at exit, where the system frees them all at once.
    _ = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil)
    return CRYPTO_secure_malloc_init(shim_secure_heap_size, 16)
  }()

  static func initialize() { _ = status }
}

/// What the process does to keep its memory from other processes and from disk.
public enum ProcessProtection {
  /// Turns off core dumps, reports of crashes, and attaching to this process, for the rest of its
  /// life.
  ///
  /// Commands that open secrets call this before they read a key. It is best effort:
  /// a system that refuses is no reason to refuse to work.
  public static func forbidCoreDumps() {
    _ = shim_forbid_core_dumps()
  }
}
