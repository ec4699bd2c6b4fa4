public import Credentials
internal import Documents

extension Store {
  /// Gives a credential another name; it keeps its id and its history.
  ///
  /// Who may read it is what the policy says of the new name: where those are others, the file
  /// gets a new data key. A title that was the old name becomes the new one.
  ///
  /// - Parameters:
  ///   - name: The credential's name.
  ///   - newName: Its new name.
  ///   - options: How the change is recorded.
  ///   - rewriting: The files that are to change along with it, by path, as they are to be.
  /// - Returns: What was done; where the name is the same, nothing is written.
  /// - Throws: ``Failure`` with code `invalid` for what is no name, `duplicate` for one that is
  ///   taken, whatever `rewriting` throws, else as an update.
  public func rename(
    _ name: String, to newName: String, options: MutationOptions,
    rewriting: (Snapshot) throws(Failure) -> [String: [UInt8]]
  ) throws(Failure) -> MutationResult {
    if newName == name {
      let metadata = try file(name).metadata
      return MutationResult(
        outcome: .unchanged, id: metadata.id, name: name, revision: metadata.revision,
        commit: nil, changed: [], warnings: [], notes: [])
    }
    try requireUsable(newName)
    let access = try access(for: newName)
    let keyRing = try unlockedKeyRing(for: name)
    let notes = try acceptPolicy(options) + CredentialName.notes(about: newName)
    var made: MutationResult?
    let result = try commit(options) { snapshot throws(Failure) in
      let previous = try snapshot.file(name, in: self)
        .open(with: keyRing, configuration: self.configuration)
      try snapshot.requireFree(
        newName, among: try snapshot.credentialFiles(in: self), in: self)
      var contents = previous.contents
      contents.metadata.name = newName
      if contents.metadata.title == name { contents.metadata.title = newName }
      var changed = FieldChanges.between(previous.contents, and: contents)
      if !previous.file.isReadable(byExactly: access) { changed.append("readers") }
      let now = Timestamp.now
      contents.metadata.revision += 1
      contents.metadata.updatedAt = now
      var writes = try rewriting(snapshot)
      let rewritten = writes.keys.sorted()
      if contents.metadata.parent == name { contents.metadata.parent = newName }
      let children = try snapshot.children(of: name, movedTo: newName, in: self)
      writes.merge(children.writes) { $1 }
      writes[self.path(of: newName)] = try contents.sealed(
        for: access, replacing: previous, at: now)
      made = MutationResult(
        outcome: .renamed(from: name), id: contents.metadata.id, name: newName,
        revision: contents.metadata.revision, commit: nil, changed: changed, warnings: [],
        notes: rewritten.map { "rewrote the references in \($0)" } + children.notes,
        details: [
          Member("previousName", .string(name)),
          Member("rewrittenFiles", .array(rewritten.map { .string($0) })),
        ]
          + (children.names.isEmpty
            ? [] : [Member("updatedChildren", .array(children.names.map { .string($0) }))]))
      return CredentialChange(
        verb: "rename", metadata: contents.metadata, formerName: name, fields: changed,
        writes: writes, deletions: [self.path(of: name)])
    }
    guard let made else { throw Failure(.internalError, "a renaming ended without a result") }
    return made.recorded(as: result.commit, notes: notes + made.notes + result.notes)
  }
}
