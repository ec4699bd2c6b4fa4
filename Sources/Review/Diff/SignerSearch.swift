internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Documents
internal import Git

/// Says who signed commits: each is held against the policy of the commit before it, since in its
/// own anybody could have put his key.
struct SignerSearch {
  private let repository: Repository
  private let signatures: SignatureReader
  private var policies = PolicyCache()

  init(_ repository: Repository) {
    self.repository = repository
    signatures = SignatureReader(repository: repository)
  }

  /// A commit as it is shown, and the policy that it was held against.
  ///
  /// - Throws: ``Failure`` with code `system` if git or a program for signatures refuses.
  mutating func commit(_ id: ObjectID) throws(Failure) -> (
    shown: ReviewedCommit, policy: Configuration?
  ) {
    let entry: HistoryEntry
    let object: CommitObject?
    do {
      entry = try repository.commit(id)
      object = try repository.commitObject(id)
    } catch { throw Failure(error) }
    let before = try policy(in: entry.parents.first)
    let policy = if let before { before } else { try self.policy(in: id) }
    var signer = ReviewedCommit.Signer.nobody
    if let object {
      switch try signatures.signature(of: object) {
      case .none: break
      case .broken(let reason): signer = .unproven(reason)
      case .good(let keys, let shown):
        let members = keys.flatMap { policy?.members(signingWith: $0) ?? [] }
        signer = members.first.map { .member($0.name) } ?? .stranger(shown)
      }
    }
    let shown = ReviewedCommit(
      id: id.description, author: "\(entry.author.name) <\(entry.author.email)>",
      date: Timestamp(secondsSince1970: entry.author.time), subject: entry.subject,
      parents: entry.parents.map(\.description), signer: signer)
    return (shown, policy)
  }

  private mutating func policy(in commit: ObjectID?) throws(Failure) -> Configuration? {
    do { return try policies.policy(in: commit, of: repository)?.configuration } catch {
      // The parent of a shallow clone's first commit is not there, and neither is its policy.
      guard (try? repository.isShallow()) == true else { throw error }
      return nil
    }
  }
}

extension ReviewedCommit {
  /// What a reviewer should know of the signature, or `nil` where it is a member's.
  ///
  /// Where no member has a key to sign with, and none has to, an unsigned commit is as usual.
  func worry(under policy: Configuration?) -> Worry? {
    let short = id.prefix(10)
    switch signer {
    case .member: return nil
    case .stranger(let key):
      return Worry(
        .unknownSigner, "\(short) is signed with \(key), which is no member's key")
    case .unproven(let reason): return Worry(.badSignature, "\(short): \(reason)")
    case .nobody:
      let isRequired = policy?.policy.requireSignedCommits ?? false
      guard isRequired || policy?.members.contains(where: { !$0.signing.isEmpty }) ?? false
      else { return nil }
      return Worry(
        .unsigned, "\(short) by \(author) is not signed", severity: isRequired ? .error : .warning)
    }
  }
}
