/// A credential's revisions, as they are shown.
public struct CredentialHistory: Sendable {
  /// The credential's name.
  public let name: String
  /// The revisions, newest first.
  public let revisions: [Revision]

  /// The history as `--json` prints it.
  public var document: Node {
    .object([
      Member("name", .string(name)),
      Member("history", .array(revisions.map { $0.document(of: name) })),
    ])
  }

  /// The history as a table for people.
  public var text: String {
    guard !revisions.isEmpty else { return "\(name) is not committed yet\n" }
    let rows = revisions.map { revision in
      [
        revision.isDeletion ? "-" : revision.number.map { "r\($0)" } ?? "?",
        String(revision.commit.prefix(10)), revision.date.description, revision.author,
        revision.subject,
      ]
    }
    return TextTable(header: ["REV", "COMMIT", "DATE", "AUTHOR", "SUBJECT"], rows: rows).text
  }
}

extension Revision {
  /// The revision, with its name where that is no longer the credential's.
  fileprivate func document(of name: String) -> Node {
    var members: [Member] = []
    if let number { members.append(Member("revision", .int(number))) }
    if self.name != name { members.append(Member("name", .string(self.name))) }
    members += [
      Member("commit", .string(commit)), Member("author", .string(author)),
      Member("date", .string(date.description)), Member("subject", .string(subject)),
    ]
    if isDeletion { members.append(Member("deleted", .bool(true))) }
    return .object(members)
  }
}

extension Workspace {
  /// The revisions of a credential on the current branch; a deleted one is named by its name.
  ///
  /// - Throws: ``Failure`` with code `not_found`, `ambiguous`, or `system`.
  public func history(of reference: String) throws(Failure) -> CredentialHistory {
    if CredentialName.problem(with: reference) == nil {
      let revisions = try store.history(of: reference)
      if !revisions.isEmpty { return CredentialHistory(name: reference, revisions: revisions) }
    }
    let name = try store.resolve(reference)
    return CredentialHistory(name: name, revisions: try store.history(of: name))
  }
}
