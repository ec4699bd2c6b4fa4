public import Credentials
internal import Documents

extension Store {
  /// Deletes a credential; history keeps it.
  ///
  /// No key is needed, except to make another credential the default: what is removed is the
  /// file.
  ///
  /// - Parameters:
  ///   - name: The credential's name.
  ///   - successor: The credential that becomes the default in place of this one.
  ///   - options: How the change is recorded.
  ///   - requireUnused: Throws if something still refers to the credential.
  /// - Returns: What was done.
  /// - Throws: ``Failure`` with code `not_found`, whatever `requireUnused` throws, `in_use` if it
  ///   is another one's parent, `conflict` if the file has changes that are not committed, or is the default and others could be
  ///   and none was named, `system` if git or the system refuses.
  public func delete(
    _ name: String, successor: String? = nil, options: MutationOptions,
    requireUnused: (CredentialHeader) throws(Failure) -> Void
  ) throws(Failure) -> MutationResult {
    if let successor { _ = try unlockedKeyRing(for: successor) }
    var deleted: CredentialHeader?
    var companions = Companions()
    let result = try commit(options) { snapshot throws(Failure) in
      let header = try snapshot.header(name, in: self)
      try requireUnused(header)
      try self.requireNoChildren(of: header, in: snapshot)
      companions = try snapshot.succession(of: header, to: successor, in: self)
      deleted = header
      return CredentialChange(
        verb: "delete", metadata: header.metadata, fields: [], writes: companions.writes,
        deletions: [self.path(of: name)])
    }
    guard let deleted else { throw Failure(.internalError, "a deletion ended without a result") }
    return MutationResult(
      outcome: .deleted, id: deleted.id, name: name, revision: deleted.metadata.revision,
      commit: result.commit, changed: [], warnings: [],
      notes: companions.notes + result.notes, details: companions.details)
  }

  private func requireNoChildren(of header: CredentialHeader, in snapshot: Snapshot)
    throws(Failure)
  {
    let children = try snapshot.headers(
      among: try snapshot.credentialFiles(in: self), in: self, having: "\"parent\": \""
    ) { other in
      guard let parent = other.metadata.parent, other.id != header.id else { return false }
      return parent == header.name || parent == header.id
    }
    guard !children.isEmpty else { return }
    throw Failure(
      .inUse,
      "\(header.name) is the parent of other credentials; give them another with 'credtree update "
        + "REF --parent OTHER', or none with --unset parent",
      context: Self.context(children.map(\.name)))
  }
}
