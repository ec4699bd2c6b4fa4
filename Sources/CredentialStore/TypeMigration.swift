internal import CredentialTypes
public import Credentials
public import Documents

/// One step of bringing credentials along when their type changes.
public enum TypeMigration: Hashable, Sendable {
  /// A field gets another name and keeps its value.
  case rename(String, to: String)
  /// A field's values are removed.
  case remove(String)
  /// A field gets a value wherever it has none.
  case set(String, Node)
  /// A field gets a made-up value wherever it has none.
  case generate(GenerationRequest)

  /// The step, in words without a value.
  var words: String {
    switch self {
    case .rename(let old, let new): "rename \(old) to \(new)"
    case .remove(let field): "remove \(field)"
    case .set(let field, _): "set \(field)"
    case .generate(let request): "set \(request.field)"
    }
  }
}

extension [TypeMigration] {
  /// What is wrong with the steps between two definitions of a type.
  func problems(from old: CredentialType, to new: CredentialType) -> [Problem] {
    func has(_ type: CredentialType, _ id: String) -> Bool { type.field(id)?.id == id }
    var problems: [Problem] = []
    for step in self {
      switch step {
      case .rename(let from, let to):
        if !has(old, from) { problems.append(Problem("is not a field of the type", field: from)) }
        if !has(new, to) {
          problems.append(Problem("is not a field of the new definition", field: to))
        }
        if has(new, from) {
          problems.append(Problem("is still a field of the new definition", field: from))
        }
      case .remove(let field):
        if !has(old, field) { problems.append(Problem("is not a field of the type", field: field)) }
        if has(new, field) {
          problems.append(Problem("is still a field of the new definition", field: field))
        }
      case .set(let field, _):
        if !has(new, field) {
          problems.append(Problem("is not a field of the new definition", field: field))
        }
      case .generate(let request):
        if !has(new, request.field) {
          problems.append(Problem("is not a field of the new definition", field: request.field))
        }
      }
    }
    return problems
  }

  /// The fields after the steps, before they are held against the new definition.
  func applied(to fields: [Member], of type: CredentialType, name: String) throws(Failure)
    -> [Member]
  {
    var fields = fields
    for step in self {
      switch step {
      case .rename(let old, let new):
        guard let index = fields.firstIndex(where: { $0.key == old }) else { continue }
        let value = fields[index].value
        fields.removeAll { $0.key == new || $0.key == old }
        fields.append(Member(new, value))
      case .remove(let field): fields.removeAll { $0.key == field }
      case .set(let field, let value):
        if !fields.contains(where: { $0.key == field }) { fields.append(Member(field, value)) }
      case .generate(let request):
        guard let field = type.field(request.field),
          !fields.contains(where: { $0.key == field.id })
        else { continue }
        fields += try request.make(field, of: type, among: fields, name: name)
      }
    }
    return fields
  }

  /// What a field is called after the steps.
  func newName(of field: String) -> String {
    for case .rename(field, let new) in self { return new }
    return field
  }
}

extension Store {
  /// The new files of a type's credentials.
  ///
  /// - Parameters:
  ///   - steps: How their fields change.
  ///   - old: The type as it is.
  ///   - new: The type as it will be.
  ///   - snapshot: The committed state.
  /// - Returns: The files by path, and the names of the credentials that change.
  /// - Throws: ``Failure`` with code `forbidden` if one cannot be opened, `in_use` and every
  ///   problem at once, where one would not fit the new definition.
  func migrated(
    by steps: [TypeMigration], from old: CredentialType, to new: CredentialType,
    in snapshot: Snapshot
  ) throws(Failure) -> (writes: [String: [UInt8]], names: [String]) {
    var writes: [String: [UInt8]] = [:]
    var names: [String] = []
    var problems: [Problem] = []
    var misfits: Set<String> = []
    let headers = try snapshot.headers(
      among: try snapshot.credentialFiles(in: self), in: self, having: "\"\(old.id)\""
    ) { $0.metadata.type == old.id }
    for header in headers {
      let previous = try snapshot.file(header.name, in: self)
        .open(with: try keyRing(), configuration: configuration)
      var contents = previous.contents
      do throws(Failure) {
        try Self.migrate(&contents, by: steps, from: old, to: new)
      } catch {
        guard error.code == .invalid else { throw error }
        misfits.insert(header.name)
        problems += error.details.map {
          Problem("\(header.name): \($0.message)", field: $0.field)
        }
        continue
      }
      guard !FieldChanges.between(previous.contents, and: contents).isEmpty else { continue }
      let now = Timestamp.now
      contents.metadata.revision += 1
      contents.metadata.updatedAt = now
      writes[path(of: header.name)] = try contents.sealed(
        for: try access(for: header.name), replacing: previous, at: now)
      names.append(header.name)
    }
    guard problems.isEmpty else {
      throw Failure(
        .inUse,
        "credentials of the type \(new.id) would not fit it even so; add steps with "
          + "--migrate, or change them first",
        details: problems, context: Self.context(misfits.sorted()))
    }
    return (writes, names)
  }

  private static func migrate(
    _ contents: inout CredentialContents, by steps: [TypeMigration], from old: CredentialType,
    to new: CredentialType
  ) throws(Failure) {
    let former = contents.public + contents.fields
    var problems: [Problem] = []
    for member in former {
      // What was sealed is not made readable, nor the reverse, by changing a definition.
      guard let before = old.field(member.key),
        let after = new.field(steps.newName(of: member.key)),
        after.id == steps.newName(of: member.key)
      else { continue }
      if (before.fieldClass == .public) != (after.fieldClass == .public) {
        problems.append(
          Problem(
            "has a value in it: it cannot be moved between the readable part and the other",
            field: member.key))
      }
    }
    if !problems.isEmpty { throw invalid(new, problems) }
    let values = try steps.applied(to: former, of: new, name: contents.metadata.name)
    let validated: ValidatedValues
    do {
      validated = try new.validate(
        new.merging([], over: values), provider: contents.metadata.provider, keeping: values)
    } catch { throw invalid(new, error.problems) }
    contents.public = inOrder(of: contents.public, validated.public)
    contents.fields = inOrder(of: contents.fields, validated.confidentialAndSecret)
  }
}
