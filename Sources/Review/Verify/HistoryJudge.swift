internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Git

/// Judges commits, each by the policy that was in force before it.
struct HistoryJudge {
  let repository: Repository
  private let root: ObjectID
  private let signatures: SignatureReader
  let finder: ChangeFinder
  var policies: PolicyHistory
  private(set) var contents: ContentJudge
  private(set) var findings: [VerificationFinding] = []

  init(_ repository: Repository, root: ObjectID) {
    self.repository = repository
    self.root = root
    signatures = SignatureReader(repository: repository)
    finder = ChangeFinder(repository: repository)
    policies = PolicyHistory(repository, root: root)
    contents = ContentJudge(repository)
  }

  /// Judges every commit of a graph.
  mutating func judge(_ graph: CommitGraph) throws(Failure) {
    for id in graph.order {
      guard let commit = graph.commits[id] else { continue }
      try judge(commit, id)
    }
  }

  /// Complains of a branch that is not one of the trust root's, and yet has a policy.
  mutating func judge(tip: ObjectID) throws(Failure) {
    guard try !policies.isRooted(tip), !findings.contains(where: { $0.commit == tip.description })
    else { return }
    do {
      guard try repository.blob(of: Configuration.fileName, at: tip) != nil,
        let commit = try repository.commitObject(tip)
      else { return }
      report(.outsideRoot, of: tip, by: commit.author, Self.outside(root), [])
    } catch { throw Failure(error) }
  }

  private static func outside(_ root: ObjectID) -> String {
    "does not follow the trust root \(root.abbreviated), so nothing says who was entitled to it; "
      + "rebase it onto the root or a later commit"
  }

  mutating func report(
    _ reason: VerificationFinding.Reason, of id: ObjectID, by person: String, _ message: String,
    _ files: some Sequence<String>
  ) {
    findings.append(
      VerificationFinding(
        commit: id.description, person: person, reason: reason, message: message,
        files: files.sorted()))
  }

  private mutating func judge(_ commit: CommitObject, _ id: ObjectID) throws(Failure) {
    var rooted: [ObjectID] = []
    for parent in commit.parents where try policies.isRooted(parent) { rooted.append(parent) }
    policies.setRooted(id, !rooted.isEmpty)
    let differences = try differences(of: commit, id)
    let isTouching = differences.contains { !$0.changes.isEmpty }
    guard let first = rooted.first else {
      policies.set(nil, after: id)
      if isTouching {
        report(
          .outsideRoot, of: id, by: commit.author, Self.outside(root),
          Set(differences.flatMap(\.changes.keys)))
      }
      return
    }
    let carried = try finder.carried(
      differences.compactMap { entry in entry.parent.map { (parent: $0, changes: entry.changes) } },
      from: rooted)
    let answer = try judgeSigner(
      of: commit, id, rooted: rooted, differences: differences, carried: carried)

    let policyPath = Configuration.fileName
    if let source = carried[policyPath] {
      policies.set(try policies.policy(after: source), after: id)
    } else if differences.contains(where: { $0.changes[policyPath] != nil }), answer.mayChangePolicy
    {
      let written = try policies.written(in: id)
      policies.set(written, after: id)
      if written == nil {
        report(
          .invalidPolicy, of: id, by: answer.person,
          "leaves a credtree.yaml that cannot be read, so that nobody is entitled to anything "
            + "after it; revert it", [policyPath])
      }
    } else {
      policies.set(try policies.policy(after: first), after: id)
    }
    guard isTouching else { return }
    let policy = try policies.policy(after: id)
    for problem in try contents.problems(
      of: id, differences: differences.map(\.changes), carried: Set(carried.keys), policy: policy)
    {
      report(problem.reason, of: id, by: answer.person, problem.message, [problem.file])
    }
  }

