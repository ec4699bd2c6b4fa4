internal import Credentials
internal import Files
internal import Git

/// The check that a transaction overwrites nothing that the user has not committed.
struct Preconditions {
  let repository: Repository
  let index: IndexCopy
  let journal: Journal
  let incorporated: Set<String>
  let resolutions: Set<String>

  /// Compares the index and the work tree with what the transaction began with.
  ///
  /// - Throws: `Failure` with code `conflict`, with every path that is in the way.
  func verify() throws(Failure) {
    let staged = index.staged(journal.entries.map(\.path))
    var problems: [(path: String, reason: String)] = []
    for (entry, state) in zip(journal.entries, staged) {
      if let reason = stagedProblem(of: entry, state) {
        problems.append((entry.path, reason))
      } else if let reason = try workTreeProblem(of: entry) {
        problems.append((entry.path, reason))
      }
    }
    guard let first = problems.first else { return }
    let more = problems.count > 1 ? " (and \(problems.count - 1) more)" : ""
    throw Failure(.conflict, "\(first.path) \(first.reason)\(more)")
  }

  private func stagedProblem(of entry: Journal.Entry, _ state: Staged) -> String? {
    switch state {
    case .conflicted:
      return resolutions.contains(entry.path) ? nil : "has an unresolved merge: resolve it first"
    case .intentToAdd:
      return incorporated.contains(entry.path)
        ? nil : "is about to be added by hand: commit it or run `git rm --cached` on it first"
    case _ where resolutions.contains(entry.path):
      return "has no unresolved merge any more: somebody else resolved it"
    case .absent where entry.base == nil || entry.new == nil: return nil
    case .blob(let blob) where blob == entry.base || blob == entry.new: return nil
    case .blob(let blob) where incorporated.contains(entry.path) && blob == entry.work: return nil
    case .absent, .blob:
      return "has staged changes: commit them, or unstage them with `git restore --staged`"
    }
  }

  private func workTreeProblem(of entry: Journal.Entry) throws(Failure) -> String? {
    let file = "\(journal.workFolder)/\(entry.path)"
    var folder = FileWriter.folder(of: file)
    while folder.utf8.count > journal.workFolder.utf8.count {
      if FileReader.isSymbolicLink(folder) { return "lies behind a symbolic link: remove the link" }
      folder = FileWriter.folder(of: folder)
    }
    let current = try reportingGit { () throws(GitError) in
      try repository.workTreeBlob(of: entry.path)
    }
    if current == nil, FileReader.exists(file) { return "is not a regular file: move it away" }
    if current == entry.work || current == entry.new { return nil }
    guard current != nil else {
      let isSparse = try reportingGit { () throws(GitError) in
        try repository.skippedFiles()[entry.path] != nil
      }
      return isSparse
        ? nil : "was deleted by hand: commit that, or bring it back with `git restore`"
    }
    return entry.base == nil
      ? "exists and is not committed: commit it or move it away first"
      : "has uncommitted changes: commit them, or undo them with `git restore`"
  }
}
