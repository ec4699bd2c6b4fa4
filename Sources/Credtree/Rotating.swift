extension Workspace {
  /// Replaces secrets of a credential; see ``Store/rotate(_:with:options:)``.
  public func rotate(_ reference: String, with input: CredentialInput, options: MutationOptions)
    throws(Failure) -> MutationResult
  {
    try store.rotate(try store.resolve(reference), with: input, options: options)
  }

  /// The secret to make up anew where the user names none: the only one there is.
  ///
  /// - Throws: ``Failure`` with code `not_found`, or `usage` if there are several, or none that
  ///   can be made up.
  public func fieldToRotate(of reference: String) throws(Failure) -> String {
    let name = try store.resolve(reference)
    let file = try store.file(name)
    let type = try store.type(file.metadata.type)
    let fields = file.sealedFields.compactMap { type.field($0) }.filter {
      $0.fieldClass == .secret
    }
    guard let field = fields.first, fields.count == 1,
      field.canBeGenerated || type.canBeRemade(field.id)
    else {
      // What is kept as a hash alone is given by another name than it is stored under.
      let secrets = type.fields.filter { $0.fieldClass == .secret && $0.isInput }
      let kept = secrets.filter { $0.isInputOnly || fields.map(\.id).contains($0.id) }
      guard !kept.isEmpty else {
        throw Failure(
          .usage,
          "\(name) stores no secret that could be made up anew; give one as FIELD=@FILE: its type "
            + "has \(secrets.map(\.id).joined(separator: ", "))")
      }
      throw Failure(
        .usage,
        "say what to rotate: FIELD to make up a new value, FIELD=@FILE to give one; "
          + "the secrets of \(name) are \(kept.map(\.id).joined(separator: ", "))")
    }
    return field.id
  }

  /// Refuses to make up a value for a field that holds none of its kind.
  ///
  /// - Throws: ``Failure`` with code `invalid` for a field that the type does not have, `usage`
  ///   for one whose value must be given.
  public func requireGeneratable(_ id: String, of type: CredentialType) throws(Failure) {
    guard let field = type.field(id) else {
      throw Failure(
        .invalid, "\(type.id) has no such field",
        details: [Problem("is not a field of \(type.id)", field: id)])
    }
    guard field.isInput || type.canBeRemade(field.id) else {
      throw Failure(.usage, "\(field.id) follows from other fields and is not made by itself")
    }
    guard field.canBeGenerated || type.canBeRemade(field.id) else {
      throw Failure(
        .usage, "a value for \(field.id) cannot be made up; give it as \(field.id)=@FILE")
    }
  }
}
