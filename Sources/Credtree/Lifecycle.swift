extension Workspace {
  /// Makes a credential the default; see ``Store/setDefault(_:options:)``.
  public func setDefault(_ reference: String, options: MutationOptions) throws(Failure)
    -> MutationResult
  {
    try store.setDefault(try store.resolve(reference), options: options)
  }

  /// Assigns a credential to projects; see ``Store/assignProjects(_:_:options:)``.
  ///
  /// - Throws: ``Failure`` with code `in_use` and the outputs that would lose the credential,
  ///   where there are any; else as the store throws.
  public func assignProjects(
    _ reference: String, _ assignment: ProjectAssignment, options: MutationOptions
  ) throws(Failure) -> MutationResult {
    let name = try store.resolve(reference)
    if options.uncheckedReason == nil, let header = try store.header(name) {
      let lost = Set(header.metadata.projects).subtracting(
        assignment.projects(from: header.metadata.projects))
      try requireUnused(
        OutputReferences.selecting(in: store.configuration) { type, project, glob in
          guard let project, lost.contains(project) else { return false }
          return (type == nil || type == header.metadata.type)
            && (glob?.matches(header.name) ?? true)
        }, "outputs select \(name) by a project that it would leave; change them first")
    }
    return try store.assignProjects(name, assignment, options: options)
  }

  /// Refuses what would take something away from outputs.
  func requireUnused(_ uses: [Reference], _ message: String) throws(Failure) {
    guard uses.isEmpty else {
      throw Failure(.inUse, message, context: ReferenceList(references: uses).members)
    }
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
