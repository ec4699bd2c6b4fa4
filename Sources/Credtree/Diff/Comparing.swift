internal import Files
internal import Git

extension Workspace {
  /// Compares two states of a repository, and says where what changed is used.
  ///
  /// - Parameters:
  ///   - request: What is to be compared, and how far.
  ///   - findingUses: Whether the tracked files of the state after are searched for uses.
  /// - Returns: What differs.
  /// - Throws: As ``SemanticDiff/compute(_:)``.
  public static func diff(_ request: DiffRequest, findingUses: Bool) throws(Failure)
    -> SemanticDiff
  {
    var diff = try SemanticDiff.compute(request)
    guard findingUses, !diff.credentials.isEmpty else { return diff }
    do throws(Failure) {
      if let uses = try uses(of: diff, request) { diff.add(uses) }
    } catch {
      // The review of a broken repository must not fail with it, and must not look whole either.
      diff.add(usesProblem: error.message)
    }
    return diff
  }

  /// The uses of what differs, by id, or `nil` where the state after is nothing at all.
  private static func uses(of diff: SemanticDiff, _ request: DiffRequest) throws(Failure)
    -> [String: [CredentialUse]]?
  {
    let start = request.directory ?? EnvironmentVariable.text("CREDTREE_DIR") ?? "."
    let repository: Repository
    let range: RevisionRange
    do throws(GitError) {
      repository = try Repository(containing: start)
      range = try repository.range(request.range)
    } catch { throw Failure(error) }
    let source: Source
    switch range.to {
    case .commit(let commit?): source = .commit(commit.description)
    case .commit(nil): return nil
    case .index: source = .index
    case .workTree: source = request.staged ? .index : .workTree
    }
    let root = repository.workFolder ?? repository.gitFolder
    let workspace = try Workspace(
      root: root, source: source, identityFile: request.identityFile)
    let wanted = diff.credentials.compactMap { credential -> ReferencedCredential? in
      guard let id = credential.id, let name = credential.type else { return nil }
      let type = workspace.store.catalogue.type(named: name)
      return ReferencedCredential(
        id: id, name: credential.name, type: name, fields: type?.fields.map(\.id) ?? [],
        artifacts: type?.artifacts ?? [])
    }
    let scan = try workspace.referenceScan(for: wanted)
    let outputs = OutputReferences.all(in: workspace.store.configuration, to: wanted)
    var uses: [String: [CredentialUse]] = [:]
    for reference in scan.references + outputs where reference.confidence.isBlocking {
      guard let id = reference.credentialID else { continue }
      uses[id, default: []].append(
        CredentialUse(
          file: reference.file, line: reference.position.line, name: reference.name,
          field: reference.field))
    }
    return uses
  }
}
