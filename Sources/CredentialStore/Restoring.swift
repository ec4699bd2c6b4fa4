internal import CredentialTypes
public import Credentials
internal import Documents
internal import Git

extension Store {
  /// Brings back a deleted credential, or an earlier revision of one that is there.
  ///
  /// A deleted one gets a new data key for those whom today's policy lets read, so that nobody
  /// who has left since gets back in. It keeps its id and goes on with the next revision.
  ///
  /// - Parameters:
  ///   - reference: A name or an id, or the start of an id.
  ///   - revision: The revision to bring back, or `nil` for the last one before the deletion.
  ///   - newName: A name in place of the last one, for when that is taken.
  ///   - options: How the change is recorded.
  /// - Returns: What was done; where an earlier revision does not differ, nothing is written.
  /// - Throws: ``Failure`` with code `not_found`, `ambiguous`, `duplicate` for a name that is
  ///   taken, `forbidden` or `integrity` if the old file cannot be opened, `invalid` if no
  ///   access rule covers the name or its type has changed, `system` if git or the system refuses.
  public func restore(
    _ reference: String, revision: Int?, as newName: String? = nil, options: MutationOptions
  ) throws(Failure) -> MutationResult {
    do throws(Failure) {
      let name = try resolve(reference)
      guard let revision, newName == nil else {
        throw Failure(
          .duplicate,
          "\(name) is not deleted; --revision N brings back an earlier revision of it, and its id "
            + "names a deleted credential that had this name")
      }
      return try rollBack(name, to: revision, options: options)
    } catch {
      guard error.code == .notFound, revision == nil || !isPresent(reference) else { throw error }
    }
    let deleted = try deletedCredential(reference)
    let name = newName ?? deleted.header.name
    try requireUsable(name)
    let old = try oldFile(of: deleted, revision: revision)
    try requireFit(old.contents)
    let access = try access(for: name)
    let notes = try acceptPolicy(options)
    var contents = old.contents
    if contents.metadata.title == contents.metadata.name { contents.metadata.title = name }
    contents.metadata.name = name
    contents.metadata.revision = deleted.header.metadata.revision + 1
    let wasDefault = contents.metadata.isDefault
    var isDemoted = false
    let result = try commit(options) { snapshot throws(Failure) in
      let files = try snapshot.credentialFiles(in: self)
      try snapshot.requireFree(name, among: files, in: self)
      let now = Timestamp.now
      contents.metadata.updatedAt = now
      let hasDefault = try snapshot.hasDefault(among: files, in: self)
      isDemoted = wasDefault && hasDefault
      contents.metadata.isDefault = wasDefault && !isDemoted
      return CredentialChange(
        verb: "restore", metadata: contents.metadata, fields: [],
        writes: [self.path(of: name): try contents.sealed(for: access, at: now)])
    }
    let demotion = isDemoted ? ["there is another default; \(name) is not the default"] : []
    return MutationResult(
      outcome: .restored, id: contents.metadata.id, name: name,
      revision: contents.metadata.revision, commit: result.commit, changed: [], warnings: [],
      notes: notes + demotion + result.notes,
      details: [Member("restoredRevision", .int(old.contents.metadata.revision))])
  }

  private func isPresent(_ reference: String) -> Bool { (try? resolve(reference)) != nil }

  private func oldFile(of deleted: DeletedCredential, revision: Int?) throws(Failure)
    -> OpenedFile
  {
    let header = deleted.header
    guard let revision else {
      let repository = try repository()
      let commit = try reportingGit { () throws(GitError) in
        try repository.resolve(deleted.lastCommit)
      }
      let files = Snapshot(of: repository, head: commit, source: .commit(commit))
      return try files.file(header.name, in: self)
        .open(with: try keyRing(), configuration: configuration)
    }
    let history = try history(of: header.name)
    return try open(
      try Self.revision(revision, of: header.id, in: history, called: header.name))
  }

  /// Refuses what does not fit its type as the type is now: nothing could use or change it.
  ///
  /// - Throws: ``Failure`` with code `not_found` if the type is gone, `invalid` and every problem
  ///   if it has changed.
  private func requireFit(_ contents: CredentialContents) throws(Failure) {
    let (id, name) = (contents.metadata.type, contents.metadata.name)
    guard let type = catalogue.type(named: id) else {
      throw Failure(
        .notFound,
        "\(name) has the type \(id), which is no longer there; bring its file in .credtree/types "
          + "back first, with 'git log -- .credtree/types' and 'credtree types create --from FILE'")
    }
    let stored = contents.public + contents.fields
    do {
      _ = try type.validate(
        type.merging([], over: stored), provider: contents.metadata.provider, keeping: stored)
    } catch {
      throw Failure(
        .invalid,
        "revision \(contents.metadata.revision) of \(name) does not fit the type \(id) as it is "
          + "now", details: error.problems.map { Problem($0.message, field: $0.field) })
    }
  }

  /// Makes a new revision that is as an earlier one was, except for name, projects, and default.
  private func rollBack(_ name: String, to revision: Int, options: MutationOptions)
    throws(Failure) -> MutationResult
  {
    let history = try history(of: name)
    let old = try open(
      try Self.revision(revision, of: try file(name).metadata.id, in: history, called: name))
    try requireFit(old.contents)
    return try change(name, verb: "restore", outcome: .restored, options: options) {
      contents, _ throws(Failure) in
      let present = contents.metadata
      contents = old.contents
      // A title that nobody chose goes with the name.
      if contents.metadata.title == contents.metadata.name {
        contents.metadata.title = present.name
      }
      contents.metadata.name = present.name
      contents.metadata.projects = present.projects
      contents.metadata.isDefault = present.isDefault
      contents.metadata.revision = present.revision
      contents.metadata.updatedAt = present.updatedAt
      return Companions(details: [Member("restoredRevision", .int(revision))])
    }
  }
}
