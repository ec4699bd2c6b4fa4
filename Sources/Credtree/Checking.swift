internal import Files
internal import Git

extension Workspace {
  /// What a check looks at.
  public enum CheckScope: Hashable, Sendable {
    /// The work tree, a commit, or the index.
    case state(Source)
    /// The second commit of a range `A..B` or `A...B`, and what changed since the first.
    case range(String)
    /// What is staged and would be committed, held against `HEAD`.
    case staged
    /// What a push brings, as git tells it to a `pre-receive` hook: a line `OLD NEW REFERENCE` each.
    case push(String)
    /// What is about to be pushed, as git tells it to a `pre-push` hook: a line
    /// `REFERENCE NEW REMOTE-REFERENCE OLD` each.
    case outgoing(String)
  }

  /// Checks a repository's credentials; needs no key, and for a range no work tree.
  ///
  /// - Parameters:
  ///   - directory: A folder of the repository; `nil` as for ``init(directory:identityFile:source:)``.
  ///   - identityFile: One more file to look for identities in.
  ///   - scope: What is looked at.
  ///   - opening: Whether files are opened with the identities at hand.
  ///   - readingHistory: Whether the work tree's history is searched for values that former
  ///     members could read, and the commits of a range or a push for secrets in clear.
  /// - Returns: What was found; problems of `credtree.yaml` among it.
  /// - Throws: ``Failure`` with code `usage` for a range that has not two sides, `not_found` for
  ///   a revision that does not exist, `system` if the repository cannot be read.
  public static func check(
    in directory: String?, identityFile: String?, scope: CheckScope, opening: Bool,
    readingHistory: Bool = true
  ) throws(Failure) -> CheckReport {
    do throws(Failure) {
      switch scope {
      case .state(let source):
        let workspace = try Workspace(
          directory: directory, identityFile: identityFile, source: source)
        var report = try StoreCheck.run(workspace.store, opening: opening)
        report.findings += try workspace.referenceFindings()
        if source == .workTree, readingHistory {
          try workspace.addExposures(to: &report, opening: opening)
        }
        if source == .workTree { try workspace.addSkippedFiles(to: &report) }
        return report
      case .range(let range):
        return try check(
          range, in: directory, identityFile: identityFile, opening: opening,
          readingHistory: readingHistory)
      case .staged: return try checkStaged(in: directory, identityFile, opening: opening)
      case .push(let lines):
        return try checkPush(
          PushedReference.received(lines), in: directory, identityFile, opening: opening,
          readingHistory: readingHistory)
      case .outgoing(let lines):
        return try checkPush(
          PushedReference.outgoing(lines), in: directory, identityFile, opening: opening,
          readingHistory: readingHistory)
      }
    } catch {
      guard error.code == .invalid, !error.details.isEmpty,
        error.details.allSatisfy({ $0.file == Configuration.fileName })
      else { throw error }
      return CheckReport(
        findings: error.details.map {
          Finding(.configuration, $0.message, field: $0.field, file: $0.file, at: $0.position)
        })
    }
  }

  /// Says that the work tree has not all credentials, so that a check of it claims no more.
  private func addSkippedFiles(to report: inout CheckReport) throws(Failure) {
    let folder = store.configuration.store
    let root = store.root
    let repository = try store.repository()
    // What is wrong with the index, git says wherever it is needed.
    let paths = ((try? repository.skippedFiles(under: folder)) ?? [:]).keys
    let count = paths.count { $0.hasSuffix(".json") && !FileReader.exists("\(root)/\($0)") }
    guard count > 0 else { return }
    report.historySubject = "credentials that this sparse checkout leaves out"
    report.historyProblem =
      "\(count) of them; run 'git sparse-checkout add \(folder)', or check '--rev HEAD'"
    report.isHistoryOptional = false
  }

  /// The root of the work tree, or the git folder of a bare repository.
  static func repositoryRoot(_ directory: String?) throws(Failure) -> String {
    do {
      let repository = try Repository(
        containing: directory ?? EnvironmentVariable.text("CREDTREE_DIR") ?? ".")
      return repository.workFolder ?? repository.gitFolder
    } catch { throw Failure(error) }
  }

  private static func check(
    _ range: String, in directory: String?, identityFile: String?, opening: Bool,
    readingHistory: Bool
  ) throws(Failure) -> CheckReport {
    guard let dots = range.firstRange(of: "...") ?? range.firstRange(of: "..") else {
      throw Failure(.usage, "--range takes two commits: A..B, or A...B")
    }
    let end = range[dots.upperBound...]
    let root = try repositoryRoot(directory)
    let workspace = try Workspace(
      root: root, source: .commit(end.isEmpty ? "HEAD" : String(end)), identityFile: identityFile)
    let store = workspace.store
    let diff = try SemanticDiff.compute(in: directory, range: range, staged: false)
    var report = try StoreCheck.run(store, opening: opening)
    report.findings += RangeCheck.findings(in: diff, folder: store.configuration.store)
    let deleted = try deletedCredentials(
      in: diff, range: range, try store.repository(), types: store.catalogue,
      folder: store.configuration.store)
    let start = range[..<dots.lowerBound]
    // What it was before may not be a store at all.
    let former = try? Store(
      root: root, source: .commit(start.isEmpty ? "HEAD" : String(start)),
      identityFile: identityFile)
    report.findings += try workspace.referenceFindings(
      deleted: deleted, formerOutputs: former?.configuration.outputs ?? [])
    if readingHistory {
      let repository = try store.repository()
      let ends: RevisionRange
      do { ends = try repository.range(range) } catch { throw Failure(error) }
      if case .commit(let from) = ends.from, case .commit(let to?) = ends.to {
        try workspace.addPlaintext(from: from, to: to, to: &report)
      }
    }
    return report
  }
}
