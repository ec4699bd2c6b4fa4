public import Credentials
public import Documents
internal import Git

/// One recorded revision of a credential.
public struct Revision: Hashable, Sendable {
  /// The number, or `nil` for a commit that removed the file or left it unreadable.
  public let number: Int?
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
  /// The revisions of a credential on the current branch, newest first.
  ///
  /// - Throws: ``Failure`` with code `system` if git refuses, or history ends at the edge of a
  ///   shallow clone, where it might go on.
  public func history(of name: String) throws(Failure) -> [Revision] {
    let repository = try repository()
    do {
      guard let head = try repository.head().commit else { return [] }
      let history = try repository.history(of: path(of: name), from: head)
      guard !history.reachedShallowBoundary else {
        throw Failure(
          .system,
          "the history of \(name) goes beyond this shallow clone; "
            + "run 'git fetch --unshallow'")
      }
      var revisions: [Revision] = []
      for entry in history.commits {
        var number: Int?
        if let blob = entry.blob {
          let text = try repository.contents(ofBlob: blob)
          number = try? CredentialHeader(text.span, name: name).metadata.revision
        }
        revisions.append(
          Revision(
            number: number, commit: entry.commit.description,
            author: "\(entry.author.name) <\(entry.author.email)>",
            date: Timestamp(secondsSince1970: entry.author.time), subject: entry.subject,
            isDeletion: entry.blob == nil))
      }
      return revisions
    } catch let error as GitError {
      throw Failure(error)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.internalError, "\(error)")
    }
  }

  /// A credential as it was in an earlier revision on the current branch, opened.
  ///
  /// - Throws: ``Failure`` with code `not_found` if no commit has that revision, else as
  ///   ``credential(_:)``.
  public func credential(_ name: String, revision: Int) throws(Failure) -> OpenedCredential {
    guard let found = try history(of: name).first(where: { $0.number == revision }) else {
      throw Failure(
        .notFound, "\(name) has no revision \(revision); see 'credtree history \(name)'")
    }
    let repository = try repository()
    let text: [UInt8]?
    do {
      text = try repository.contents(
        of: path(of: name), at: try repository.resolve(found.commit))
    } catch { throw Failure(error) }
    guard let text else { throw Failure(.internalError, "revision \(revision) has no file") }
    return try CredentialFile(text.span, name: name)
      .open(with: try keyRing(), configuration: configuration).credential(in: catalogue)
  }
}
