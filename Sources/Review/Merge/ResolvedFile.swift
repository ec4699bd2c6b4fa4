internal import Configuration
internal import CredentialStore
internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Git

/// What a resolution writes.
struct ResolvedFile {
  /// The files, by path; all others that the conflict is about go.
  let writes: [String: [UInt8]]
  let outcome: ConflictResolution.Outcome
  /// What the file holds, or `nil` where the credential is gone.
  let contents: CredentialContents?
  var decided: [String: MergeSide] = [:]
  var warnings: [Problem] = []
  var notes: [String] = []
  /// The name under which the other one of two credentials is kept.
  var otherName: String?
}

extension Store {
  /// What becomes of an unresolved credential by what the user decided; nothing is written.
  ///
  /// - Throws: ``Failure`` as ``resolve(_:as:options:)``.
  func resolvedFile(of credential: UnresolvedCredential, as input: ResolutionInput)
    throws(Failure) -> ResolvedFile
  {
    if credential.isMixed { throw Failure(.conflict, credential.mixture) }
    try refuseUnfit(input, for: credential)
    guard let ours = credential.ours?.text, let theirs = credential.theirs?.text else {
      if credential.places != nil { return try movedFile(of: credential, as: input) }
      return try wholeFile(
        of: credential, as: input, because: "one side deleted \(credential.name)")
    }
    if credential.isOfTwo { return try twoFiles(of: credential, as: input) }
    let texts = MergeTexts(base: credential.base?.text, ours: ours, theirs: theirs)
    let sources: MergeSources
    var choices = input.choices
    choices.name = try chosenName(of: credential, as: input)
    let merge: CredentialMerge
    do throws(Failure) {
      sources = try MergeSources(
        texts, of: credential.name, with: try keyRing(), configuration: configuration)
      merge = try CredentialMerge(
        base: sources.base, ours: sources.ours, theirs: sources.theirs, choices: choices,
        catalogue: catalogue)
    } catch {
      // A side that cannot be used leaves only the other one, as a whole.
      guard error.code == .conflict || error.code == .integrity else { throw error }
      return try wholeFile(of: credential, as: input, because: error.message)
    }
    try refuseUnused(input.choices, in: merge, of: credential)
    let name = try requireName(choices.name, of: credential)
    var contents = merge.contents
    var warnings: [Problem] = []
    // New values may be just what makes both sides' changes fit together.
    if input.values.values.isEmpty {
      try merge.requireSettled(as: name)
    } else {
      try merge.requireDecided(as: name)
    }
    if !input.choices.replaced.isEmpty {
      (contents, warnings) = try applying(input.values, to: contents)
    }
    let access = try access(for: name)
    try requireNoGain(
      of: contents, by: Readers(access), from: [sources.ours, sources.theirs], input)
    let key = try KeyMerge(
      base: sources.base, ours: sources.ours, theirs: sources.theirs, readers: Readers(access))
    let text = try contents.sealed(
      under: key.key, metadata: key.metadata, keepingCiphertextOf: sources.all, at: .now)
    var decided = merge.decided
    if credential.places != nil, let side = choices.side(for: "name"), input.name == nil {
      decided["name"] = side
    }
    return ResolvedFile(
      writes: [path(of: name): text], outcome: .merged, contents: contents, decided: decided,
      warnings: warnings, notes: Self.notes(on: name, of: credential))
  }

  /// One side's file as it is, or no file where that side deleted it.
  private func wholeFile(
    of credential: UnresolvedCredential, as input: ResolutionInput, because reason: String
  ) throws(Failure) -> ResolvedFile {
    guard let side = input.choices.remaining else {
      throw Failure(
        .conflict,
        "\(reason); run 'credtree resolve-conflict \(credential.name) --ours' or '--theirs' to "
          + "take one side as a whole")
    }
    guard input.choices.fields.isEmpty, input.choices.replaced.isEmpty else {
      throw Failure(
        .usage, "\(reason), so its fields cannot be taken one by one; give only --\(side.rawValue)")
    }
    guard let taken = credential.file(side) else {
      return ResolvedFile(writes: [:], outcome: .deleted, contents: nil)
    }
    let name = input.name ?? credential.places?[side] ?? credential.name
    let file = try CredentialFile(taken.text.span, name: taken.name ?? name)
    let opened = try file.open(with: try keyRing(), configuration: configuration)
    let other = credential.file(side == .ours ? .theirs : .ours)
    let revision = other?.id == file.metadata.id ? other?.revision ?? 0 : nil
    return try writing(
      opened, taken, as: name, outcome: side == .ours ? .ours : .theirs, after: revision,
      credential, input)
  }

