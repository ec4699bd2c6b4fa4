internal import Files
internal import Git

extension Workspace {
  /// Looks for secrets in clear in what has the name of a credential's file and is none.
  ///
  /// - Parameter report: Says which files those are, and takes what is found.
  /// - Throws: ``Failure`` with code `system` if git cannot read one.
  func addStraySecrets(to report: inout CheckReport) throws(Failure) {
    let paths = report.findings.compactMap { $0.rule == .damagedFile ? $0.file : nil }
    guard !paths.isEmpty else { return }
    let search = try SecretSearch(self)
    for path in Set(paths).sorted() {
      guard let text = try contents(ofStray: path, search.repository) else { continue }
      let answer = search.answer(to: text, path: path)
      if answer.isUnsearched { report.unsearched += 1 }
      report.findings += answer.secrets.map { $0.finding(in: path) }
    }
  }

  private func contents(ofStray path: String, _ repository: Repository) throws(Failure)
    -> [UInt8]?
  {
    do throws(GitError) {
      switch store.source {
      case .workTree:
        // A link or a folder has no text of its own.
        return try? FileReader.contents(
          of: "\(store.root)/\(path)", limit: 1 << 20, followsLink: false)
      case .index: return try repository.stagedContents(of: path)
      case .commit(let revision):
        return try repository.contents(of: path, at: repository.resolve(revision))
      }
    } catch {
      guard error.code == .notFound else { throw Failure(error) }
      return nil
    }
  }
}
