internal import Credentials
internal import Documents
internal import Git

extension Store {
  /// Changes one credential as `edit` says, as one commit; where nothing differs, writes nothing.
  ///
  /// Values that stay keep their ciphertext, unless the policy's readers are others by now.
  ///
  /// - Parameters:
  ///   - name: The credential's name.
  ///   - verb: What is done, as the commit's subject says it.
  ///   - outcome: What is done, as the result says it.
  ///   - options: How the change is recorded.
  ///   - edit: Changes the contents, and says what other files change with them. It is called
  ///     again if somebody else commits in the meantime.
  /// - Returns: What was done.
  /// - Throws: What `edit` throws; ``Failure`` with code `not_found`, `forbidden` or `integrity`
  ///   if the credential cannot be opened, `conflict` if its file has changes that are not
  ///   committed, `system` if git or the system refuses.
  func change(
    _ name: String, verb: String, outcome: MutationResult.Outcome, options: MutationOptions,
    _ edit: (inout CredentialContents, Snapshot) throws(Failure) -> Companions
  ) throws(Failure) -> MutationResult {
    let access = try access(for: name)
    let keyRing = try unlockedKeyRing(for: name)
    let notes = try acceptPolicy(options)
    var made: MutationResult?
    let result = try commit(options) { snapshot throws(Failure) in
      let previous = try snapshot.file(name, in: self)
        .open(with: keyRing, configuration: self.configuration)
      var contents = previous.contents
      var companions = try edit(&contents, snapshot)
      var changed = FieldChanges.between(previous.contents, and: contents)
      if !changed.isEmpty, !previous.file.isReadable(byExactly: access) {
        changed.append("readers")
      }
      if !changed.isEmpty {
        let now = Timestamp.now
        contents.metadata.revision += 1
        contents.metadata.updatedAt = now
        companions.writes[self.path(of: name)] = try contents.sealed(
          for: access, replacing: previous, at: now)
      }
      let isUnchanged = companions.writes.isEmpty
      if isUnchanged { try self.requireUntouched(self.path(of: name), since: snapshot) }
      made = MutationResult(
        outcome: isUnchanged ? .unchanged : outcome, id: contents.metadata.id, name: name,
        revision: contents.metadata.revision, commit: nil, changed: changed,
        warnings: companions.warnings, notes: companions.notes, details: companions.details,
        madeSecret: companions.madeSecret)
      guard !isUnchanged else { return nil }
      return CredentialChange(
        verb: verb, metadata: contents.metadata, fields: changed, writes: companions.writes)
    }
    guard let made else { throw Failure(.internalError, "a change ended without a result") }
    return made.recorded(as: result.commit, notes: notes + made.notes + result.notes)
  }
}

extension Store {
  /// Refuses to say of a file that it is as it should be, where the user has changed it since.
  ///
  /// - Throws: ``Failure`` with code `conflict`.
  func requireUntouched(_ path: String, since snapshot: Snapshot) throws(Failure) {
    let repository = try repository()
    let present = try reportingGit { () throws(GitError) in
      try repository.workTreeBlob(of: path)
    }
    // A sparse checkout leaves files out.
    guard let present, try snapshot.blob(of: path) != present else { return }
    throw Failure(
      .conflict,
      "\(path) has uncommitted changes: commit them, or undo them with `git restore`")
  }
}

/// What changes together with a credential, in the same commit, and what is to be said of it.
struct Companions {
  /// The new files of other credentials, by path.
  var writes: [String: [UInt8]] = [:]
  /// What is odd and yet allowed.
  var warnings: [Problem] = []
  /// What the user should know.
  var notes: [String] = []
  /// More members of the answer in JSON.
  var details: [Member] = []
  /// A secret that was made and is in no file.
  var madeSecret: MadeSecret?
}

extension MutationResult {
  /// The result with the commit that recorded it.
  func recorded(as commit: String?, notes: [String]) -> MutationResult {
    MutationResult(
      outcome: outcome, id: id, name: name, revision: revision, commit: commit, changed: changed,
      warnings: warnings, notes: notes, details: details, madeSecret: madeSecret)
  }
}
