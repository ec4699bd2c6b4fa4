extension Workspace {
  /// Adds a type; see ``Store/createType(_:options:)``.
  public func createType(_ text: [UInt8], options: MutationOptions) throws(Failure) -> TypeChange {
    try store.createType(try TypeRequest.definition(text), options: options)
  }

  /// Changes a type; see ``Store/updateType(_:migrating:options:)``.
  public func updateType(
    _ text: [UInt8], migrating steps: [TypeMigration] = [], options: MutationOptions
  ) throws(Failure) -> TypeChange {
    try store.updateType(
      try TypeRequest.definition(text), migrating: steps, options: options)
  }

  /// Removes a type that no output selects credentials by; see ``Store/deleteType(_:options:)``.
  ///
  /// - Throws: ``Failure`` with code `in_use` and the outputs, where there are any; else as the
  ///   store throws.
  public func deleteType(_ name: String, options: MutationOptions) throws(Failure) -> TypeChange {
    let type = try store.type(name)
    if options.uncheckedReason == nil {
      try requireUnused(
        OutputReferences.selecting(in: store.configuration) { selected, _, _ in
          selected == type.id || selected.map(type.aliases.contains) ?? false
        }, "outputs select credentials of the type \(type.id); change them first")
    }
    return try store.deleteType(name, options: options)
  }
}

extension TypeChange {
  /// The change as `--json` prints it.
  public var document: Node {
    var members = [
      Member("type", .string(id)), Member("message", .string("Credential type \(outcome)")),
    ]
    if let commit { members.append(Member("commit", .string(commit))) }
    if !migrated.isEmpty {
      members.append(Member("migrated", .array(migrated.map { .string($0) })))
    }
    return .object(members)
  }

  /// The change for people.
  public var text: String {
    let place = commit.map { " [\($0.prefix(10))]" } ?? ""
    if outcome == "unchanged" { return "nothing to change\n" }
    let along = migrated.isEmpty ? "" : ", and with it \(migrated.joined(separator: ", "))"
    return "\(outcome) type \(id)\(along)\(place)\n"
  }
}
