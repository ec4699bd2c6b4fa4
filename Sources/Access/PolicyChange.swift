public import Configuration
public import CredentialStore
public import Credentials
internal import Documents
internal import Files
internal import Git

/// What a change of the policy did.
public struct PolicyChangeResult: Hashable, Sendable {
  /// The commit, or `nil` where nothing was committed.
  public let commit: String?
  /// Whether the text of `credtree.yaml` and the other files were so already.
  public let isUnchanged: Bool
  /// The files whose recipients were made to match, and how they differed; those that differ and
  /// were left alone, where the change was not to rekey.
  public let differences: [RecipientDifference]
  /// Whether the files of ``differences`` were made to match.
  public let isRekeyed: Bool
  /// What the user should know.
  public let notes: [String]
}

extension Store {
  /// Edits `credtree.yaml`, keeps our block of `.sops.yaml` equal to it, and, unless told
  /// otherwise, makes all files match the new policy, in one commit.
  ///
  /// The edit is the user's consent to whom it lets read. What the policy granted before and this
  /// clone has not accepted is asked for first.
  ///
  /// - Parameters:
  ///   - subject: The commit's subject; `options.subject` goes before it.
  ///   - options: How the change is recorded.
  ///   - rekeys: Whether all files are made to match the new policy.
  ///   - writes: More files to write in the same commit, by path.
  ///   - deletions: Files to delete in the same commit, with the contents that the user has
  ///     seen; those that are not committed are not missed.
  ///   - edit: Makes the new text out of the committed one, and of what that says. It is called
  ///     again if somebody else commits in the meantime.
  /// - Returns: What was done.
  /// - Throws: What `edit` throws; ``Failure`` with code `forbidden` if the user is no admin, or a file that must
  ///   change cannot be opened, `invalid` if the new policy is not valid, `conflict` if a file has
  ///   changes that are not committed, `system` if git or the system refuses. Nothing has changed
  ///   then.
  public func changePolicy(
    subject: String, options: MutationOptions, rekeys: Bool = true,
    writing writes: [String: [UInt8]] = [:], deleting deletions: [String: [UInt8]] = [:],
    edit: (_ text: [UInt8], _ configuration: Configuration) throws(Failure) -> [UInt8]
  ) throws(Failure) -> PolicyChangeResult {
    try requireRole(for: .changingPolicy)
    let expected = try policy(after: edit)
    // Who is being taken out, such as somebody who let himself in, need not be accepted first.
    let staying = expected.grants
    var notes = try acceptPolicy(options) { grant in
      !staying.contains { $0.key == grant.key && $0.pattern == grant.pattern }
    }
    if rekeys, try asksForPassphrases {
      try unlock(try recipientDifferences(from: PolicyComparison(with: expected)))
    }
    var accepted: Configuration?
    var differences: [RecipientDifference] = []
    let result = try record(options) { snapshot throws(Failure) in
      guard let text = try snapshot.contents(of: Configuration.fileName) else {
        throw Failure(
          .notFound, "\(Configuration.fileName) is not committed; commit it with git first")
      }
      let before = try Self.configuration(of: text)
      // The policy that was accepted above is the one in the work tree.
      guard before.grants == self.configuration.grants else {
        throw Failure(
          .conflict,
          "\(Configuration.fileName) differs from what is committed: commit it or restore it, "
            + "then repeat the command")
      }
      let edited = try edit(text, before)
      let after = try Self.configuration(of: edited)
      var change = ChangeSet(message: CommitMessage(options.subject ?? subject))
      for (path, contents) in writes where try snapshot.contents(of: path) != contents {
        change.writes[path] = contents
      }
      for (path, seen) in deletions {
        guard let present = try snapshot.contents(of: path) else { continue }
        guard present == seen else {
          throw Failure(
            .conflict, "\(path) has changed in the meantime; look at it, then repeat the command")
        }
        change.deletions.insert(path)
      }
      if edited != text {
        change.writes[Configuration.fileName] = edited
        let old = try snapshot.contents(of: SOPSConfiguration.fileName)
        let new = try Self.creationRules(old ?? [], of: after)
        if new != old { change.writes[SOPSConfiguration.fileName] = new }
      }
      guard !change.writes.isEmpty || !change.deletions.isEmpty else { return nil }
      let rekeying = Rekeying(
        comparison: PolicyComparison(with: after, former: [before]), configuration: after,
        store: self, renewsKeys: false, dropsForeignKeys: false)
      let items = try rekeying.plan(in: snapshot)
      differences = items.map(\.difference)
      if rekeys {
        do throws(Failure) {
          change.writes.merge(try rekeying.contents(of: items, in: snapshot)) { $1 }
        } catch {
          guard error.code == .forbidden else { throw error }
          throw Failure(
            .forbidden,
            "\(error.message); --no-rekey leaves the files to a 'credtree rekey' by those who can "
              + "open them", details: error.details)
        }
        change.message.describe(differences, renewingAll: false)
      }
      accepted = after
      return change
    }
    if let accepted { try accept(accepted) }
    if !rekeys, !differences.isEmpty {
      notes.append(
        "\(differences.count) credentials do not match the policy yet; run 'credtree rekey'")
    }
    var commit: String?
    if case .committed(let id, _) = result { commit = id.description }
    return PolicyChangeResult(
      commit: commit, isUnchanged: result == .unchanged, differences: differences,
      isRekeyed: rekeys, notes: notes)
  }

  /// The policy in the work tree with an edit.
  private func policy(
    after edit: (_ text: [UInt8], _ configuration: Configuration) throws(Failure) -> [UInt8]
  ) throws(Failure) -> Configuration {
    let text: [UInt8]
    do {
      text = try FileReader.contents(of: "\(root)/\(Configuration.fileName)", limit: 1 << 20)
    } catch { throw Failure(error) }
    return try Self.configuration(of: try edit(text, try Self.configuration(of: text)))
  }

  static func configuration(of text: [UInt8]) throws(Failure) -> Configuration {
    do { return try Configuration.parse(text.span, file: Configuration.fileName) } catch {
      throw Failure(.invalid, "\(Configuration.fileName) is invalid", details: error.problems)
    }
  }

  private static func creationRules(_ text: [UInt8], of configuration: Configuration)
    throws(Failure) -> [UInt8]
  {
    do { return try SOPSConfiguration.updating(text, configuration: configuration) } catch {
      throw Failure(
        .invalid, "\(SOPSConfiguration.fileName) cannot take our block", details: error.problems)
    }
  }
}