  private mutating func differences(of commit: CommitObject, _ id: ObjectID) throws(Failure)
    -> [(parent: ObjectID?, changes: [String: WatchedChange])]
  {
    var stores: Set<String> = []
    if let own = try policies.written(in: id) { stores.insert(own.store) }
    for parent in commit.parents {
      if let before = try policies.written(in: parent) { stores.insert(before.store) }
      if let before = try policies.policy(after: parent) { stores.insert(before.store) }
    }
    guard !commit.parents.isEmpty else {
      return [(nil, try finder.changes(from: nil, to: id, stores: stores))]
    }
    var differences: [(parent: ObjectID?, changes: [String: WatchedChange])] = []
    for parent in commit.parents {
      differences.append((parent, try finder.changes(from: parent, to: id, stores: stores)))
    }
    return differences
  }

  /// Holds the signer against the policy of every parent from the trust root on.
  ///
  /// - Returns: Who the person is, and whether a change of the policy is one to follow.
  private mutating func judgeSigner(
    of commit: CommitObject, _ id: ObjectID, rooted: [ObjectID],
    differences: [(parent: ObjectID?, changes: [String: WatchedChange])],
    carried: [String: ObjectID]
  ) throws(Failure) -> (person: String, mayChangePolicy: Bool) {
    var signature: CommitSignature?
    var names: [String] = []
    var refused: [String] = []
    var stranger = false
    var entitled: Set<String> = []
    var mayChangePolicy = true
    var isRequired = false
    for parent in rooted {
      let changes = differences.first { $0.parent == parent }?.changes ?? [:]
      let policy = try policies.policy(after: parent)
      guard !changes.isEmpty || policy?.policy.requireSignedCommits == true else { continue }
      isRequired = true
      let found: CommitSignature
      if let signature { found = signature } else { found = try signatures.signature(of: commit) }
      signature = found
      guard case .good(let keys, _) = found else { break }
      let members = keys.flatMap { policy?.members(signingWith: $0) ?? [] }
      guard !members.isEmpty else {
        stranger = true
        continue
      }
      for member in members where !names.contains(member.name) { names.append(member.name) }
      for change in changes.values {
        let allowed =
          carried[change.path] != nil
          ? members.contains { $0.role != .viewer }
          : (policy?.members(entitledTo: change.undertaking) ?? []).contains { name in
            members.contains { $0.name == name }
          }
        if allowed { continue }
        if !refused.contains(change.path) { refused.append(change.path) }
        if change.undertaking == .changingPolicy { mayChangePolicy = false }
        entitled.formUnion(policy?.members(entitledTo: change.undertaking) ?? [])
      }
    }
    let touched = Set(differences.flatMap(\.changes.keys))
    let what = Self.summary(of: touched)
    guard isRequired else { return (commit.author, true) }
    switch signature {
    case .good(_, let shown):
      let person = names.isEmpty ? commit.author : names.joined(separator: ", ")
      if stranger {
        report(
          .unknownSigner, of: id, by: person,
          "\(what), signed with \(shown), which is no member's key in the policy before it",
          touched)
      }
      if !refused.isEmpty {
        let could = entitled.isEmpty ? "nobody" : entitled.sorted().joined(separator: ", ")
        report(
          .notEntitled, of: id, by: person,
          "\(Self.summary(of: refused)), which \(person) may not; \(could) may", refused)
      }
      return (person, mayChangePolicy && !stranger)
    case .broken(let reason):
      report(.badSignature, of: id, by: commit.author, "\(what), and \(reason)", touched)
    case .some(.none), nil:
      report(.unsigned, of: id, by: commit.author, "\(what), and is not signed", touched)
    }
    return (commit.author, false)
  }

  private static func summary(of files: some Collection<String>) -> String {
    guard !files.isEmpty else { return "is to be signed like every commit" }
    let shown = files.sorted().prefix(3).joined(separator: ", ")
    let rest = files.count > 3 ? " and \(files.count - 3) more" : ""
    return "changes \(shown)\(rest)"
  }
}
