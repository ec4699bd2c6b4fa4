internal import Files
internal import Git

/// A report that was written.
public struct WrittenReport: Sendable {
  /// The page.
  public let html: String
  /// How many credentials are in it.
  public let credentials: Int
  /// How many findings are in it.
  public let findings: Int

  /// The result as `--json` prints it, for a report in a file.
  public func document(file: String) -> Node {
    .object([
      Member("file", .string(file)), Member("bytes", .int(html.utf8.count)),
      Member("credentials", .int(credentials)), Member("findings", .int(findings)),
    ])
  }

  /// The result for people.
  public func text(file: String) -> String {
    let count = credentials == 1 ? "1 credential" : "\(credentials) credentials"
    let found = findings == 1 ? "1 finding" : "\(findings) findings"
    return "wrote \(file): \(count), \(found)\n"
  }

  /// Writes the page to a file, for everybody to read.
  ///
  /// - Throws: ``Failure`` with code `system` if the file cannot be written.
  public func write(to file: String) throws(Failure) {
    let bytes = Array(html.utf8)
    do { try FileWriter.replace(file, with: bytes.span, permissions: 0o644) } catch {
      throw Failure(error)
    }
  }
}

extension Workspace {
  /// So many commits are shown.
  private static let shownCommits = 60

  /// Makes a page about the credentials that has no secret in it; needs no key.
  ///
  /// - Parameters:
  ///   - readingHistory: Whether the work tree's history is searched for values that former
  ///     members could read.
  ///   - now: The present.
  /// - Returns: The page.
  /// - Throws: ``Failure`` with code `system` if the store cannot be read.
  public func report(readingHistory: Bool = true, at now: Timestamp = .now) throws(Failure)
    -> WrittenReport
  {
    var check = try StoreCheck.run(store, opening: false, at: now)
    check.findings += try referenceFindings(unsearched: &check.unsearched)
    if readingHistory, store.source == .workTree { try addExposures(to: &check, opening: false) }
    let list = try list()
    let matrix = try store.accessMatrix()
    let counts = Dictionary(grouping: matrix.rows.compactMap(\.rule), by: { $0 }).mapValues(\.count)
    let (changes, problem) = try recentChanges()
    let configuration = store.configuration
    let folder = store.root.split(separator: "/").last.map(String.init) ?? store.root
    let contents = ReportContents(
      title: configuration.account?.name ?? configuration.account?.id ?? folder,
      source: try sourceText(), made: now, credentials: list.items.map(\.header),
      due: try due(at: now),
      members: configuration.members.map { ($0.name, $0.role.rawValue) },
      rules: matrix.rules.enumerated().map { index, rule in
        ReportContents.RuleLine(access: rule, credentials: counts[index] ?? 0)
      }, uses: try uses(), changes: changes, changesProblem: problem, check: check)
    return WrittenReport(
      html: try ReportPage.html(of: contents), credentials: contents.credentials.count,
      findings: check.findings.count { $0.rule != .unused })
  }

  private func uses() throws(Failure) -> [ReportContents.Use] {
    let list = try references(to: nil)
    return list.references.compactMap { reference in
      guard let name = reference.credentialID.flatMap({ list.names[$0] }) else { return nil }
      return ReportContents.Use(
        credential: name, group: reference.group.rawValue, user: reference.name,
        field: reference.field, file: reference.file, line: reference.position.line,
        confidence: reference.confidence.rawValue)
    }
  }

  private func sourceText() throws(Failure) -> String {
    let repository = try store.repository()
    do {
      let head = try repository.head()
      let branch = head.reference.map { reference in
        " on \(reference.hasPrefix("refs/heads/") ? String(reference.dropFirst(11)) : reference)"
      }
      let commit = head.commit.map { "commit \($0.abbreviated)\(branch ?? "")" } ?? "no commit yet"
      switch store.source {
      case .workTree: return "The work tree at \(commit)"
      case .index: return "What is staged after \(commit)"
      case .commit(let revision):
        return "Commit \(try repository.resolve(revision).abbreviated)"
      }
    } catch { throw Failure(error) }
  }

  private func recentChanges() throws(Failure) -> ([ReportContents.RecentChange], String?) {
    let repository = try store.repository()
    do {
      var start: ObjectID?
      if case .commit(let revision) = store.source { start = try repository.resolve(revision) }
      var commits: [ObjectID: HistoryEntry] = [:]
      var isCut = false
      for path in [store.configuration.store, Configuration.fileName, TypeFolder.path] {
        let history = try repository.history(of: path, from: start, limit: Self.shownCommits)
        for commit in history.commits { commits[commit.commit] = commit }
        isCut = isCut || history.reachedShallowBoundary
      }
      let newest = commits.values.sorted { one, other in
        let times = (one.committer.time, other.committer.time)
        return times.0 == times.1 ? one.commit < other.commit : times.0 > times.1
      }.prefix(Self.shownCommits)
      let changes = newest.map { commit in
        ReportContents.RecentChange(
          commit: commit.commit.description,
          date: Timestamp(secondsSince1970: commit.committer.time),
          author: commit.author.name, subject: commit.subject)
      }
      return (
        changes, isCut ? "This clone is shallow: 'git fetch --unshallow' brings the rest." : nil
      )
    } catch { throw Failure(error) }
  }
}
