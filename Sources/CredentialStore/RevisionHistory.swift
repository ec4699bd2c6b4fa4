internal import Configuration
public import Credentials
public import Documents
internal import Git

/// One recorded revision of a credential.
public struct Revision: Hashable, Sendable {
  /// The number, or `nil` for a commit that removed the file or left it unreadable.
  public let number: Int?
  /// The credential's identity, or `nil` where there is no number.
  public let credentialID: String?
  /// The name that the credential had.
  public let name: String
  /// The commit.
  public let commit: String
  /// Who made the change.
  public let author: String
  /// When.
  public let date: Timestamp
  /// The commit's subject.
  public let subject: String
  /// Whether the commit removed the credential.
  public let isDeletion: Bool
}

extension Store {
  /// The revisions of a credential on the current branch, newest first, under all its names.
  ///
  /// Those of another credential that had the name before are among them.
  ///
  /// - Throws: ``Failure`` with code `system` if git refuses, or history ends at the edge of a
  ///   shallow clone, where it might go on.
  public func history(of name: String) throws(Failure) -> [Revision] {
    let repository = try repository()
    guard let head = try reportingGit({ () throws(GitError) in try repository.head().commit })
    else { return [] }
    let history = try reportingGit { () throws(GitError) in
      try repository.history(of: path(of: name), from: head)
    }
    guard !history.reachedShallowBoundary else { throw Self.shallow(name) }
    var revisions: [Revision] = []
    for entry in history.commits {
      let metadata = try metadata(ofBlob: entry.blob, named: name, in: repository)
      revisions.append(Revision(entry, of: name, metadata: metadata))
    }
    for (index, entry) in history.commits.enumerated() {
      guard let id = revisions[index].credentialID else { continue }
      let isIntroduction =
        index + 1 == revisions.count || revisions[index + 1].isDeletion
        || (revisions[index + 1].credentialID.map { $0 != id } ?? false)
      guard isIntroduction, let parent = entry.parents.first,
        try oldName(of: id, in: entry.commit, after: parent, repository) != nil
      else { continue }
      // What was there before is in another file, which may have been changed on a branch that
      // knew nothing of the rename.
      let later = revisions[..<index].filter { $0.credentialID != id }
      return try underAllNames(id, called: name, from: head, keeping: Array(later), repository)
    }
    return revisions
  }

  private static func shallow(_ name: String) -> Failure {
    Failure(
      .system,
      "the history of \(name) goes beyond this shallow clone; run 'git fetch --unshallow'")
  }

  /// The revisions of a credential that was renamed, and what is known of its present name
  /// besides, such as that it was deleted.
  private func underAllNames(
    _ id: String, called name: String, from head: ObjectID, keeping kept: [Revision],
    _ repository: Repository
  ) throws(Failure) -> [Revision] {
    let trail = try CredentialTrail(
      of: id, called: name, under: configuration.store, from: head, in: repository)
    guard !trail.walk.reachedShallowBoundary else { throw Self.shallow(name) }
    let known = Dictionary(kept.map { ($0.commit, $0) }) { first, _ in first }
    var revisions: [Revision] = []
    for commit in trail.walk.commits {
      if let revision = known[commit.description] {
        revisions.append(revision)
      } else if let revision = try revision(of: id, among: trail.names, in: commit, repository) {
        revisions.append(revision)
      }
    }
    return revisions
  }

  /// What a commit made of a credential that has one of these names, or `nil` for nothing.
  private func revision(
    of id: String, among names: [String], in commit: ObjectID, _ repository: Repository
  ) throws(Failure) -> Revision? {
    var deletion: Revision?
    for name in names {
      let path = path(of: name)
      let (entry, former) = try reportingGit { () throws(GitError) in
        let entry = try repository.commit(commit, path: path)
        var former: [ObjectID?] = []
        for parent in entry.parents { former.append(try repository.blob(of: path, at: parent)) }
        return (entry, former)
      }
      guard !former.contains(entry.blob) else { continue }
      let metadata = try metadata(ofBlob: entry.blob, named: name, in: repository)
      if metadata?.id == id { return Revision(entry, of: name, metadata: metadata) }
      guard entry.blob == nil else { continue }
      for blob in former {
        let former = try self.metadata(ofBlob: blob, named: name, in: repository)
        if former?.id == id { deletion = Revision(entry, of: name, metadata: nil) }
      }
    }
    return deletion
  }

  /// The name that a commit took from a credential, if it renamed it.
  private func oldName(
    of id: String, in commit: ObjectID, after parent: ObjectID, _ repository: Repository
  ) throws(Failure) -> String? {
    let changes = try reportingGit { () throws(GitError) in
      try repository.changes(from: parent, to: commit, under: configuration.store)
    }
    for change in changes where change.kind == .deleted {
      guard let name = self.name(ofPath: change.path) else { continue }
      let metadata = try metadata(ofBlob: change.old, named: name, in: repository)
      if metadata?.id == id { return name }
    }
    return nil
  }

  /// The name of the credential whose file has a path, or `nil` for any other file.
  public func name(ofPath path: String) -> String? {
    let prefix = configuration.store + "/"
    guard path.hasPrefix(prefix), path.hasSuffix(".json") else { return nil }
    return String(path.dropFirst(prefix.utf8.count).dropLast(5))
  }

  private func metadata(ofBlob blob: ObjectID?, named name: String, in repository: Repository)
    throws(Failure) -> CredentialMetadata?
  {
    guard let blob else { return nil }
    let text = try reportingGit { () throws(GitError) in try repository.contents(ofBlob: blob) }
    return try? CredentialHeader(text.span, name: name).metadata
  }

  /// A credential as it was in an earlier revision on the current branch, opened.
  ///
  /// - Throws: ``Failure`` with code `not_found` if no commit has that revision, else as
  ///   ``credential(_:)``.
  public func credential(_ name: String, revision: Int) throws(Failure) -> OpenedCredential {
    let history = try history(of: name)
    let id = history.lazy.compactMap(\.credentialID).first
    return try open(try Self.revision(revision, of: id, in: history, called: name))
      .credential(in: catalogue)
  }

  /// The newest commit of a revision.
  static func revision(
    _ number: Int, of id: String?, in history: [Revision], called name: String
  ) throws(Failure) -> Revision {
    guard let found = history.first(where: { $0.number == number && $0.credentialID == id })
    else {
      throw Failure(
        .notFound, "\(name) has no revision \(number); see 'credtree history \(name)'")
    }
    return found
  }

  /// Opens the file that a revision has.
  func open(_ revision: Revision) throws(Failure) -> OpenedFile {
    let repository = try repository()
    let text: [UInt8]?
    do {
      text = try repository.contents(
        of: path(of: revision.name), at: try repository.resolve(revision.commit))
    } catch { throw Failure(error) }
    guard let text else { throw Failure(.internalError, "\(revision.commit) has no such file") }
    return try CredentialFile(text.span, name: revision.name)
      .open(with: try keyRing(), configuration: configuration)
  }
}

extension Revision {
  fileprivate init(_ entry: HistoryEntry, of name: String, metadata: CredentialMetadata?) {
    number = metadata?.revision
    credentialID = metadata?.id
    self.name = name
    commit = entry.commit.description
    author = "\(entry.author.name) <\(entry.author.email)>"
    date = Timestamp(secondsSince1970: entry.author.time)
    subject = entry.subject
    isDeletion = entry.blob == nil
  }
}
