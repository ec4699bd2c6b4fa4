internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Git

extension HistoryJudge {
  /// Complains of a branch that was moved to another history and lost something on the way.
  ///
  /// What only the old history had is not a change of any commit in the new one, so nobody
  /// signed for taking it away.
  mutating func judgeMove(from old: ObjectID, to new: ObjectID) throws(Failure) {
    do {
      guard old != new, try !repository.commit(new, follows: old) else { return }
      var stores: Set<String> = []
      for commit in [old, new] {
        if let policy = try policies.written(in: commit) { stores.insert(policy.store) }
      }
      let bases = try repository.mergeBases(of: old, new)
      var lost: [String] = []
      let changes = try finder.changes(from: old, to: new, stores: stores).values
      for change in changes.sorted(by: { $0.path < $1.path }) {
        var origins: [ObjectID?] = []
        for base in bases { origins.append(try repository.blob(of: change.path, at: base)) }
        if let name = change.credential, let before = change.old, let after = change.new {
          let (was, isNow) = (
            revision(of: before, called: name), revision(of: after, called: name)
          )
          if let was, let isNow, isNow < was { lost.append(change.path) }
        } else if change.old != nil, origins.contains(change.new) {
          // The new history has it as it was before the old one changed it.
          lost.append(change.path)
        }
      }
      guard !lost.isEmpty, let commit = try repository.commitObject(new) else { return }
      report(
        .rolledBack, of: new, by: commit.author,
        "moves the branch from \(old.abbreviated) to a history without the changes of "
          + "\(lost.prefix(3).joined(separator: ", "))\(lost.count > 3 ? " and more" : ""); "
          + "rebase onto \(old.abbreviated), or delete the branch first",
        lost)
    } catch let error as GitError {
      throw Failure(error)
    } catch let failure as Failure {
      throw failure
    } catch { throw Failure(.internalError, "\(error)") }
  }

  private func revision(of blob: ObjectID, called name: String) -> Int? {
    guard let text = try? repository.contents(ofBlob: blob) else { return nil }
    return try? CredentialHeader(text.span, name: name).metadata.revision
  }
}
