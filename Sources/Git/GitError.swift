private import CGit2

/// A failure reported by libgit2, or a repository that it cannot read.
public struct GitError: Error, Hashable, Sendable, CustomStringConvertible {
  /// libgit2's return code, one of its `GIT_E…` values, or ``unsupported``.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The value libgit2 returned.
    public let rawValue: CInt
    /// Wraps a value libgit2 returned.
    public init(rawValue: CInt) { self.rawValue = rawValue }
    /// The requested object or repository does not exist.
    public static let notFound = Code(rawValue: GIT_ENOTFOUND.rawValue)
    /// Something of that name exists already.
    public static let exists = Code(rawValue: GIT_EEXISTS.rawValue)
    /// A short id or a name fits more than one object.
    public static let ambiguous = Code(rawValue: GIT_EAMBIGUOUS.rawValue)
    /// The repository has no working directory.
    public static let bareRepository = Code(rawValue: GIT_EBAREREPO.rawValue)
    /// HEAD names a branch that has no commits yet.
    public static let unbornBranch = Code(rawValue: GIT_EUNBORNBRANCH.rawValue)
    /// A name or a revision is not well formed.
    public static let invalidName = Code(rawValue: GIT_EINVALIDSPEC.rawValue)
    /// Another process holds a lock file.
    public static let locked = Code(rawValue: GIT_ELOCKED.rawValue)
    /// A reference has moved since it was read.
    public static let modified = Code(rawValue: GIT_EMODIFIED.rawValue)
    /// The repository belongs to another user and is not listed in `safe.directory`.
    public static let owner = Code(rawValue: GIT_EOWNER.rawValue)
    /// libgit2 cannot read this repository; the message has the git command that mends it.
    public static let unsupported = Code(rawValue: -1000)
    /// Anything else.
    public static let other = Code(rawValue: GIT_ERROR.rawValue)
  }

  /// The kind of failure.
  public let code: Code
  /// The libgit2 function that failed.
  public let operation: String
  /// What happened, and what to do next where that is known, for a person to read.
  public let message: String

  init(_ code: Code, in operation: StaticString, _ message: String) {
    self.code = code
    self.operation = "\(operation)"
    self.message = message
  }

  /// Captures libgit2's last error, which belongs to the calling thread.
  init(_ status: CInt, in operation: StaticString) {
    var text = "no further detail"
    if let last = unsafe git_error_last(), let message = unsafe last.pointee.message {
      text = unsafe String(cString: message)
    }
    if let mended = Self.unsupportedMessage(for: text) {
      self.init(.unsupported, in: operation, mended)
    } else if status == Code.owner.rawValue || text.contains("'safe.directory' was not found") {
      // With a config file that lacks the list, libgit2 says `notFound`, and means the list.
      self.init(
        .owner, in: operation,
        "the repository belongs to another user: "
          + "if you trust it, run `git config --global --add safe.directory FOLDER`")
    } else {
      self.init(Code(rawValue: status), in: operation, text)
    }
  }

  /// Turns libgit2's words for a format that it does not know into what to do about it.
  private static func unsupportedMessage(for text: String) -> String? {
    func says(_ part: String) -> Bool { text.lowercased().contains(part) }
    if says("unsupported mandatory extension") {
      if says("'link'") {
        return "the index is split: run `git update-index --no-split-index`"
      }
      if says("'sdir'") {
        return "the index is sparse: run `git sparse-checkout reapply --no-sparse-index`"
      }
      return "the index has an extension that is not known here: run `git read-tree HEAD`"
    }
    guard says("unsupported extension name") else { return nil }
    if says("objectformat") {
      return "the repository uses SHA-256 object ids: make a SHA-1 one with "
        + "`git init --object-format=sha1 NEW && git fast-export --all | git -C NEW fast-import`"
    }
    if says("refstorage") {
      return "the repository keeps its references in a reftable: "
        + "run `git refs migrate --ref-format=files`"
    }
    return "\(text): run `git config --get-regexp extensions` and clone without that extension"
  }

  /// Compares the kind of failure and the operation, not the words.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.code == rhs.code && lhs.operation == rhs.operation
  }

  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(code)
    hasher.combine(operation)
  }

  /// The failure, for a person to read.
  public var description: String { "\(operation): \(message)" }
}

/// Throws if a libgit2 call returned a negative status.
func check(_ status: CInt, _ operation: StaticString) throws(GitError) {
  guard status >= 0 else { throw GitError(status, in: operation) }
}
