extension Workspace {
  /// Makes a credential the default; see ``Store/setDefault(_:options:)``.
  public func setDefault(_ reference: String, options: MutationOptions) throws(Failure)
    -> MutationResult
  {
    try store.setDefault(try store.resolve(reference), options: options)
  }

  /// Assigns a credential to projects; see ``Store/assignProjects(_:_:options:)``.
  public func assignProjects(
    _ reference: String, _ assignment: ProjectAssignment, options: MutationOptions
  ) throws(Failure) -> MutationResult {
    try store.assignProjects(try store.resolve(reference), assignment, options: options)
  }

  /// Checks whether a credential can be created under a name.
  ///
  /// - Returns: The answer as `--json` prints it.
  /// - Throws: ``Failure`` with code `invalid` or `duplicate` if it cannot.
  public func validate(name: String) throws(Failure) -> Node {
    do throws(Failure) { try store.requireUsable(name) } catch {
      throw Failure(
        error.code, error.message, details: error.details,
        context: [Member("valid", .bool(false))] + error.context)
    }
    let notes = CredentialName.notes(about: name)
    let remarks = notes.isEmpty ? [] : [Member("notes", .array(notes.map { .string($0) }))]
    return .object([Member("name", .string(name)), Member("valid", .bool(true))] + remarks)
  }

  /// Brings back a credential; see ``Store/restore(_:revision:as:options:)``.
  public func restore(
    _ reference: String, revision: Int?, as newName: String? = nil, options: MutationOptions
  ) throws(Failure) -> MutationResult {
    try store.restore(reference, revision: revision, as: newName, options: options)
  }
}
