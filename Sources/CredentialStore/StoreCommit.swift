internal import Configuration
public import Credentials
internal import Documents
internal import Git

/// What one mutation of a credential writes, and how its commit describes it.
struct CredentialChange {
  /// What is done, as the commit's subject says it.
  var verb: String
  /// The readable part after the change.
  var metadata: CredentialMetadata
  /// The name before the change, if it was another.
  var formerName: String?
  /// The fields and properties that changed.
  var fields: [String]
  var writes: [String: [UInt8]] = [:]
  var deletions: Set<String> = []
  /// Files of the work tree whose uncommitted contents `writes` takes in.
  var incorporated: [String: [UInt8]] = [:]

  /// The message: never with a value.
  func message(_ options: MutationOptions) -> CommitMessage {
    let former = formerName.map { " \($0) to" } ?? ""
    var line = "credtree: \(verb)\(former) \(metadata.name)"
    if verb != "delete" { line += " (r\(metadata.revision))" }
    if !fields.isEmpty { line += ": \(fields.joined(separator: ", "))" }
    var message = CommitMessage(
      options.subject ?? line,
      trailers: [
        CommitMessage.Trailer("Credential-Id", metadata.id),
        CommitMessage.Trailer("Credential-Revision", String(metadata.revision)),
        CommitMessage.Trailer(
          "Credential-Change", fields.isEmpty ? verb : "\(verb) \(fields.joined(separator: ","))"),
      ])
    if let reason = options.uncheckedReason {
      message.trailers.append(CommitMessage.Trailer("Credential-Unchecked", reason))
    }
    return message
  }
}

extension Store {
  /// Records what `build` says, as one commit, or staged only.
  ///
  /// - Returns: The commit's id, or `nil` where none was made, and what the user should know.
  func commit(
    _ options: MutationOptions, _ build: (Snapshot) throws(Failure) -> CredentialChange?
  ) throws(Failure) -> (commit: String?, notes: [String]) {
    let result = try record(options) { snapshot throws(Failure) in
      guard let change = try build(snapshot) else { return nil }
      return ChangeSet(
        writes: change.writes, deletions: change.deletions, incorporated: change.incorporated,
        message: change.message(options))
    }
    guard case .committed(let id, _) = result else { return (nil, []) }
    return (id.description, [])
  }

  /// Makes a change of any files of the repository, as one commit, or staged only.
  ///
  /// Credentials that the user's role does not let him change are refused here, whatever the
  /// command. What else needs a role asks ``requireRole(for:)`` first.
  ///
  /// - Parameters:
  ///   - options: How the change is recorded; the commit's subject is the change's.
  ///   - newcomer: The name that somebody who is no member yet goes by, for commits where git
  ///     knows no user.
  ///   - build: Reads the committed files and says what to change; `nil` is nothing. It is called
  ///     again on newer files if somebody else commits in the meantime.
  /// - Returns: What was done.
  /// - Throws: What `build` throws; ``Failure`` with code `conflict` if the user has uncommitted
  ///   changes of the same files, `forbidden` if a role forbids it, `system` if git or the disk
  ///   refuses. Nothing has changed then.
  public func record(
    _ options: MutationOptions, by newcomer: String? = nil,
    _ build: (Snapshot) throws(Failure) -> ChangeSet?
  ) throws(Failure) -> CommitResult {
    let repository = try repository()
    // Where git knows a name, nobody has to be asked for a passphrase or run a program.
    let isKnown = try reportingGit { () throws(GitError) in try repository.userName() != nil }
    let transaction = Transaction(
      in: repository,
      try Self.transactionOptions(
        options, member: isKnown ? nil : newcomer ?? currentMember, in: repository))
    var roles = RoleCheck(in: self)
    while true {
      var isUndecided = false
      let result = try transaction.commit { snapshot throws(Failure) in
        guard let change = try build(snapshot) else { return nil }
        isUndecided = try !roles.allows(change)
        return isUndecided ? nil : change
      }
      guard isUndecided else { return result }
      // Nobody is asked for a passphrase while the lock is held.
      try roles.identify()
    }
  }

  static func transactionOptions(
    _ options: MutationOptions, member: String?, in repository: Repository
  ) throws(Failure) -> Transaction.Options {
    let authorship = Authorship(member: member)
    return Transaction.Options(
      authorship: authorship, isStagingOnly: !options.commits,
      signer: options.commits
        ? try CommitSigner.make(asked: options.signs, by: authorship, in: repository) : nil)
  }
}
