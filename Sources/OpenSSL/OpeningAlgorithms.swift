internal import COpenSSL

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A library context of OpenSSL that knows the algorithms with which credentials are opened, and
/// no others.
///
/// At the first use of a kind of algorithm OpenSSL makes an entry for each that a provider has,
/// some hundred and thirty ciphers among them: that is most of the time that opening a single
/// credential takes. So a provider of this process hands on the few that are needed of OpenSSL's
/// default provider, which still implements them (provider(7), `OSSL_PROVIDER_add_builtin(3)`).
@safe
enum OpeningAlgorithms {
  /// The context to fetch from; `nil`, which is OpenSSL's own, where it could not be made.
  static var context: OpaquePointer? { unsafe made.pointer }

  /// Fetches an algorithm from that context, or from OpenSSL's own where that does not have it.
  static func fetch(
    _ name: StaticString,
    with fetch: (_ context: OpaquePointer?, _ name: UnsafePointer<CChar>) -> OpaquePointer?
  ) -> OpaquePointer? {
    unsafe name.utf8Start.withMemoryRebound(to: CChar.self, capacity: 1) { name in
      if let known = unsafe fetch(context, name) { return unsafe known }
      ERR_clear_error()
      return unsafe fetch(nil, name)
    }
  }

  private static let made = LibraryContext()
  private static let source = unsafe Provider(pointer: OSSL_PROVIDER_load(nil, "default"))

  private static let ciphers = AlgorithmList(
    OSSL_OP_CIPHER, ["AES-256-GCM", "ChaCha20-Poly1305"], of: source)
  private static let digests = AlgorithmList(OSSL_OP_DIGEST, ["SHA2-256", "SHA2-512"], of: source)
  private static let keys = AlgorithmList(OSSL_OP_KEYMGMT, ["X25519"], of: source)
  private static let agreements = AlgorithmList(OSSL_OP_KEYEXCH, ["X25519"], of: source)

  /// Whether the default provider has them all.
  fileprivate static var areThere: Bool {
    ciphers.isComplete && digests.isComplete && keys.isComplete && agreements.isComplete
  }

  /// OpenSSL asks for the algorithms of a kind.
  fileprivate static func list(of operation: CInt) -> UnsafePointer<OSSL_ALGORITHM>? {
    switch operation {
    case OSSL_OP_CIPHER: unsafe ciphers.first
    case OSSL_OP_DIGEST: unsafe digests.first
    case OSSL_OP_KEYMGMT: unsafe keys.first
    case OSSL_OP_KEYEXCH: unsafe agreements.first
    default: nil
    }
  }

  /// What OpenSSL may call of our provider: the one function that lists algorithms.
  fileprivate static let functions = FunctionTable()

  /// The state of the default provider, which its algorithms get when they are called.
  fileprivate static var state: UnsafeMutableRawPointer? {
    guard let provider = unsafe source.pointer else { return nil }
    return unsafe OSSL_PROVIDER_get0_provider_ctx(provider)
  }
}

/// A provider that stays loaded for the life of the process.
@safe
private struct Provider: @unchecked Sendable {
  // OpenSSL counts and locks what a provider has.
  let pointer: OpaquePointer?
}

/// A library context that stays for the life of the process.
@safe
private struct LibraryContext: @unchecked Sendable {
  // An `OSSL_LIB_CTX` is made to be used from any thread.
  let pointer: OpaquePointer?

  init() {
    guard OpeningAlgorithms.areThere, let context = unsafe OSSL_LIB_CTX_new() else {
      unsafe pointer = nil
      return
    }
    let isAdded = unsafe OSSL_PROVIDER_add_builtin(context, "opening") { _, _, functions, state in
      unsafe functions?.pointee = UnsafePointer(OpeningAlgorithms.functions.first)
      unsafe state?.pointee = OpeningAlgorithms.state
      return 1
    }
    if isAdded == 1, unsafe OSSL_PROVIDER_load(context, "opening") != nil {
      unsafe pointer = context
    } else {
      unsafe OSSL_LIB_CTX_free(context)
      ERR_clear_error()
      unsafe pointer = nil
    }
  }
}

/// The algorithms of one kind that have one of some names, as OpenSSL reads them.
@safe
private struct AlgorithmList: @unchecked Sendable {
  // Written once, before anything has it, and never freed.
  let first: UnsafePointer<OSSL_ALGORITHM>

  let isComplete: Bool

  init(_ operation: CInt, _ names: [StaticString], of provider: Provider) {
    let list = UnsafeMutablePointer<OSSL_ALGORITHM>.allocate(capacity: names.count + 1)
    var count = 0
    var isNotKept: CInt = 0
    if let provider = unsafe provider.pointer,
      var next = unsafe OSSL_PROVIDER_query_operation(provider, operation, &isNotKept)
    {
      // A list ends with an entry that has no names.
      while let own = unsafe next.pointee.algorithm_names, count < names.count {
        if names.contains(where: { unsafe Self.isName($0, among: own) }) {
          unsafe (list + count).initialize(to: next.pointee)
          count += 1
        }
        unsafe next += 1
      }
    }
    unsafe (list + count).initialize(to: OSSL_ALGORITHM())
    unsafe first = UnsafePointer(list)
    isComplete = count == names.count
  }

  /// Whether a name is one of those of an algorithm, which are between colons.
  private static func isName(_ name: StaticString, among own: UnsafePointer<CChar>) -> Bool {
    var place = unsafe own
    while true {
      let length = unsafe strcspn(place, ":")
      if length == name.utf8CodeUnitCount, unsafe memcmp(place, name.utf8Start, length) == 0 {
        return true
      }
      unsafe place += length
      guard unsafe place.pointee != 0 else { return false }
      unsafe place += 1
    }
  }
}

/// The functions of our provider, as OpenSSL reads them.
@safe
private struct FunctionTable: @unchecked Sendable {
  // Written once, before anything has it, and never freed.
  let first: UnsafeMutablePointer<OSSL_DISPATCH>

  init() {
    typealias Query =
      @convention(c) (UnsafeMutableRawPointer?, CInt, UnsafeMutablePointer<CInt>?) ->
      UnsafePointer<OSSL_ALGORITHM>?
    let query: Query = { _, operation, isNotKept in
      unsafe isNotKept?.pointee = 0
      return unsafe OpeningAlgorithms.list(of: operation)
    }
    unsafe first = .allocate(capacity: 2)
    // In the table all functions have the type of one without arguments (provider-base(7)).
    unsafe first.initialize(
      to: OSSL_DISPATCH(
        function_id: OSSL_FUNC_PROVIDER_QUERY_OPERATION,
        function: unsafeBitCast(query, to: (@convention(c) () -> Void).self)))
    unsafe (first + 1).initialize(to: OSSL_DISPATCH())
  }
}
