internal import CredentialTypes
public import Credentials
internal import Documents

extension Store {
  /// Changes some fields of a credential, or replaces the whole; what keeps its value keeps its
  /// ciphertext.
  ///
  /// - Parameters:
  ///   - name: The credential's name.
  ///   - input: The fields and properties to change, and those to unset.
  ///   - mode: What becomes of what the input does not name.
  ///   - options: How the change is recorded.
  /// - Returns: What was done; where nothing differs, nothing is written.
  /// - Throws: ``Failure`` with code `not_found`, `forbidden` or `integrity` if the credential
  ///   cannot be opened, `invalid` and every problem at once, `conflict` if its file has
  ///   changes that are not committed, `system` if git or the system refuses.
  public func update(
    _ name: String, with input: CredentialInput, as mode: UpdateMode = .merge,
    options: MutationOptions
  ) throws(Failure) -> MutationResult {
    // Refuse what no key is needed to refuse, before a passphrase is asked for.
    let current = try file(name)
    let type = try type(current.metadata.type)
    var input = input
    let contradictions = input.settle(as: type, isNew: false)
    input.passOverComputedValues(of: type, in: current.public)
    let blanks = input.settleBlankSecrets(of: type)
    let problems =
      problems(withAccount: input.accountID) + contradictions + blanks
      + Self.changesOfTheUnchanging(input, current.metadata, type: type, in: catalogue)
    let access = try access(for: name)
    let keyRing = try unlockedKeyRing(for: name)
    if !problems.isEmpty { throw Self.invalid(type, problems) }
    if input.isDefault == true { try unlockDefaults(exceptFor: name) }
    let notes = try acceptPolicy(options)
    var outcome: MutationResult?

    let result = try commit(options) { snapshot throws(Failure) in
      let previous = try snapshot.file(name, in: self)
        .open(with: keyRing, configuration: self.configuration)
      var contents = previous.contents
      let applied = try self.apply(input, as: mode, to: &contents, type: type)
      var changed = FieldChanges.between(previous.contents, and: contents)
      if !previous.file.isReadable(byExactly: access) { changed.append("readers") }
      let isChanged = !changed.isEmpty
      let isPromoted = contents.metadata.isDefault && !previous.contents.metadata.isDefault
      let demoted =
        isPromoted ? try snapshot.demotedDefaults(exceptFor: name, in: self) : Demotion()
      let now = Timestamp.now
      if isChanged {
        try self.requireUnique(contents, of: type)
        contents.metadata.revision += 1
        contents.metadata.updatedAt = now
      }
      outcome = MutationResult(
        outcome: isChanged ? .updated : .unchanged, id: contents.metadata.id, name: name,
        revision: contents.metadata.revision, commit: nil, changed: changed,
        warnings: applied.warnings, notes: demoted.notes, details: applied.details,
        madeSecret: isChanged ? applied.madeSecret : nil)
      guard isChanged else {
        try self.requireUntouched(self.path(of: name), since: snapshot)
        return nil
      }
      let file = try contents.sealed(for: access, replacing: previous, at: now)
      return CredentialChange(
        verb: "update", metadata: contents.metadata, fields: changed,
        writes: demoted.writes.merging([self.path(of: name): file]) { $1 })
    }
    guard let outcome else { throw Failure(.internalError, "an update ended without a result") }
    return outcome.recorded(
      as: result.commit, notes: notes + outcome.notes + result.notes)
  }

  /// What an input would change that never changes.
  private static func changesOfTheUnchanging(
    _ input: CredentialInput, _ metadata: CredentialMetadata, type: CredentialType,
    in catalogue: Catalogue
  ) -> [Problem] {
    var problems: [Problem] = []
    if let other = input.type, catalogue.type(named: other)?.id != type.id {
      problems.append(Problem("is \(type.id) and cannot be changed", field: "type"))
    }
    if let other = input.provider,
      metadata.provider == nil || type.provider(named: other)?.id != metadata.provider
    {
      let own = metadata.provider ?? "not set"
      problems.append(
        Problem("is \(own) and cannot be changed: create another credential", field: "provider"))
    }
    if let id = input.credentialID, id != metadata.id {
      problems.append(Problem("must be \(metadata.id)", field: "credentialId"))
    }
    if let other = input.name, !input.hasFreeName, CredentialName.problem(with: other) == nil,
      other != metadata.name, other != metadata.title
    {
      problems.append(
        Problem(
          "must be \(metadata.name): an update does not rename; use 'credtree rename' or a title",
          field: "name"))
    }
    for key in input.cleared where !CredentialMetadata.clearable.contains(key) {
      problems.append(Problem("cannot be removed", field: key))
    }
    return problems
  }

