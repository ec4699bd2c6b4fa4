internal import Git
internal import References

/// Secrets in clear that a range brought into history, also where a later commit took them away.
extension Workspace {
  /// Larger files are not searched, in bytes; see ``ReferenceScanner/scan(_:path:)``.
  private static let sizeLimit = 1 << 20

  /// A file that a commit brought.
  private struct Brought: Hashable {
    let path: String
    let blob: ObjectID
  }

  /// Looks for secrets in clear in what each commit of a range brought and its end does not have.
  ///
  /// What the end has is checked with it. Only files that differ from those of every parent are
  /// read, each version once.
  ///
  /// - Parameters:
  ///   - former: The commit before the range, or `nil` where there is none.
  ///   - last: The last commit of the range.
  ///   - report: Where findings are added, the oldest commit's for each place.
  /// - Throws: ``Failure`` with code `system` if git cannot read something.
  func addPlaintext(from former: ObjectID?, to last: ObjectID, to report: inout CheckReport)
    throws(Failure)
  {
    let repository = try store.repository()
    let walk: RangeWalk
    do { walk = try repository.walk(from: last, excluding: former.map { [$0] } ?? []) } catch {
      throw Failure(error)
    }
    if walk.reachedShallowBoundary {
      report.historySubject = "secrets in clear in earlier commits of the range"
      report.historyProblem = "it goes beyond this shallow clone; run 'git fetch --unshallow'"
    }
    // The last one is what was checked.
    let commits = walk.commits.filter { $0 != last }.reversed()
    guard !commits.isEmpty else { return }
    let scanner: ReferenceScanner
    do {
      scanner = try ReferenceScanner(
        configuration: store.configuration, credentials: [], looksForSecrets: true)
    } catch {
      throw Failure(.invalid, "\(Configuration.fileName) is invalid", details: error.problems)
    }
    var known: Set<Brought> = []
    var places: Set<String> = []
    for commit in commits {
      for brought in try Self.files(broughtBy: commit, in: repository)
      where known.insert(brought).inserted {
        for finding in try findings(in: brought, by: commit, scanner, last, repository) {
          let place = [finding.rule.rawValue, finding.file ?? "", finding.field ?? ""]
          guard places.insert(place.joined(separator: "\n")).inserted else { continue }
          report.findings.append(finding)
        }
      }
    }
  }

  /// The files of a commit that none of its parents has so.
  private static func files(broughtBy commit: ObjectID, in repository: Repository)
    throws(Failure) -> [Brought]
  {
    do throws(GitError) {
      let parents = try repository.commitObject(commit)?.parents ?? []
      var files: [Brought] = []
      for (index, parent) in parents.enumerated() {
        // Behind the end of a shallow clone nothing is known; the report says so.
        guard try repository.commitObject(parent) != nil else { return [] }
        let changed = try repository.changes(from: parent, to: commit).compactMap { change in
          change.new.map { Brought(path: change.path, blob: $0) }
        }
        let unlike = Set(changed)
        files = index == 0 ? changed : files.filter { unlike.contains($0) }
      }
      guard parents.isEmpty else { return files }
      return try repository.changes(from: nil, to: commit).compactMap { change in
        change.new.map { Brought(path: change.path, blob: $0) }
      }
    } catch { throw Failure(error) }
  }

  private func findings(
    in file: Brought, by commit: ObjectID, _ scanner: ReferenceScanner, _ last: ObjectID,
    _ repository: Repository
  ) throws(Failure) -> [Finding] {
    let name = store.name(ofPath: file.path)
    guard name != nil || scanner.includes(file.path) else { return [] }
    let text: [UInt8]
    do throws(GitError) {
      if try repository.blob(of: file.path, at: last) == file.blob { return [] }
      // A submodule's commit is no file of this repository.
      guard try repository.size(ofBlob: file.blob) <= Self.sizeLimit else { return [] }
      text = try repository.contents(ofBlob: file.blob)
    } catch {
      guard error.code == .notFound else { throw Failure(error) }
      return []
    }
    let id = commit.description
    let history =
      "commit \(id.prefix(10)) has it, and with it everybody who fetches the branch: rotate it, and "
      + "make the branch anew without that commit"
    if let name {
      return PlaintextFields.of(text, in: store.catalogue).map { key, position in
        Finding(
          .secretInClear, "\(key) lay in clear: \(history)", credential: name, field: key,
          file: file.path, at: position, commit: id)
      }
    }
    return scanner.outcome(of: text.span, path: file.path).exposures.map {
      Finding(
        .plaintextSecret, "\($0.message); \(history)", field: $0.field, file: $0.file,
        at: $0.position, commit: id)
    }
  }
}
