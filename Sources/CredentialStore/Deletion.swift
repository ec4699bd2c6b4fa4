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
  /// - Throws: ``Failure`` with code `not_found`, whatever `requireUnused` throws, `conflict`
  ///   if the file has changes that are not committed, or is the default and others could be
  ///   and none was named, `system` if git or the system refuses.
  public func delete(
    _ name: String, successor: String? = nil, options: MutationOptions,
    requireUnused: (CredentialHeader) throws(Failure) -> Void
  ) throws(Failure) -> MutationResult {
    var deleted: CredentialHeader?
    var companions = Companions()
    let result = try commit(options) { snapshot throws(Failure) in
      let header = try snapshot.header(name, in: self)
      try requireUnused(header)
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
}
