internal import Git

/// Where credentials are used, as it is shown.
public struct ReferenceList: Sendable {
  /// The references, in the order of files and lines.
  public let references: [Reference]
  /// Places that stand for every credential, such as `secrets: inherit`.
  public var wildcards: [Reference] = []
  /// Files that are not what their names say; they were searched as text.
  public var problems: [Problem] = []
  /// Tracked files that could not be read, in which there may be more.
  public var unreadableFiles: [String] = []
  /// The names of the credentials, by their ids.
  public var names: [String: String] = [:]

  /// Whether they are those of all credentials.
  public var isOfAll = false

  /// Whether there is none.
  public var isEmpty: Bool { references.isEmpty }

  /// Those that keep a credential from being deleted; `strict` counts them all.
  func thatBlock(strict: Bool) -> ReferenceList {
    ReferenceList(
      references: references.filter { strict || $0.confidence.isBlocking }
        + (strict ? wildcards : []), unreadableFiles: unreadableFiles)
  }

  /// The member `references` of JSON answers.
  var members: [Member] { [Member("references", ReferenceReport.grouped(references))] }

  /// The references as `--json` prints them.
  public var document: Node { document() }

  /// The references as `--json` prints them; `explains` adds how each was found.
  public func document(explains: Bool = false) -> Node {
    let detail = ReferenceReport.Detail(names: isOfAll ? names : nil, explains: explains)
    var members = [Member("references", ReferenceReport.grouped(references, detail))]
    if !wildcards.isEmpty {
      members.append(Member("wildcards", ReferenceReport.grouped(wildcards, detail)))
    }
    if !problems.isEmpty {
      members.append(Member("parseErrors", .array(problems.map(\.document))))
    }
    return .object(members)
  }

  /// The references for people: a line each, as compilers and grep write places.
  public var text: String { text() }

  /// The references for people, group by group; a table of all credentials' references.
  public func text(explains: Bool = false) -> String {
    guard !isEmpty else { return "no tracked file refers to \(isOfAll ? "any" : "it")\n" }
    let grouped = Reference.Group.allCases.flatMap { group in
      references.filter { $0.group == group }
    }
    if isOfAll, !explains { return table(of: grouped) }
    return grouped.map { reference in
      let sure = reference.confidence == .certain ? "" : " (\(reference.confidence.rawValue))"
      let line =
        VisibleText.line(
          "\(Self.place(of: reference)): \(reference.group.rawValue) \(reference.name): "
            + "\(reference.field) = \(reference.value)\(sure)") + "\n"
      return explains ? line + explanation(of: reference) : line
    }.joined()
  }

  private func explanation(of reference: Reference) -> String {
    let name = reference.credentialID.map { names[$0] ?? $0 } ?? "every credential"
    return "  rule \(reference.rule) looks for \(reference.ruleText)\n"
      + "  \(reference.value), a \(reference.refType), leads to \(name) by \(reference.via)\n"
  }

  private func table(of references: [Reference]) -> String {
    let rows = references.sorted { one, other in
      (names[one.credentialID ?? ""] ?? "") < (names[other.credentialID ?? ""] ?? "")
    }.map { reference in
      [
        names[reference.credentialID ?? ""] ?? "", reference.group.rawValue, reference.name,
        reference.field, reference.confidence.rawValue, Self.place(of: reference),
      ]
    }
    return TextTable(
      header: ["CREDENTIAL", "GROUP", "USED BY", "FIELD", "CONFIDENCE", "PLACE"], rows: rows
    ).text
  }

  private static func place(of reference: Reference) -> String {
    let branch = reference.branch.map { "\($0):" } ?? ""
    return "\(branch)\(reference.file):\(reference.position.line):\(reference.position.column)"
  }

  /// The references as a graph in the language of Graphviz.
  public var dot: String { ReferenceGraph(references, names: names).dot }
  /// The references as a graph in the language of Mermaid.
  public var mermaid: String { ReferenceGraph(references, names: names).mermaid }
}

extension Workspace {
  /// Finds where a credential is used, or all of them, in the tracked files of the work tree.
  ///
  /// - Parameters:
  ///   - reference: A name, an id, or the start of an id; `nil` for every credential.
  ///   - allBranches: Whether the commits of all branches are searched as well.
  /// - Returns: The references.
  /// - Throws: ``Failure`` with code `not_found` or `ambiguous`, `system` if git refuses.
  public func references(
    to reference: String?, allBranches: Bool = false
  ) throws(Failure) -> ReferenceList {
    var wanted: String?
    if let reference { wanted = try store.header(try store.resolve(reference))?.id }
    let kept = try keptScan()
    var scan: ReferenceScan
    if let kept { scan = kept } else { scan = try newScan() }
    if allBranches { scan.add(try branchScan()) }
    return ReferenceList(
      references: scan.references.filter { wanted == nil || $0.credentialID == wanted },
      wildcards: scan.wildcards,
      problems: scan.problems.map { Problem($0.message, file: $0.file, at: $0.position) },
      unreadableFiles: scan.unreadable, names: scan.names, isOfAll: wanted == nil)
  }

