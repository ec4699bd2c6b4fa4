internal import Configuration
public import CredentialStore
public import Credentials
public import Documents
internal import Files
internal import Git

/// How an unresolved credential was resolved.
public struct ConflictResolution: Hashable, Sendable {
  /// What the file is now.
  public enum Outcome: String, Hashable, Sendable {
    /// Both sides' changes, with the conflicts decided.
    case merged
    /// Our side's file.
    case ours
    /// Their side's file.
    case theirs
    /// No file.
    case deleted
  }

  /// What the file is now.
  public let outcome: Outcome
  /// The credential's name.
  public let name: String
  /// The credential's identity, or `nil` where it was deleted.
  public let id: String?
  /// The revision of the result, or `nil` where it was deleted.
  public let revision: Int?
  /// The fields and properties that were decided, and the side that was taken.
  public let decided: [String: MergeSide]
  /// The fields that got another value than either side's.
  public let replaced: [String]
  /// What is odd and yet allowed.
  public let warnings: [Problem]
  /// What the user should know.
  public let notes: [String]
  /// The names of the credentials that are still in conflict.
  public internal(set) var remaining: [String]
  /// The name under which the other one of two credentials is kept, or `nil` where there is none.
  public let otherName: String?
}

/// What the user decided about an unresolved credential.
public struct ResolutionInput: Sendable {
  /// Which side wins where both changed the same.
  public var choices: MergeChoices
  /// New values, in place of either side's.
  public var values: CredentialInput
  /// A name that neither side has, for a credential that they call differently.
  public var name: String?
  /// What becomes of the other one, where the sides are two credentials of one name.
  public var other: OtherCredential
  /// Whether those may read it whom the policy names for a new place and neither side did.
  public var acceptsReaders: Bool

  /// What becomes of the credential whose side is not taken.
  public enum OtherCredential: Hashable, Sendable {
    /// It is left out if it was made on that side, and else nothing is done.
    case unsaid
    /// It gets another name.
    case renamed(String)
    /// It is left out.
    case dropped
  }

  /// Creates a decision.
  public init(
    choices: MergeChoices = MergeChoices(), values: CredentialInput = CredentialInput(),
    name: String? = nil, other: OtherCredential = .unsaid, acceptsReaders: Bool = false
  ) {
    self.choices = choices
    self.values = values
    self.name = name
    self.other = other
    self.acceptsReaders = acceptsReaders
  }
}

extension Store {
  /// Resolves a credential that a merge left in conflict, from the sides that the index has.
  ///
  /// The result is written to the work tree and staged, and no commit is made: the merge itself,
  /// or the rebase, makes it. It opens for those whom the policy names today.
  ///
  /// - Parameters:
  ///   - credential: What to resolve.
  ///   - input: What the user decided.
  ///   - options: Whether readers that the policy has gained are accepted.
  /// - Returns: What was done.
  /// - Throws: ``Credentials/Failure`` with code `conflict` if something is left to decide, which
  ///   names the fields, or the file was edited since the merge; `forbidden` if a side cannot be
  ///   opened, or a role forbids the change; `integrity` if a side was changed without a key;
  ///   `invalid` if the result is not valid; `usage` for decisions that do not fit.
  public func resolve(
    _ credential: UnresolvedCredential, as input: ResolutionInput, options: MutationOptions
  ) throws(Failure) -> ConflictResolution {
    var resolution = try settle(credential, as: input, options: options)
    resolution.remaining = try unresolvedCredentials().map(\.name)
    return resolution
  }

  /// Resolves several credentials, one after the other; see ``resolve(_:as:options:)``.
  ///
  /// - Returns: What was done, in the order of the names.
  /// - Throws: ``Credentials/Failure`` for the first that cannot be resolved; those before it are
  ///   resolved then.
  public func resolve(
    all credentials: [UnresolvedCredential], as input: ResolutionInput, options: MutationOptions
  ) throws(Failure) -> [ConflictResolution] {
    var results: [ConflictResolution] = []
    for (index, credential) in credentials.enumerated() {
      var resolution = try settle(credential, as: input, options: options)
      resolution.remaining = credentials[(index + 1)...].map(\.name)
      results.append(resolution)
    }
    return results
  }

  private func settle(
    _ credential: UnresolvedCredential, as input: ResolutionInput, options: MutationOptions
  ) throws(Failure) -> ConflictResolution {
    var options = options
    options.commits = false
    let notes = try acceptPolicy(options)
    let made = try resolvedFile(of: credential, as: input)
    var change = ChangeSet(message: CommitMessage("resolve"))
    change.writes = made.writes
    change.deletions = credential.allPaths.subtracting(made.writes.keys)
    change.resolutions = Set(credential.paths)
    for path in credential.paths {
      guard let present = try contents(ofFile: path, limit: credentialFileLimit) else { continue }
      try requireUnedited(present, at: path, of: credential, resolvedTo: made.contents)
      change.incorporated[path] = present
    }
    let changes = change
    _ = try record(options) { _ throws(Failure) in changes }
    return ConflictResolution(
      outcome: made.outcome, name: made.contents?.metadata.name ?? credential.name,
      id: made.contents?.metadata.id, revision: made.contents?.metadata.revision,
      decided: made.decided, replaced: input.choices.replaced.sorted(), warnings: made.warnings,
      notes: notes + made.notes, remaining: [], otherName: made.otherName)
  }

  /// Refuses to overwrite a file of the work tree that somebody has written into since the merge.
  ///
  /// The merge left one with lines of its sides and markers. A driver that was killed when it had
  /// just ended left the merged file, and so does `git checkout --merge` once a key is at hand.
  ///
  /// - Throws: ``Credentials/Failure`` with code `conflict`.
  private func requireUnedited(
    _ text: [UInt8], at path: String, of credential: UnresolvedCredential,
    resolvedTo contents: CredentialContents?
  ) throws(Failure) {
    var known: Set<ArraySlice<UInt8>> = []
    for side in [credential.base, credential.ours, credential.theirs] {
      guard let side else { continue }
      known.formUnion(Self.lines(side.text))
    }
    if Self.lines(text).allSatisfy({ known.contains($0) || Self.isMarker($0) }) { return }
    if let contents,
      let file = try? CredentialFile(text.span, name: contents.metadata.name),
      let opened = try? file.open(with: try keyRing(), configuration: configuration),
      opened.contents.isSame(as: contents)
    {
      return
    }
    // Of a path that only one side has, git can bring back that side.
    let isOnBoth = credential.ours?.path == path && credential.theirs?.path == path
    let side = isOnBoth ? "--merge" : credential.ours?.path == path ? "--ours" : "--theirs"
    throw Failure(
      .conflict,
      "\(path) was edited since the merge; bring the conflict back with "
        + "'git checkout \(side) -- \(path)'")
  }

  private static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    text.split(separator: UInt8(ascii: "\n"))
  }

  private static func isMarker(_ line: ArraySlice<UInt8>) -> Bool {
    guard let first = line.first, "<=>|".utf8.contains(first) else { return false }
    return line.prefix(7).count == 7 && line.prefix(7).allSatisfy { $0 == first }
  }
}

extension CredentialContents {
  /// Whether everything in it is the same.
  fileprivate func isSame(as other: CredentialContents) -> Bool {
    metadata == other.metadata && salt == other.salt
      && PlacedField.all(of: self) == PlacedField.all(of: other)
  }
}
