public import Credentials
internal import Documents

extension Store {
  /// Deletes a credential; history keeps it.
  ///
  /// No key is needed: what is removed is the file.
  ///
  /// - Parameters:
  ///   - name: The credential's name.
  ///   - options: How the change is recorded.
  ///   - requireUnused: Throws if something still refers to the credential.
  /// - Returns: What was done.
  /// - Throws: ``Failure`` with code `not_found`, whatever `requireUnused` throws, `conflict`
  ///   if the file has changes that are not committed, `system` if git or the system refuses.
  public func delete(
    _ name: String, options: MutationOptions,
    requireUnused: (CredentialHeader) throws(Failure) -> Void
  ) throws(Failure) -> MutationResult {
    var deleted: CredentialHeader?
    let result = try commit(options) { snapshot throws(Failure) in
      let header = try snapshot.header(name, in: self)
      try requireUnused(header)
      deleted = header
      return CredentialChange(
        verb: "delete", metadata: header.metadata, fields: [],
        deletions: [self.path(of: name)])
    }
    guard let deleted else { throw Failure(.internalError, "a deletion ended without a result") }
    return MutationResult(
      outcome: .deleted, id: deleted.id, name: name, revision: deleted.metadata.revision,
      commit: result.commit, changed: [], warnings: [], notes: result.notes)
  }
}
