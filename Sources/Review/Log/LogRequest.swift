internal import Files

/// Which part of a history is to be shown.
public struct LogRequest: Hashable, Sendable {
  /// A folder of the repository; `nil` is `CREDTREE_DIR`, or the current one.
  public var directory: String?
  /// A revision with all that it follows, `A..B`, or `A...B`; `nil` is `HEAD`.
  public var range: String?
  /// The name or id of the only credential to show; `nil` is all of them.
  public var reference: String?
  /// The most commits to show.
  public var limit: Int
  /// Which identities open files.
  public var opening: DiffRequest.Opening
  /// One more file to look for identities in.
  public var identityFile: String?

  /// Creates a request.
  public init(
    directory: String? = nil, range: String? = nil, reference: String? = nil, limit: Int = .max,
    opening: DiffRequest.Opening = .never, identityFile: String? = nil
  ) {
    self.directory = directory
    self.range = range
    self.reference = reference
    self.limit = limit
    self.opening = opening
    self.identityFile = identityFile
  }

  /// Where the repository is looked for.
  var start: String { directory ?? EnvironmentVariable.text("CREDTREE_DIR") ?? "." }

  /// What each commit is compared with, and how far.
  var comparison: DiffRequest {
    DiffRequest(
      directory: directory, opening: opening, identityFile: identityFile, searchesStore: false,
      readsCommits: false)
  }
}
