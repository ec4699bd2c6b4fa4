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
  public let remaining: [String]
}

/// What the user decided about an unresolved credential.
public struct ResolutionInput: Sendable {
  /// Which side wins where both changed the same.
  public var choices: MergeChoices
  /// New values, in place of either side's.
  public var values: CredentialInput

  /// Creates a decision.
  public init(choices: MergeChoices = MergeChoices(), values: CredentialInput = CredentialInput()) {
    self.choices = choices
    self.values = values
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
    var options = options
    options.commits = false
    let notes = try acceptPolicy(options)
    let made = try result(of: credential, as: input)
    let present = try contents(ofFile: credential.path, limit: credentialFileLimit)
    if let present { try requireUnedited(present, of: credential, resolvedTo: made.contents) }
    _ = try record(options) { _ throws(Failure) in
      var change = ChangeSet(message: CommitMessage("resolve"))
      if let text = made.text {
        change.writes[credential.path] = text
      } else {
        change.deletions = [credential.path]
      }
      change.resolutions = [credential.path]
      if let present { change.incorporated[credential.path] = present }
      return change
    }
    let remaining = try unresolvedCredentials().map(\.name)
    return ConflictResolution(
      outcome: made.outcome, name: credential.name, id: made.contents?.metadata.id,
      revision: made.contents?.metadata.revision, decided: made.decided,
      replaced: input.choices.replaced.sorted(), warnings: made.warnings, notes: notes,
      remaining: remaining)
  }

  private func result(of credential: UnresolvedCredential, as input: ResolutionInput)
    throws(Failure) -> ResolvedFile
  {
    let name = credential.name
    guard let ours = try text(of: credential, .ours), let theirs = try text(of: credential, .theirs)
    else { return try wholeFile(of: credential, as: input, because: "one side deleted \(name)") }
    let texts = MergeTexts(base: try baseText(of: credential), ours: ours, theirs: theirs)
    let sources: MergeSources
    var merge: CredentialMerge
    do throws(Failure) {
      sources = try MergeSources(
        texts, of: name, with: try keyRing(), configuration: configuration)
      merge = try CredentialMerge(
        base: sources.base, ours: sources.ours, theirs: sources.theirs, choices: input.choices,
        catalogue: catalogue)
    } catch {
      // A side that cannot be used leaves only the other one, as a whole.
      guard error.code == .conflict || error.code == .integrity else { throw error }
      return try wholeFile(of: credential, as: input, because: error.message)
    }
    try refuseUnused(input.choices, in: merge, of: name)
    var contents = merge.contents
    var warnings: [Problem] = []
    if input.values.values.isEmpty {
      try merge.requireSettled(as: name)
    } else {
      // New values may be just what makes both sides' changes fit together.
      try merge.requireDecided(as: name)
      (contents, warnings) = try applying(input.values, to: contents)
    }
    let key = try KeyMerge(
      base: sources.base, ours: sources.ours, theirs: sources.theirs,
      readers: Readers(try access(for: name)))
    let text = try contents.sealed(
      under: key.key, metadata: key.metadata, keepingCiphertextOf: sources.all, at: .now)
    return ResolvedFile(
      text: text, outcome: .merged, contents: contents, decided: merge.decided,
      warnings: warnings)
  }

