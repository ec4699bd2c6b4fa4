private import COpenSSL

/// A hash computed piece by piece.
@safe
public struct Digest: ~Copyable {
  /// A hash function.
  public enum Algorithm: Sendable {
    /// MD5 (RFC 1321), 16 bytes: only inside apr1, which is defined by it.
    case md5
    /// SHA-1 (FIPS 180-4), 20 bytes: only where a format is defined by it, as git's names of
    /// objects and the fingerprints of OpenPGP keys.
    case sha1
    /// SHA-256 (FIPS 180-4), 32 bytes.
    case sha256
    /// SHA-512 (FIPS 180-4), 64 bytes.
    case sha512

    /// The length of the hash, in bytes.
    public var size: Int {
      switch self {
      case .md5: 16
      case .sha1: 20
      case .sha256: 32
      case .sha512: 64
      }
    }

    /// OpenSSL's name for it.
    var name: String {
      switch self {
      case .md5: "MD5"
      case .sha1: "SHA1"
      case .sha256: "SHA256"
      case .sha512: "SHA512"
      }
    }

    fileprivate var fetched: FetchedDigest {
      switch self {
      case .md5: FetchedDigest.md5
      case .sha1: FetchedDigest.sha1
      case .sha256: FetchedDigest.sha256
      case .sha512: FetchedDigest.sha512
      }
    }
  }

  private let pointer: OpaquePointer
  private let algorithm: Algorithm

  /// Starts a hash.
  ///
  /// - Throws: ``OpenSSLError`` if the system's OpenSSL configuration forbids the algorithm.
  public init(_ algorithm: Algorithm) throws(OpenSSLError) {
    guard let pointer = unsafe EVP_MD_CTX_new() else {
      throw OpenSSLError(.internalFailure, in: "EVP_MD_CTX_new")
    }
    guard let fetched = unsafe algorithm.fetched.pointer,
      unsafe EVP_DigestInit_ex2(pointer, fetched, nil) == 1
    else {
      unsafe EVP_MD_CTX_free(pointer)
      throw OpenSSLError(.internalFailure, in: "EVP_DigestInit_ex2")
    }
    unsafe self.pointer = pointer
    self.algorithm = algorithm
  }

  deinit { unsafe EVP_MD_CTX_free(pointer) }

  /// Hashes more bytes.
  ///
  /// - Throws: ``OpenSSLError`` if OpenSSL fails.
  public mutating func update(_ bytes: Span<UInt8>) throws(OpenSSLError) {
    guard bytes.count > 0 else { return }
    let result = unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe EVP_DigestUpdate(pointer, bytes.baseAddress, bytes.count)
    }
    try check(result, "EVP_DigestUpdate")
  }

  /// The hash of everything passed to ``update(_:)``.
  ///
  /// - Throws: ``OpenSSLError`` if OpenSSL fails.
  public consuming func finish() throws(OpenSSLError) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: algorithm.size)
    var written: CUnsignedInt = 0
    try check(unsafe EVP_DigestFinal_ex(pointer, &output, &written), "EVP_DigestFinal_ex")
    return output
  }

  /// The hash of one message.
  ///
  /// - Throws: ``OpenSSLError`` if OpenSSL fails.
  public static func of(_ bytes: Span<UInt8>, _ algorithm: Algorithm) throws(OpenSSLError)
    -> [UInt8]
  {
    var digest = try Digest(algorithm)
    try digest.update(bytes)
    return try digest.finish()
  }
}

/// A hash function fetched from OpenSSL's providers, kept for the life of the process.
@safe
struct FetchedDigest: @unchecked Sendable {
  // An `EVP_MD` is immutable once fetched and may be used from any thread.
  let pointer: OpaquePointer?

  static let md5 = FetchedDigest("MD5")
  static let sha1 = FetchedDigest("SHA1")
  static let sha256 = FetchedDigest("SHA256")
  static let sha512 = FetchedDigest("SHA512")

  private init(_ name: StaticString) {
    let fetched = unsafe OpeningAlgorithms.fetch(name) { unsafe EVP_MD_fetch($0, $1, nil) }
    unsafe pointer = fetched
  }
}
