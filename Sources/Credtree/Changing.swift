public import Secrets

extension Workspace {
  /// Creates a credential; see ``Store/create(_:nameIsExact:options:askingFor:)``.
  public func create(
    _ input: CredentialInput, nameIsExact: Bool, options: MutationOptions,
    askingFor ask: (Field) -> Secret?
  ) throws(Failure) -> MutationResult {
    try store.create(input, nameIsExact: nameIsExact, options: options, askingFor: ask)
  }

  /// Changes a credential; see ``Store/update(_:with:as:options:)``.
  public func update(
    _ reference: String, with input: CredentialInput, as mode: UpdateMode = .merge,
    options: MutationOptions
  ) throws(Failure) -> MutationResult {
    try store.update(try store.resolve(reference), with: input, as: mode, options: options)
  }

  /// Deletes a credential that nothing refers to.
  ///
  /// - Throws: ``Failure`` with code `in_use`, and the references in its context, if a tracked
  ///   file refers to it, `system` if one cannot be read; else as
  ///   ``Store/delete(_:successor:options:requireUnused:)``.
  public func delete(
    _ reference: String, newDefault: String? = nil, checking: DeletionCheck = DeletionCheck(),
    options: MutationOptions
  ) throws(Failure) -> MutationResult {
    let name = try store.resolve(reference)
    var successor: String?
    if let newDefault { successor = try store.resolve(newDefault) }
    let found = ReferencesFound()
    var result = try store.delete(name, successor: successor, options: options) {
      header throws(Failure) in
      guard options.uncheckedReason == nil else { return }
      let all = try self.references(to: name, allBranches: checking.includesAllBranches)
      let references = all.thatBlock(strict: checking.isStrict)
      guard references.isEmpty else {
        throw Failure(
          .inUse, Self.stillInUse, context: references.members,
          foreign: [
            Member("credentialId", .string(header.id)),
            Member("quaveReferences", ReferenceReport.quave(references.references)),
          ])
      }
      guard references.unreadableFiles.isEmpty else {
        throw Failure(
          .system, "whether \(name) is in use cannot be told: make these files readable first",
          details: references.unreadableFiles.map { Problem("cannot be read", file: $0) })
      }
      found.set(all)
    }
    result.warnings += found.possible
    return result
  }

  /// How closely uses of a credential are looked for before it is deleted.
  public struct DeletionCheck: Hashable, Sendable {
    /// Whether places that only may be references count.
    public var isStrict: Bool
    /// Whether the other branches count.
    public var includesAllBranches: Bool

    /// Creates a check.
    public init(isStrict: Bool = false, includesAllBranches: Bool = false) {
      self.isStrict = isStrict
      self.includesAllBranches = includesAllBranches
    }
  }

  /// The words that Quave ONE has for a credential that is referred to.
  static let stillInUse = "Credential is still in use"

  /// Accepts an edited readable part; see ``Store/reseal(_:options:)``.
  public func reseal(_ reference: String, options: MutationOptions) throws(Failure)
    -> MutationResult
  {
    try store.reseal(try store.resolve(reference), options: options)
  }
}

/// What a check found that did not stop a deletion.
private final class ReferencesFound {
  private var list: ReferenceList?

  func set(_ list: ReferenceList) { self.list = list }

  /// The places that may have been references.
  var possible: [Problem] {
    guard let list else { return [] }
    return (list.references + list.wildcards).map {
      Problem("this may refer to what was deleted", file: $0.file, at: $0.position)
    }
  }
}

extension MutationResult {
  /// The result as `--json` prints it.
  public var document: Node {
    var members = [
      Member("credentialId", .string(id)), Member("message", .string(message)),
      Member("name", .string(name)), Member("revision", .int(revision)),
    ]
    if let commit { members.append(Member("commit", .string(commit))) }
    members += details
    if outcome == .updated || outcome == .rotated {
      members.append(Member("changedFields", .array(changed.map { .string($0) })))
    }
    if !warnings.isEmpty {
      members.append(Member("warnings", .array(warnings.map(\.document))))
    }
    return .object(members)
  }

  /// The result as a sentence for people.
  public var text: String {
    var text =
      switch outcome {
      case .created: "created \(name)"
      case .updated: "updated \(name) (r\(revision)): \(changed.joined(separator: ", "))"
      case .unchanged: "\(name) is as it should be already (r\(revision)); nothing changed"
      case .deleted: "deleted \(name); its history stays in git"
      case .resealed: "resealed \(name) (r\(revision))"
      case .madeDefault: "\(name) is now the default (r\(revision))"
      case .assigned: "assigned \(name) (r\(revision)) to \(projectsText)"
      case .renamed(let old): "renamed \(old) to \(name) (r\(revision))"
      case .restored: "restored \(name) (r\(revision))"
      case .rotated: "rotated \(name) (r\(revision)): \(changed.joined(separator: ", "))"
      }
    if let commit { text += " [\(commit.prefix(10))]" }
    if commit == nil, outcome != .unchanged { text += " (staged, not committed)" }
    return text + "\n"
  }

  /// What was done, in the words of Quave ONE.
  var message: String {
    switch outcome {
    case .created: "Credential created successfully"
    case .updated: "Credential updated successfully"
    case .unchanged: "No changes"
    case .deleted: "Credential deleted successfully"
    case .resealed: "Credential resealed successfully"
    case .madeDefault: "Default credential set successfully"
    case .assigned: "Projects assigned successfully"
    case .renamed: "Credential renamed successfully"
    case .restored: "Credential restored successfully"
    case .rotated: "Credential rotated successfully"
    }
  }

  private var projectsText: String {
    let projects = details.first { $0.key == "projects" }?.value.array ?? []
    return projects.isEmpty
      ? "no project" : projects.compactMap(\.string).joined(separator: ", ")
  }
}
