internal import Git

extension Workspace {
  /// What `check` finds in the files around the credentials, in the source of the store.
  ///
  /// - Parameters:
  ///   - deleted: Credentials that are no longer there.
  ///   - formerOutputs: The outputs that they were in.
  ///   - forgiven: The names of credentials that are gone although they are in use.
  ///   - unsearched: Gets how many more files were not searched, being too large or no text.
  /// - Returns: Places that name nothing, or what was deleted, or a credential of the wrong type;
  ///   secrets in clear; and, as notes, credentials that nothing refers to.
  /// - Throws: ``Failure`` with code `system` if a file cannot be read, `invalid` for a rule that
  ///   is none.
  func referenceFindings(
    deleted: [ReferencedCredential] = [], formerOutputs: [Output] = [],
    forgiving forgiven: Set<String> = [], unsearched: inout Int
  ) throws(Failure) -> [Finding] {
    let credentials = try referencedCredentials(skippingDamaged: true)
    let all = credentials + deleted
    let scan = try referenceScan(
      for: all, lookingForSecrets: true, addingOutputs: formerOutputs)
    unsearched += scan.unsearchedFiles
    let outputs = OutputReferences.all(in: store.configuration, to: all)
    let references = scan.references + outputs
    let lost = Dictionary(
      deleted.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    var findings = danglingFindings(
      scan.dangling.filter { !forgiven.contains($0.value) }, among: credentials.map(\.name))
    findings += references.compactMap { reference in
      guard let name = reference.credentialID.flatMap({ lost[$0] }),
        reference.confidence.isBlocking
      else { return nil }
      return Finding(
        .deletedInUse,
        "\(name) was deleted and is still used here: remove this, or bring it back with "
          + "'credtree restore'", credential: name, field: reference.field, file: reference.file,
        at: reference.position)
    }
    findings += typeFindings(references, among: credentials)
    findings += scan.exposures.map {
      Finding(.plaintextSecret, $0.message, field: $0.field, file: $0.file, at: $0.position)
    }
    findings += unusedFindings(references, among: credentials, scan)
    return findings
  }

  func danglingFindings(_ dangling: [Reference], among names: [String]) -> [Finding] {
    dangling.map { reference in
      let near = NearNames.hint(for: reference.value, among: names)
      return Finding(
        .danglingReference, "there is no credential \(reference.value)\(near)",
        field: reference.field, file: reference.file, at: reference.position)
    }
  }

  func typeFindings(
    _ references: [Reference], among credentials: [ReferencedCredential]
  ) -> [Finding] {
    let known = Dictionary(credentials.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return references.compactMap { reference in
      guard !reference.expects.isEmpty, reference.confidence.isBlocking,
        let credential = reference.credentialID.flatMap({ known[$0] }),
        !reference.expects.contains(credential.type),
        !reference.expects.contains(where: credential.artifacts.contains)
      else { return nil }
      return Finding(
        .wrongType,
        "\(credential.name) is of type \(credential.type); \(reference.field) takes "
          + "\(reference.expects[0])", credential: credential.name, field: reference.field,
        file: reference.file, at: reference.position)
    }
  }

  /// The credentials that nothing refers to; none are named where everything is handed over.
  private func unusedFindings(
    _ references: [Reference], among credentials: [ReferencedCredential], _ scan: ReferenceScan
  ) -> [Finding] {
    guard scan.wildcards.isEmpty, scan.unreadable.isEmpty else { return [] }
    let used = Set(references.compactMap(\.credentialID))
    return credentials.filter { !used.contains($0.id) }.map { credential in
      Finding(
        .unused, "no tracked file and no output refers to it", credential: credential.name,
        file: store.path(of: credential.name))
    }
  }

  /// The credentials that a range deletes, unless its commits say why in spite of their use.
  static func deletedCredentials(
    in diff: SemanticDiff, range: String, _ repository: Repository, types: Catalogue, folder: String
  ) throws(Failure) -> [ReferencedCredential] {
    let removed = diff.credentials.filter { $0.change == .removed }
    guard !removed.isEmpty else { return [] }
    let ends: RevisionRange
    do { ends = try repository.range(range) } catch { throw Failure(error) }
    guard case .commit(let last?) = ends.to else { return [] }
    var former: ObjectID?
    if case .commit(let first) = ends.from { former = first }
    let excused = try excusedDeletions(from: former, to: last, repository, folder: folder)
    return removed.compactMap { change in
      guard let id = change.id, !excused.contains(id) else { return nil }
      let type = types.type(named: change.type ?? "")
      return ReferencedCredential(
        id: id, name: change.name, type: change.type ?? "",
        fields: type?.fields.map(\.id) ?? [], artifacts: type?.artifacts ?? [])
    }
  }

  /// The ids of credentials that commits delete or rename and say why in spite of their use.
  static func excusedDeletions(
    from former: ObjectID?, to last: ObjectID, _ repository: Repository, folder: String
  ) throws(Failure) -> Set<String> {
    var excused: Set<String> = []
    do {
      let commits = try repository.history(
        of: folder, from: last, excluding: former.map { [$0] } ?? []
      ).commits
      for commit in commits {
        let lines = commit.message.split(separator: "\n").map(String.init)
        guard lines.contains(where: { $0.hasPrefix("Credential-Unchecked: ") }) else { continue }
        for line in lines where line.hasPrefix("Credential-Id: ") {
          excused.insert(String(line.dropFirst("Credential-Id: ".count)))
        }
      }
    } catch { throw Failure(error) }
    return excused
  }
}
