public import CredentialTypes
public import Credentials
internal import Documents
internal import Git

/// What a change of a type did.
public struct TypeChange: Hashable, Sendable {
  /// What was done: `created`, `updated`, `deleted`, or `unchanged`.
  public let outcome: String
  /// The type's id.
  public let id: String
  /// The commit, or `nil` where nothing was committed.
  public let commit: String?
  /// The credentials that were changed along with it.
  public var migrated: [String] = []
  /// What the user should know.
  public var notes: [String] = []
}

extension Store {
  /// Adds a type of the repository's own.
  ///
  /// - Parameters:
  ///   - text: The definition, in JSON.
  ///   - options: How the change is recorded.
  /// - Returns: What was done.
  /// - Throws: ``Failure`` with code `invalid` and every problem at once, `duplicate` for a name
  ///   that is taken, `system` if git or the system refuses.
  public func createType(_ text: [UInt8], options: MutationOptions) throws(Failure) -> TypeChange {
    let type = try definition(text)
    if let other = catalogue.type(named: type.id) {
      throw Failure(
        .duplicate, "there is a type \(other.id) already; change it with 'credtree types update'")
    }
    return try commit("created", "create", type.id, writing: text, options)
  }

  /// Changes a type of the repository's own.
  ///
  /// - Parameters:
  ///   - text: The whole new definition, in JSON.
  ///   - steps: How the fields of its credentials change along with it; with any, the
  ///     credentials are opened.
  ///   - options: How the change is recorded.
  /// - Returns: What was done.
  /// - Throws: ``Failure`` with code `not_found` for an unknown type, `invalid` for a definition
  ///   or steps with problems, `in_use` and the credentials, where one of them would no longer
  ///   fit, `forbidden` if one that is to change cannot be opened.
  public func updateType(
    _ text: [UInt8], migrating steps: [TypeMigration] = [], options: MutationOptions
  ) throws(Failure) -> TypeChange {
    let type = try definition(text)
    let old = try ownType(type.id)
    if !steps.isEmpty { return try migrate(old, to: type, text, by: steps, options) }
    var problems: [Problem] = []
    var users: Set<String> = []
    for header in try credentials(of: old) {
      let reasons = Self.misfits(of: header, old, type)
      if !reasons.isEmpty { users.insert(header.name) }
      problems += reasons
    }
    guard problems.isEmpty else {
      throw Failure(
        .inUse,
        "credentials of the type \(type.id) would no longer fit it; change them first, or along "
          + "with it with --migrate",
        details: problems, context: Self.context(users.sorted()))
    }
    return try commit("updated", "update", type.id, writing: text, options)
  }

  /// Removes a type of the repository's own.
  ///
  /// - Parameters:
  ///   - name: The type's id or an alias.
  ///   - options: How the change is recorded.
  /// - Returns: What was done.
  /// - Throws: ``Failure`` with code `not_found` for an unknown type, `invalid` for a built-in
  ///   one, `in_use` and the credentials, where there are any.
  public func deleteType(_ name: String, options: MutationOptions) throws(Failure) -> TypeChange {
    let type = try ownType(name)
    let users = try credentials(of: type).map(\.name)
    guard users.isEmpty else {
      throw Failure(
        .inUse, "credentials have the type \(type.id); delete them first",
        context: Self.context(users))
    }
    return try commit("deleted", "delete", type.id, writing: nil, options)
  }

  private func migrate(
    _ old: CredentialType, to new: CredentialType, _ text: [UInt8], by steps: [TypeMigration],
    _ options: MutationOptions
  ) throws(Failure) -> TypeChange {
    let problems = steps.problems(from: old, to: new)
    guard problems.isEmpty else {
      throw Failure(.invalid, "the migration does not fit the definitions", details: problems)
    }
    try requireRole(for: .changingTypes)
    let notes = try acceptPolicy(options)
    let path = "\(TypeFolder.path)/\(new.id).json"
    let words = steps.map(\.words).joined(separator: ", ")
    let subject = options.subject ?? "credtree: update type \(new.id): \(words)"
    var names: [String] = []
    let result = try record(options) { snapshot throws(Failure) in
      let migrated = try self.migrated(by: steps, from: old, to: new, in: snapshot)
      names = migrated.names
      var writes = migrated.writes
      if try snapshot.contents(of: path) != text { writes[path] = text }
      guard !writes.isEmpty else { return nil }
      return ChangeSet(writes: writes, message: CommitMessage(subject))
    }
    var change = Self.change("updated", new.id, result)
    change.migrated = names
    change.notes = notes
    return change
  }

