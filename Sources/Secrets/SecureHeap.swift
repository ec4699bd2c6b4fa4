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
    // OpenSSL would take its tables apart at exit, where the system frees them all at once. What
    // its configuration file could change is no choice of ours: the formats name their ciphers.
    _ = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_LOAD_CONFIG), nil)
    return CRYPTO_secure_malloc_init(shim_secure_heap_size, 16)
  }()

  static func initialize() { _ = status }

  /// Starts OpenSSL without tables that opening a credential does not need; to be called before
  /// anything else, by a program that does little more than that.
  ///
  /// Texts of errors are then numbers, and the names of algorithms before OpenSSL 3 are not known.
  public static func startWithoutTables() {
    let options =
      OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS
      | OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS
    _ = OPENSSL_init_crypto(UInt64(options), nil)
  }
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