  /// A file that only one side has, at the place that was chosen.
  private func movedFile(of credential: UnresolvedCredential, as input: ResolutionInput)
    throws(Failure) -> ResolvedFile
  {
    guard input.choices.replaced.isEmpty,
      input.choices.fields.keys.allSatisfy({ $0 == "name" }),
      let file = credential.ours ?? credential.theirs
    else {
      throw Failure(
        .usage, "only one side has \(credential.name), so there is nothing else to take or to set")
    }
    let name = try requireName(
      try chosenName(of: credential, as: input), of: credential)
    let opened = try CredentialFile(file.text.span, name: file.name ?? name)
      .open(with: try keyRing(), configuration: configuration)
    var made = try writing(
      opened, file, as: name, outcome: credential.ours == nil ? .theirs : .ours, after: nil,
      credential, input)
    if input.name == nil, let side = input.choices.side(for: "name") { made.decided["name"] = side }
    return made
  }

  /// One of two credentials under the name of both; the other under another name, or not at all.
  private func twoFiles(of credential: UnresolvedCredential, as input: ResolutionInput)
    throws(Failure) -> ResolvedFile
  {
    let reason = "\(credential.name) is another credential on each side"
    var made = try wholeFile(of: credential, as: input, because: reason)
    let side: MergeSide = made.outcome == .ours ? .theirs : .ours
    guard let other = credential.file(side) else { return made }
    switch input.other {
    case .dropped: return made
    case .unsaid:
      // One that was renamed was there before, and its other name is gone already.
      guard (other.revision ?? 1) == 1 else {
        throw Failure(
          .conflict,
          "\(reason), and the one of \(side.rawValue) would be lost: give it a name with "
            + "'--other-as NAME', or leave it out with '--drop-other'")
      }
      made.notes.append(
        "the \(credential.name) of \(side.rawValue) is left out; '--other-as NAME' would keep it")
      return made
    case .renamed(let name):
      guard name != credential.name else {
        throw Failure(.usage, "--other-as must be another name than \(credential.name)")
      }
      try requireFree(name, besides: [])
      let opened = try CredentialFile(other.text.span, name: other.name ?? credential.name)
        .open(with: try keyRing(), configuration: configuration)
      let kept = try writing(
        opened, other, as: name, outcome: made.outcome, after: nil, credential, input)
      made = ResolvedFile(
        writes: made.writes.merging(kept.writes) { one, _ in one }, outcome: made.outcome,
        contents: made.contents, decided: made.decided, warnings: made.warnings,
        notes: made.notes
          + [
            "what refers to the \(credential.name) of \(side.rawValue) means \(name) now; see "
              + "'credtree check --staged'"
          ], otherName: name)
      return made
    }
  }

  /// An opened file under a name, as it is if nothing about it changes.
  ///
  /// Where the other side went on with the same credential, up to the revision `former`, this is a
  /// revision after both, under a new data key.
  private func writing(
    _ opened: OpenedFile, _ file: MergeFile, as name: String,
    outcome: ConflictResolution.Outcome, after former: Int?, _ credential: UnresolvedCredential,
    _ input: ResolutionInput
  ) throws(Failure) -> ResolvedFile {
    var contents = opened.contents
    let formerName = contents.metadata.name
    let access = try access(for: name)
    let notes = credential.places == nil ? [] : Self.notes(on: name, of: credential)
    guard former != nil || formerName != name || !opened.file.isReadable(byExactly: access) else {
      return ResolvedFile(
        writes: [path(of: name): file.text], outcome: outcome, contents: contents, notes: notes)
    }
    if contents.metadata.title == formerName { contents.metadata.title = name }
    contents.metadata.name = name
    contents.metadata.revision = max(contents.metadata.revision, former ?? 0) + 1
    if formerName != name || credential.places != nil {
      try requireNoGain(of: contents, by: Readers(access), from: [opened], input)
    }
    let sealed = try contents.sealed(
      for: access, replacing: opened, renewingKey: former != nil, at: .now)
    return ResolvedFile(
      writes: [path(of: name): sealed], outcome: outcome, contents: contents, notes: notes)
  }
}