  /// Lays an input over contents and checks the whole.
  ///
  /// - Returns: What it did beside that.
  func apply(
    _ input: CredentialInput, as mode: UpdateMode, to contents: inout CredentialContents,
    type: CredentialType
  ) throws(Failure) -> Applied {
    var input = input
    let former = contents.public + contents.fields
    let name = contents.metadata.name
    try makeUpRequested(&input, for: type, named: name, over: former)
    let remade = try Self.remade(input, of: type, over: former)
    // Other systems' names are free texts, which here are titles.
    if input.title == nil, let name = input.name,
      input.hasFreeName || name == contents.metadata.title
        || CredentialName.problem(with: name) != nil
    {
      input.title = name
    }
    if mode != .merge { contents.metadata.resetReplaceable(type) }
    contents.metadata.clear(input.cleared, type)
    if mode == .merge, input.isMergePatch {
      input.values = MergePatch.applied(
        input.values, to: contents.public + contents.fields, of: type)
    }
    input.dropRepeats(of: contents.public + contents.fields, type)
    var problems = contents.metadata.apply(input, type: type, configuration: configuration)
    if let isDefault = input.isDefault { contents.metadata.isDefault = isDefault }
    for id in input.unset where type.field(id) == nil {
      problems.append(Problem("is not a field of \(type.id)", field: id))
    }
    let changes = input.values + input.unset.map { Member($0, Node(.null)) }
    guard !changes.isEmpty || !remade.isEmpty || mode != .merge else {
      if !problems.isEmpty { throw Self.invalid(type, problems) }
      return Applied()
    }
    try requirePermission(for: changes, over: former, of: type)
    if mode != .merge {
      // The new object must be whole by itself; a secret that stays does not make it so.
      _ = try validate(
        type.merging(changes, over: []), as: type, provider: contents.metadata.provider,
        keeping: former, remaking: remade, besides: problems)
    }
    let stored = mode.kept(of: former, type)
    let validated = try validate(
      type.merging(changes, over: stored), as: type, provider: contents.metadata.provider,
      keeping: former, remaking: remade, besides: problems)
    // An expiry that came from a certificate follows it.
    let expiry = Self.expiry(of: validated.public)
    if input.expiresAt == nil, mode != .merge || expiry != Self.expiry(of: contents.public) {
      contents.metadata.expiresAt = expiry
    }
    contents.public = Self.inOrder(of: contents.public, validated.public)
    contents.fields = Self.inOrder(of: contents.fields, validated.confidentialAndSecret)
    let hadID = former.first { $0.key == "externalId" }?.value
    let hasNewID = contents.public.first { $0.key == "externalId" }?.value != hadID
    return Applied(
      warnings: validated.warnings, details: hasNewID ? Self.details(of: contents, type) : [],
      madeSecret: validated.secretKey.map { MadeSecret(name: "secretKey", secret: $0) })
  }

  /// New values in the order in which the file has the old ones: lines do not move.
  static func inOrder(of old: [Member], _ new: [Member]) -> [Member] {
    let kept = old.compactMap { member in new.first { $0.key == member.key } }
    return kept + new.filter { member in !old.contains { $0.key == member.key } }
  }
}

/// What laying an input over contents did beside changing them.
struct Applied {
  /// What is odd and yet allowed.
  var warnings: [Problem] = []
  /// More members of the answer in JSON.
  var details: [Member] = []
  /// A secret that was made and is in no file.
  var madeSecret: MadeSecret?
}
