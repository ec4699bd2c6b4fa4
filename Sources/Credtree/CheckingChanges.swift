internal import Git

/// The checks of hooks: what a commit or a push would bring.
extension Workspace {
  static func checkStaged(
    in directory: String?, _ identityFile: String?, opening: Bool
  ) throws(Failure) -> CheckReport {
    let root = try repositoryRoot(directory)
    let repository: Repository
    let head: ObjectID?
    do {
      repository = try Repository(containing: root)
      head = try repository.head().commit
      if try repository.staged(Configuration.fileName) == .absent, let head,
        try repository.blob(of: Configuration.fileName, at: head) != nil
      {
        return Self.withoutConfiguration
      }
    } catch { throw Failure(error) }
    guard !repository.isBare else {
      throw Failure(.system, "a bare repository has no index; give --range or --pre-receive")
    }
    let workspace = try Workspace(root: root, source: .index, identityFile: identityFile)
    return try workspace.check(since: head, opening: opening)
  }

  static func checkPush(
    _ references: [PushedReference], in directory: String?, _ identityFile: String?, opening: Bool,
    readingHistory: Bool
  ) throws(Failure) -> CheckReport {
    let root = try repositoryRoot(directory)
    let repository: Repository
    do { repository = try Repository(containing: root) } catch { throw Failure(error) }
    var report = CheckReport(findings: [])
    for reference in references {
      guard let (new, old) = try reference.commits(in: repository), new != old else { continue }
      let part = try checkPushed(
        new, since: old, repository, root, identityFile, opening: opening,
        readingHistory: readingHistory)
      report.findings += part.findings.filter { !report.findings.contains($0) }
      if let problem = part.historyProblem {
        (report.historyProblem, report.historySubject) = (problem, part.historySubject)
      }
      report.credentials += part.credentials
      report.opened += part.opened
    }
    return report
  }

  private static func checkPushed(
    _ new: ObjectID, since old: ObjectID?, _ repository: Repository, _ root: String,
    _ identityFile: String?, opening: Bool, readingHistory: Bool
  ) throws(Failure) -> CheckReport {
    do {
      let name = Configuration.fileName
      guard try repository.blob(of: name, at: new) != nil else {
        // Branches that keep no credentials, such as those of pages, are nothing to check.
        let had = try old.map { try repository.blob(of: name, at: $0) != nil } ?? false
        return had ? Self.withoutConfiguration : CheckReport(findings: [])
      }
    } catch let error as GitError {
      throw Failure(error)
    } catch { throw Failure(.internalError, "\(error)") }
    let workspace = try Workspace(
      root: root, source: .commit(new.description), identityFile: identityFile)
    var report = try workspace.check(since: old, opening: opening)
    if readingHistory { try workspace.addPlaintext(from: old, to: new, to: &report) }
    return report
  }

  private static let withoutConfiguration = CheckReport(findings: [
    Finding(
      .configuration, "it is removed, and with it everything that says who may read what",
      file: Configuration.fileName)
  ])

  /// Checks the state that the workspace reads, held against a commit before it.
  private func check(since former: ObjectID?, opening: Bool) throws(Failure) -> CheckReport {
    let change = try ChangeCheck.run(store, since: former, opening: opening)
    var report = change.report
    if change.isOfEverything || !change.lost.isEmpty {
      report.findings += try referenceFindings(of: change, since: former)
    } else {
      report.findings += try ChangedFiles(change.files, in: self).findings()
    }
    return report
  }

  /// What a change that touches names, types, or the policy does to references anywhere.
  private func referenceFindings(of change: ChangeCheck, since former: ObjectID?) throws(Failure)
    -> [Finding]
  {
    let removed = change.lost.filter { !$0.isRenamed }.map(\.header)
    let excused = try excusedDeletions(since: former)
    let deleted = removed.filter { !excused.contains($0.id) }.map(referenced)
    var before: Set<Finding> = []
    var formerOutputs: [Output] = []
    if let former,
      let old = try? Workspace(
        root: store.root, source: .commit(former.description), identityFile: nil)
    {
      formerOutputs = old.store.configuration.outputs
      before = Set((try? old.referenceFindings()) ?? [])
    }
    let files = Set(change.files.map(\.path))
    let forgiven = Set(removed.filter { excused.contains($0.id) }.map(\.name))
    return try referenceFindings(
      deleted: deleted, formerOutputs: formerOutputs, forgiving: forgiven
    ).filter { finding in
      if finding.rule == .unused { return false }
      if let file = finding.file, files.contains(file) { return true }
      return !before.contains(finding)
    }
  }

  /// The ids of what commits say is deleted in spite of its use.
  private func excusedDeletions(since former: ObjectID?) throws(Failure) -> Set<String> {
    // What is staged has no commit yet that could say so.
    guard case .commit(let revision) = store.source else { return [] }
    let repository = try store.repository()
    let last: ObjectID
    do { last = try repository.resolve(revision) } catch { throw Failure(error) }
    return try Self.excusedDeletions(
      from: former, to: last, repository, folder: store.configuration.store)
  }
}
