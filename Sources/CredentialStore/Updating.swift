internal import CredentialTypes
public import Credentials
internal import Documents

extension Store {
  /// Changes some fields of a credential; all others keep their values and their ciphertext.
  ///
  /// - Parameters:
  ///   - name: The credential's name.
  ///   - input: The fields and properties to change, and those to unset.
  ///   - options: How the change is recorded.
  /// - Returns: What was done; where nothing differs, nothing is written.
  /// - Throws: ``Failure`` with code `not_found`, `forbidden` or `integrity` if the credential
  ///   cannot be opened, `invalid` and every problem at once, `conflict` if its file has
  ///   changes that are not committed, `system` if git or the system refuses.
  public func update(_ name: String, with input: CredentialInput, options: MutationOptions)
    throws(Failure) -> MutationResult
  {
    try check(account: input.accountID)
    // Refuse what no key is needed to refuse, before a passphrase is asked for.
    let current = try file(name)
    let type = try type(current.metadata.type)
    try checkUnchanging(input, of: current.metadata, type: type)
    let access = try access(for: name)
    let keyRing = try keyRing()
    let isReaderChange = !current.isReadable(byExactly: access)
    let notes = isReaderChange ? try acceptPolicy(options) : []
    var outcome: MutationResult?

    let result = try commit(options) { snapshot throws(Failure) in
      let previous = try snapshot.file(name, in: self)
        .open(with: keyRing, configuration: self.configuration)
      var contents = previous.contents
      let warnings = try self.apply(input, to: &contents, type: type)
      let changed = FieldChanges.between(previous.contents, and: contents)
      guard !changed.isEmpty || isReaderChange else {
        outcome = MutationResult(
          outcome: .unchanged, id: contents.metadata.id, name: name,
          revision: contents.metadata.revision, commit: nil, changed: [], warnings: warnings,
          notes: [])
        return nil
      }
      var writes: [String: [UInt8]] = [:]
      if contents.metadata.isDefault, !previous.contents.metadata.isDefault {
        writes = try snapshot.demotedDefault(exceptFor: name, keyRing: keyRing, in: self)
      }
      let now = Timestamp.now
      contents.metadata.revision += 1
      contents.metadata.updatedAt = now
      writes[self.path(of: name)] = try contents.sealed(
        for: access, replacing: previous, at: now)
      outcome = MutationResult(
        outcome: .updated, id: contents.metadata.id, name: name,
        revision: contents.metadata.revision, commit: nil,
        changed: isReaderChange ? changed + ["readers"] : changed, warnings: warnings, notes: [])
      return CredentialChange(
        verb: "update", metadata: contents.metadata,
        fields: isReaderChange ? changed + ["readers"] : changed, writes: writes)
    }
    guard let outcome else { throw Failure(.internalError, "an update ended without a result") }
    return MutationResult(
      outcome: outcome.outcome, id: outcome.id, name: name, revision: outcome.revision,
      commit: result.commit, changed: outcome.changed, warnings: outcome.warnings,
      notes: notes + result.notes)
  }

  /// Refuses to change what never changes.
  private func checkUnchanging(
    _ input: CredentialInput, of metadata: CredentialMetadata, type: CredentialType
  ) throws(Failure) {
    if let other = input.type, catalogue.type(named: other)?.id != type.id {
      throw Failure(
        .invalid, "the type of \(metadata.name) is \(type.id) and cannot be changed",
        details: [Problem("is immutable", field: "type")])
    }
    if let other = input.provider, type.provider(named: other)?.id != metadata.provider {
      throw Failure(
        .invalid, "the provider of \(metadata.name) cannot be changed; create another credential",
        details: [Problem("is immutable", field: "provider")])
    }
    if let id = input.credentialID, id != metadata.id {
      throw Failure(
        .invalid, "the document is about another credential than \(metadata.name)",
        details: [Problem("must be \(metadata.id)", field: "credentialId")])
    }
    if let other = input.name, CredentialName.problem(with: other) == nil, other != metadata.name {
      throw Failure(
        .invalid, "an update does not rename; leave the name out",
        details: [Problem("must be \(metadata.name)", field: "name")])
    }
  }

  /// Lays an input over contents and checks the whole.
  private func apply(
    _ input: CredentialInput, to contents: inout CredentialContents, type: CredentialType
  ) throws(Failure) -> [Problem] {
    var input = input
    // Other systems' names are free texts, which here are titles.
    if input.title == nil, let name = input.name, CredentialName.problem(with: name) != nil {
      input.title = name
    }
    try contents.metadata.apply(input, type: type, configuration: configuration)
    if let isDefault = input.isDefault { contents.metadata.isDefault = isDefault }
    guard !input.values.isEmpty || !input.unset.isEmpty else { return [] }
    let stored = contents.public + contents.fields
    var problems: [Problem] = []
    for id in input.unset where type.field(id) == nil {
      problems.append(Problem("\(type.id) has no such field", field: id))
    }
    guard problems.isEmpty else {
      throw Failure(.invalid, "a field to unset does not exist", details: problems)
    }
    let removals = input.unset.map { Member($0, Node(.null)) }
    let validated = try validate(
      type.merging(input.values + removals, over: stored), as: type,
      provider: contents.metadata.provider)
    contents.public = Self.inOrder(of: contents.public, validated.public)
    contents.fields = Self.inOrder(of: contents.fields, validated.confidentialAndSecret)
    // An expiry that came from a certificate follows it.
    if input.expiresAt == nil, let expiry = Self.expiry(of: validated.public) {
      contents.metadata.expiresAt = expiry
    }
    return validated.warnings
  }

  /// New values in the order in which the file has the old ones: lines do not move.
  private static func inOrder(of old: [Member], _ new: [Member]) -> [Member] {
    let kept = old.compactMap { member in new.first { $0.key == member.key } }
    return kept + new.filter { member in !old.contains { $0.key == member.key } }
  }
}