  /// The answer that was kept for a commit, whose tree says all that matters.
  private func keptScan() throws(Failure) -> ReferenceScan? {
    guard let tree = try committedTree() else { return nil }
    return ReferenceScan.kept(for: tree, of: try store.repository())
  }

  private func newScan() throws(Failure) -> ReferenceScan {
    // All of them are looked for: a place may fit one credential loosely and another exactly.
    let credentials = try referencedCredentials()
    var scan = try referenceScan(for: credentials)
    scan.add(
      uses: OutputReferences.all(in: store.configuration, to: credentials),
      names: credentials.map { ($0.id, $0.name) })
    if let tree = try committedTree() { scan.keep(for: tree, of: try store.repository()) }
    return scan
  }

  /// The tree that the store reads from, where it reads from a commit.
  private func committedTree() throws(Failure) -> ObjectID? {
    guard case .commit(let revision) = store.source else { return nil }
    let repository = try store.repository()
    do throws(GitError) {
      let commit = try repository.resolve(revision)
      return try repository.tree(of: commit)
    } catch { throw Failure(error) }
  }

  /// Everything in the tracked files that names one of these, in the source of the store.
  func referenceScan(
    for credentials: [ReferencedCredential], lookingForSecrets: Bool = false,
    addingOutputs formerOutputs: [Output] = []
  ) throws(Failure) -> ReferenceScan {
    var configuration = store.configuration
    configuration.outputs += formerOutputs.filter { !configuration.outputs.contains($0) }
    do {
      let scanner = try ReferenceScanner(
        configuration: configuration, credentials: credentials,
        looksForSecrets: lookingForSecrets)
      let repository = try store.repository()
      switch store.source {
      case .workTree: return try ReferenceScan.workTree(of: repository, with: scanner)
      case .index: return try ReferenceScan.index(of: repository, with: scanner)
      case .commit(let revision):
        return try ReferenceScan.commit(
          try repository.resolve(revision), of: repository, with: scanner)
      }
    } catch let failure as Failure {
      throw failure
    } catch let error as ConfigurationError {
      throw Failure(
        .invalid, "\(Configuration.fileName) is invalid", details: error.problems)
    } catch {
      throw Failure(.system, "the tracked files cannot be read: \(error)")
    }
  }

  /// What the other branches have that the source of the store has not.
  private func branchScan() throws(Failure) -> ReferenceScan {
    let credentials = try referencedCredentials()
    do {
      let scanner = try ReferenceScanner(
        configuration: store.configuration, credentials: credentials)
      let repository = try store.repository()
      var scan = ReferenceScan()
      var seen: Set<ObjectID> = []
      for branch in try repository.branches() {
        let tree = try repository.tree(of: branch.commit)
        guard seen.insert(tree).inserted else { continue }
        let kept = ReferenceScan.kept(for: tree, of: repository, question: scanner.fingerprint)
        let found = try kept ?? ReferenceScan.commit(tree, of: repository, with: scanner)
        if kept == nil { found.keep(for: tree, of: repository, question: scanner.fingerprint) }
        scan.add(found, of: branch.name)
      }
      return scan
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.system, "the branches cannot be read: \(error)")
    }
  }

  /// What references can name; where asked for, without the files that are no credential files.
  func referencedCredentials(skippingDamaged: Bool = false) throws(Failure)
    -> [ReferencedCredential]
  {
    let query = CredentialQuery()
    let headers =
      skippingDamaged
      ? try list(query).items.map(\.header) : try headers(matching: CredentialFilter())
    return headers.map(referenced)
  }

  /// What references can name of one credential.
  func referenced(_ header: CredentialHeader) -> ReferencedCredential {
    let type = store.catalogue.type(named: header.metadata.type)
    return ReferencedCredential(
      id: header.id, name: header.name, type: header.metadata.type,
      fields: type?.fields.map(\.id) ?? [], artifacts: type?.artifacts ?? [],
      projects: header.metadata.projects, provider: header.metadata.provider,
      hosts: header.hosts(of: type),
      isDefaultRegistry: header.metadata.isDefault && type?.isRegistryLogin ?? false)
  }
}
