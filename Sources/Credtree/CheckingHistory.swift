internal import Git

/// Secrets in clear that a range brought into history, also where a later commit took them away.
extension Workspace {
  /// Looks for secrets in clear in what each commit of a range brought and its end does not have.
  ///
  /// What the end has is checked with it. Only files that differ from those of every parent are
  /// read, each version once. What a parent or the start of the range has in the same file, or in
  /// one that the commit removes, is not brought by it.
  ///
  /// - Parameters:
  ///   - former: The commit before the range, or `nil` where there is none.
  ///   - last: The last commit of the range.
  ///   - search: How a file is looked into.
  ///   - report: Where findings are added, the oldest commit's for each secret of a file.
  /// - Throws: ``Failure`` with code `system` if git cannot read something.
  func addPlaintext(
    from former: ObjectID?, to last: ObjectID, by search: inout SecretSearch,
    to report: inout CheckReport
  ) throws(Failure) {
    let repository = search.repository
    let walk: RangeWalk
    do { walk = try repository.walk(from: last, excluding: former.map { [$0] } ?? []) } catch {
      throw Failure(error)
    }
    if walk.reachedShallowBoundary {
      report.historySubject = "secrets in clear in earlier commits of the range"
      report.historyProblem = "it goes beyond this shallow clone; run 'git fetch --unshallow'"
    }
    var told: [String: Set<Int>] = [:]
    var unsearched: Set<SecretSearch.Version> = []
    // The last one is what was checked.
    for commit in walk.commits.reversed() where commit != last {
      let brought = try CommitFiles(of: commit, in: repository)
      for (version, before) in brought.files {
        let path = version.path
        let isLast: Bool
        do { isLast = try repository.blob(of: path, at: last) == version.blob } catch {
          throw Failure(error)
        }
        guard !isLast else { continue }
        let answer = try search.answer(about: version)
        if answer.isUnsearched { unsearched.insert(version) }
        guard !answer.secrets.isEmpty else { continue }
        var known = told[path] ?? []
        for old in before + brought.removed { try known.formUnion(search.marks(of: old)) }
        try known.formUnion(marks(of: path, at: former, by: &search))
        for secret in answer.secrets where !secret.marks.isSubset(of: known) {
          told[path, default: []].formUnion(secret.marks)
          let id = commit.description
          report.findings.append(
            secret.finding(
              in: path,
              saying:
                "\(secret.separator) commit \(id.prefix(10)) has it, and with it everybody who "
                + "fetches the branch: rotate it, and make the branch anew without that commit",
              commit: id))
        }
      }
    }
    report.unsearched += unsearched.count
  }

  /// Adds the secrets of the end of a range that only the range itself hides from the search.
  ///
  /// - Throws: ``Failure`` with code `system` if git cannot read something.
  func addHidden(
    from former: ObjectID?, to last: ObjectID, by search: inout SecretSearch,
    to report: inout CheckReport
  ) throws(Failure) {
    guard search.isEased else { return }
    let files: [(path: String, blob: ObjectID)]
    do { files = try search.repository.files(under: "", at: last) } catch { throw Failure(error) }
    let places = Set(report.findings.map { [$0.rule.rawValue, $0.place ?? ""] })
    for file in files where search.isHidden(file.path) {
      let secrets = try search.answer(
        about: SecretSearch.Version(path: file.path, blob: file.blob)
      ).secrets
      guard !secrets.isEmpty else { continue }
      let known = try marks(of: file.path, at: former, by: &search)
      for secret in secrets where !secret.marks.isSubset(of: known) {
        let finding = secret.finding(
          in: file.path,
          saying: "; that 'references' in \(Configuration.fileName) leaves it out does not count "
            + "in the change that says so")
        guard !places.contains([finding.rule.rawValue, finding.place ?? ""]) else { continue }
        report.findings.append(finding)
      }
    }
  }

  private func marks(
    of path: String, at commit: ObjectID?, by search: inout SecretSearch
  ) throws(Failure) -> Set<Int> {
    guard let commit else { return [] }
    let blob: ObjectID?
    do { blob = try search.repository.blob(of: path, at: commit) } catch { throw Failure(error) }
    guard let blob else { return [] }
    return try search.marks(of: SecretSearch.Version(path: path, blob: blob))
  }
}

extension ClearSecret {
  /// What stands between its message and more words.
  fileprivate var separator: String { rule == .secretInClear ? ":" : ";" }
}

/// The files that a commit brought, and what was there before.
private struct CommitFiles {
  /// The versions that no parent has, each with those of the same path that the parents have.
  var files: [(version: SecretSearch.Version, before: [SecretSearch.Version])] = []
  /// The files that are gone, from which others may have been moved.
  var removed: [SecretSearch.Version] = []

  init(of commit: ObjectID, in repository: Repository) throws(Failure) {
    do throws(GitError) {
      let parents = try repository.commitObject(commit)?.parents ?? []
      for parent in parents {
        // Behind the end of a shallow clone nothing is known; the report says so.
        guard try repository.commitObject(parent) != nil else { return }
      }
      var count: [SecretSearch.Version: Int] = [:]
      var before: [SecretSearch.Version: [SecretSearch.Version]] = [:]
      var order: [SecretSearch.Version] = []
      for parent in parents.isEmpty ? [nil] : parents.map(Optional.some) {
        for change in try repository.changes(from: parent, to: commit) {
          let old = change.old.map { SecretSearch.Version(path: change.path, blob: $0) }
          guard let blob = change.new else {
            if let old { removed.append(old) }
            continue
          }
          let version = SecretSearch.Version(path: change.path, blob: blob)
          if count[version] == nil { order.append(version) }
          count[version, default: 0] += 1
          if let old { before[version, default: []].append(old) }
        }
      }
      let all = max(parents.count, 1)
      files = order.filter { count[$0] == all }.map { ($0, before[$0] ?? []) }
    } catch { throw Failure(error) }
  }
}
