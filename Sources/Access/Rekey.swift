internal import Configuration
public import CredentialStore
public import Credentials
internal import Documents
internal import Git

/// What making the files match the policy did.
public struct RekeyResult: Hashable, Sendable {
  /// The commit, or `nil` where nothing was committed.
  public let commit: String?
  /// The files that were changed, and how they differed from the policy.
  public let differences: [RecipientDifference]
  /// Whether every file got a new data key.
  public let isRotation: Bool
  /// What the user should know.
  public let notes: [String]
}

/// What is to be done to files besides making them match the policy.
public struct RekeyMode: Hashable, Sendable {
  /// Whether every file gets a new data key, differ or not.
  public var rotates: Bool
  /// Whether keys that are not age's are given up where there is a new data key.
  public var dropsForeignKeys: Bool

  /// Creates a mode; by default only files that differ are changed.
  public init(rotates: Bool = false, dropsForeignKeys: Bool = false) {
    self.rotates = rotates
    self.dropsForeignKeys = dropsForeignKeys
  }
}

extension Store {
  /// Makes the recipients of all files those that the policy gives them, in one commit.
  ///
  /// Only files that differ are touched. Where readers are only added, their entries are all that
  /// is added to a file; whoever loses access forces a new data key. Revisions stay: encrypting
  /// anew is no new value.
  ///
  /// - Parameters:
  ///   - mode: What else is done.
  ///   - options: How the change is recorded, and whether new readers are accepted.
  /// - Returns: What was done.
  /// - Throws: ``Failure`` with code `forbidden` if somebody would gain access and that was not
  ///   accepted, or a file that must change cannot be opened, `integrity` for a file that was
  ///   changed without a key, `invalid` if nobody could open a file afterwards, `conflict` if a
  ///   file has changes that are not committed, `system` if git or the system refuses. Nothing
  ///   has changed then.
  public func rekey(_ mode: RekeyMode = RekeyMode(), options: MutationOptions) throws(Failure)
    -> RekeyResult
  {
    let former = try formerPolicies()
    let files = try recipientDifferences(includingMatches: mode.rotates, naming: former)
    let expected = files.filter { !$0.isMatch }
    var options = options
    if try confirmGains(of: expected, options) { options.acceptsNewReaders = true }
    let notes = try acceptPolicy(options)
    if try asksForPassphrases { try unlock(files) }
    let accepted = Set(
      expected.flatMap { difference in
        difference.gained.map { Gain(name: difference.name, key: $0.key) }
      })
    let rekeying = Rekeying(
      comparison: PolicyComparison(with: configuration, former: former),
      configuration: configuration, store: self, renewsKeys: mode.rotates,
      dropsForeignKeys: mode.dropsForeignKeys)
    var differences: [RecipientDifference] = []
    let result = try record(options) { snapshot throws(Failure) in
      let items = try rekeying.plan(in: snapshot)
      differences = items.map(\.difference)
      for difference in differences {
        for reader in difference.gained
        where !accepted.contains(Gain(name: difference.name, key: reader.key)) {
          throw Failure(
            .conflict,
            "\(path(of: difference.name)) is committed with other recipients than it has in the "
              + "work tree; commit or restore it, then repeat the command")
        }
      }
      guard !items.isEmpty else { return nil }
      var change = ChangeSet(
        writes: try rekeying.contents(of: items, in: snapshot),
        message: CommitMessage(options.subject ?? Self.subject(differences)))
      change.message.describe(differences, renewingAll: mode.rotates)
      return change
    }
    var commit: String?
    if case .committed(let id, _) = result { commit = id.description }
    return RekeyResult(
      commit: commit, differences: differences, isRotation: mode.rotates, notes: notes)
  }

  /// Asks for the passphrases that opening files takes, before a lock is held.
  ///
  /// Files with the same readers are opened by the same identities, so that one of them will do.
  func unlock(_ files: [RecipientDifference]) throws(Failure) {
    var seen: Set<Set<String>> = []
    for file in files where seen.insert(Set(file.actual.map(\.key))).inserted {
      _ = try unlockedKeyRing(for: file.name)
    }
  }

  private struct Gain: Hashable {
    let name: String
    let key: String
  }

  /// Asks before anyone gains access; `false` if nobody does.
  private func confirmGains(of differences: [RecipientDifference], _ options: MutationOptions)
    throws(Failure) -> Bool
  {
    let gains = differences.filter { !$0.gained.isEmpty }
    guard !gains.isEmpty else { return false }
    guard !options.acceptsNewReaders else { return true }
    let listed = 20
    var lines = gains.prefix(listed).map { difference in
      "  \(difference.name): \(difference.gained.map(\.text).joined(separator: ", "))"
    }
    if gains.count > listed { lines.append("  and \(gains.count - listed) more credentials") }
    // The answer accepts the policy, and with it who has no file to gain yet.
    let shown = Set(gains.flatMap { $0.gained.map(\.key) })
    let others = try grantsNotAccepted().filter { !shown.contains($0.key) }
    if !others.isEmpty {
      lines.append("and by the policy, of which this clone has not accepted it yet:")
      lines += others.map { "  \($0.text)" }
    }
    let question = "these would gain access:\n\(lines.joined(separator: "\n"))\n"
    guard let confirm = options.confirmsNewReaders, confirm(question + "Give it to them?") else {
      throw Failure(
        .forbidden, question + "nothing was changed; repeat the command with --yes to allow it")
    }
    return true
  }

  private static func subject(_ differences: [RecipientDifference]) -> String {
    let what =
      differences.count == 1 ? differences[0].name : "\(differences.count) credentials"
    return "credtree: rekey \(what)"
  }
}

extension Reader {
  /// The reader for people: the member and the key.
  public var text: String { member.map { "\($0) (\(key))" } ?? key }
}
