internal import Credentials
public import Documents
internal import Files

/// What is to be compared, and how far.
public struct DiffRequest: Hashable, Sendable {
  /// Which of the user's identities open files.
  public enum Opening: Hashable, Sendable {
    /// None: it is said of every new ciphertext that it is one.
    case never
    /// Those that ask for nothing, neither a passphrase nor a touch.
    case quietly
    /// All of them.
    case always
  }

  /// A folder of the repository; `nil` is `CREDTREE_DIR`, or the current one.
  public var directory: String?
  /// `REV`, `A..B`, or `A...B`; `nil` is the work tree against `HEAD`.
  public var range: String?
  /// Whether the index is compared instead of the work tree.
  public var staged: Bool
  /// Which identities open files.
  public var opening: Opening
  /// One more file to look for identities in.
  public var identityFile: String?
  /// Whether the whole store is searched for the keys and secrets of what changed; `nil` is a
  /// small store's.
  public var searchesStore: Bool?
  /// Whether the commits of a range are looked at one by one, for who signed them.
  public var readsCommits: Bool
  /// The present, for what expires.
  public var now: Timestamp

  /// Creates a request that opens nothing.
  public init(
    directory: String? = nil, range: String? = nil, staged: Bool = false,
    opening: Opening = .never, identityFile: String? = nil, searchesStore: Bool? = nil,
    readsCommits: Bool = true, now: Timestamp = .now
  ) {
    self.directory = directory
    self.range = range
    self.staged = staged
    self.opening = opening
    self.identityFile = identityFile
    self.searchesStore = searchesStore
    self.readsCommits = readsCommits
    self.now = now
  }

  /// Where the repository is looked for.
  var start: String { directory ?? EnvironmentVariable.text("CREDTREE_DIR") ?? "." }
}