  /// The definition of a type in a text, checked.
  ///
  /// - Throws: ``Failure`` with code `invalid` and every problem at once.
  public func definition(_ text: [UInt8]) throws(Failure) -> CredentialType {
    var id = ""
    if let node = try? JSON.parse(text.span) { id = node["type"]?.string ?? "" }
    do { return try TypeFile(path: "\(TypeFolder.path)/\(id).json", text: text).type() } catch {
      let problems = error.problems.map { problem in
        var problem = problem
        problem.file = nil
        return problem
      }
      throw Failure(.invalid, "this does not define a type", details: problems)
    }
  }

  private func ownType(_ name: String) throws(Failure) -> CredentialType {
    let type = try type(name)
    guard Catalogue.builtIn.type(named: type.id) == nil else {
      throw Failure(.invalid, "\(type.id) is built in and cannot be changed")
    }
    return type
  }

  private func credentials(of type: CredentialType) throws(Failure) -> [CredentialHeader] {
    var found: [CredentialHeader] = []
    for name in try reader.names() {
      if let header = try header(name), header.metadata.type == type.id { found.append(header) }
    }
    return found
  }

  /// Why a credential does not fit a changed type.
  private static func misfits(
    of header: CredentialHeader, _ old: CredentialType, _ new: CredentialType
  ) -> [Problem] {
    let held = header.public.map(\.key) + header.sealedFields
    var problems: [Problem] = []
    func complain(_ message: String, _ field: String) {
      problems.append(Problem("\(header.name) \(message)", field: field))
    }
    for id in held {
      guard let field = new.field(id), field.id == id else {
        complain("has a value in it: it cannot be removed", id)
        continue
      }
      let before = old.field(id)
      if let before, (before.fieldClass == .public) != (field.fieldClass == .public) {
        complain(
          "has a value in it: it cannot be moved between the readable part and the other", id)
      }
      if let before, before.kind != field.kind { complain("has a value of another kind", id) }
    }
    for field in new.fields where field.isRequired && field.defaultValue == nil && field.isInput {
      if !held.contains(field.id) {
        complain("has no value for it: it cannot be required", field.id)
      }
    }
    return problems
  }

  static func context(_ users: [String]) -> [Member] {
    [
      Member(
        "references", .object([Member("credentials", .array(users.map { .string($0) }))]))
    ]
  }

  private func commit(
    _ outcome: String, _ verb: String, _ id: String, writing text: [UInt8]?,
    _ options: MutationOptions
  ) throws(Failure) -> TypeChange {
    let path = "\(TypeFolder.path)/\(id).json"
    try requireRole(for: .changingTypes)
    var message = CommitMessage(options.subject ?? "credtree: \(verb) type \(id)")
    if let reason = options.uncheckedReason {
      message.trailers.append(CommitMessage.Trailer("Credential-Unchecked", reason))
    }
    let result = try record(options) { [message] snapshot throws(Failure) in
      guard try snapshot.contents(of: path) != text else { return nil }
      guard let text else { return ChangeSet(deletions: [path], message: message) }
      return ChangeSet(writes: [path: text], message: message)
    }
    return Self.change(outcome, id, result)
  }

  private static func change(_ outcome: String, _ id: String, _ result: CommitResult) -> TypeChange
  {
    switch result {
    case .unchanged: return TypeChange(outcome: "unchanged", id: id, commit: nil)
    case .staged: return TypeChange(outcome: outcome, id: id, commit: nil)
    case .committed(let commit, _):
      return TypeChange(outcome: outcome, id: id, commit: commit.description)
    }
  }
}