  /// One side's file as it is, or no file where that side deleted it.
  private func wholeFile(
    of credential: UnresolvedCredential, as input: ResolutionInput, because reason: String
  ) throws(Failure) -> ResolvedFile {
    let name = credential.name
    guard let side = input.choices.remaining else {
      throw Failure(
        .conflict,
        "\(reason); run 'credtree resolve-conflict \(name) --ours' or '--theirs' to take one side "
          + "as a whole")
    }
    guard input.choices.fields.isEmpty, input.choices.replaced.isEmpty else {
      throw Failure(
        .usage, "\(reason), so its fields cannot be taken one by one; give only --\(side.rawValue)")
    }
    guard let text = try text(of: credential, side) else {
      return ResolvedFile(text: nil, outcome: .deleted, contents: nil, decided: [:], warnings: [])
    }
    let file = try CredentialFile(text.span, name: name)
    let opened = try file.open(with: try keyRing(), configuration: configuration)
    let access = try access(for: name)
    let other = try self.text(of: credential, side == .ours ? .theirs : .ours)
      .flatMap { try? CredentialHeader($0.span, name: name) }
    let continues = other?.id == file.metadata.id
    var contents = opened.contents
    let outcome: ConflictResolution.Outcome = side == .ours ? .ours : .theirs
    // Where the other side went on with the same credential, this is a revision after both.
    guard continues || !file.isReadable(byExactly: access) else {
      return ResolvedFile(
        text: text, outcome: outcome, contents: contents, decided: [:], warnings: [])
    }
    contents.metadata.revision = max(contents.metadata.revision, other?.metadata.revision ?? 0) + 1
    let sealed = try contents.sealed(
      for: access, replacing: opened, renewingKey: continues, at: .now)
    return ResolvedFile(
      text: sealed, outcome: outcome, contents: contents, decided: [:], warnings: [])
  }

  /// Refuses a side for a field that is the same on both: the user may mean another one.
  private func refuseUnused(_ choices: MergeChoices, in merge: CredentialMerge, of name: String)
    throws(Failure)
  {
    let open = Set(merge.decided.keys).union(merge.conflicts.map(\.field))
    let unused = choices.fields.keys.filter { !open.contains($0) }.sorted()
    guard unused.isEmpty else {
      let list =
        open.isEmpty ? "nothing is" : "in conflict are: \(open.sorted().joined(separator: ", "))"
      throw Failure(
        .usage, "\(unused.joined(separator: ", ")) of \(name) is the same on both sides; \(list)")
    }
  }

  /// Refuses to overwrite a file of the work tree that somebody has written into since the merge.
  ///
  /// The merge left one with lines of its sides and markers. A driver that was killed when it had
  /// just ended left the merged file, and so does `git checkout --merge` once a key is at hand.
  ///
  /// - Throws: ``Credentials/Failure`` with code `conflict`.
  private func requireUnedited(
    _ text: [UInt8], of credential: UnresolvedCredential, resolvedTo contents: CredentialContents?
  ) throws(Failure) {
    var known: Set<ArraySlice<UInt8>> = []
    for side in [
      try baseText(of: credential), try self.text(of: credential, .ours),
      try self.text(of: credential, .theirs),
    ] {
      guard let side else { continue }
      known.formUnion(Self.lines(side))
    }
    if Self.lines(text).allSatisfy({ known.contains($0) || Self.isMarker($0) }) { return }
    if let contents, let file = try? CredentialFile(text.span, name: credential.name),
      let opened = try? file.open(with: try keyRing(), configuration: configuration),
      opened.contents.isSame(as: contents)
    {
      return
    }
    throw Failure(
      .conflict,
      "\(credential.path) was edited since the merge; bring the conflict back with "
        + "'git checkout --merge -- \(credential.path)'")
  }

  private static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    text.split(separator: UInt8(ascii: "\n"))
  }

  private static func isMarker(_ line: ArraySlice<UInt8>) -> Bool {
    guard let first = line.first, "<=>|".utf8.contains(first) else { return false }
    return line.prefix(7).count == 7 && line.prefix(7).allSatisfy { $0 == first }
  }
}

/// What a resolution writes.
private struct ResolvedFile {
  let text: [UInt8]?
  let outcome: ConflictResolution.Outcome
  let contents: CredentialContents?
  let decided: [String: MergeSide]
  let warnings: [Problem]
}

extension CredentialContents {
  /// Whether everything in it is the same.
  fileprivate func isSame(as other: CredentialContents) -> Bool {
    metadata == other.metadata && salt == other.salt
      && PlacedField.all(of: self) == PlacedField.all(of: other)
  }
}
