internal import Configuration
public import Credentials
public import Documents
internal import Git

/// A credential that the current branch had and has no longer.
public struct DeletedCredential: Hashable, Sendable {
  /// Its readable part as it was last.
  public let header: CredentialHeader
  /// The commit that deleted it.
  public let commit: String
  /// When.
  public let deletedAt: Timestamp
  /// Who did.
  public let deletedBy: String
  /// The commit before, which still has it.
  let lastCommit: String
}

extension Store {
  /// The credentials that the current branch had and has no longer, the last deleted one first.
  ///
  /// One that was renamed or restored is not deleted.
  ///
  /// - Throws: ``Failure`` with code `system` if git refuses, or history ends at the edge of a
  ///   shallow clone, where there may be more.
  public func deletedCredentials() throws(Failure) -> [DeletedCredential] {
    let repository = try repository()
    let history: History
    do { history = try repository.history(of: configuration.store) } catch { throw Failure(error) }
    guard !history.reachedShallowBoundary else {
      throw Failure(
        .system,
        "more may have been deleted beyond this shallow clone; run 'git fetch --unshallow'")
    }
    var known: Set<String> = []
    for name in try reader.names() {
      if let header = try? header(name) { known.insert(header.id) }
    }
    var deleted: [DeletedCredential] = []
    for entry in history.commits {
      guard let parent = entry.parents.first else { continue }
      let found = try deletions(in: entry, after: parent, repository)
      // A renaming takes the old path away as well, and deletes nothing.
      for header in found where known.insert(header.id).inserted {
        deleted.append(
          DeletedCredential(
            header: header, commit: entry.commit.description,
            deletedAt: Timestamp(secondsSince1970: entry.author.time),
            deletedBy: "\(entry.author.name) <\(entry.author.email)>",
            lastCommit: parent.description))
      }
    }
    return deleted
  }

  private func deletions(in entry: HistoryEntry, after parent: ObjectID, _ repository: Repository)
    throws(Failure) -> [CredentialHeader]
  {
    do {
      var headers: [CredentialHeader] = []
      let changes = try repository.changes(
        from: parent, to: entry.commit, under: configuration.store)
      for change in changes where change.kind == .deleted {
        guard let blob = change.old, let name = name(ofPath: change.path) else { continue }
        let text = try repository.contents(ofBlob: blob)
        if let header = try? CredentialHeader(text.span, name: name) { headers.append(header) }
      }
      return headers
    } catch { throw Failure(error) }
  }

  /// The deleted credential that a user means.
  ///
  /// - Throws: ``Failure`` with code `not_found` or `ambiguous`.
  func deletedCredential(_ reference: String) throws(Failure) -> DeletedCredential {
    let deleted = try deletedCredentials()
    if let found = deleted.first(where: { $0.header.name == reference }) { return found }
    let matches =
      reference.utf8.count < CredentialID.shortestPrefix
      ? [] : deleted.filter { $0.header.id.hasPrefix(reference) }
    guard let found = matches.first else {
      throw Failure(
        .notFound, "no such credential has been deleted; 'credtree list --deleted' shows which have"
      )
    }
    guard matches.count == 1 else {
      let names = matches.map(\.header.name).joined(separator: ", ")
      throw Failure(.ambiguous, "the ids of \(names) start with that; give more of the id")
    }
    return found
  }
}
