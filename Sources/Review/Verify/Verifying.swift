internal import Configuration
internal import CredentialStore
public import Credentials
internal import Files
internal import Git

/// Which history is to be verified, and from where on.
public struct VerificationRequest: Hashable, Sendable {
  /// A folder of the repository; `nil` is `CREDTREE_DIR`, or the current one.
  public var directory: String?
  /// The trust root; `nil` is git's config `credtree.root`.
  public var root: String?
  /// One more file to look for identities in, for the seals.
  public var identityFile: String?

  /// Creates a request.
  public init(directory: String? = nil, root: String? = nil, identityFile: String? = nil) {
    self.directory = directory
    self.root = root
    self.identityFile = identityFile
  }
}

extension Verification {
  static let shallow = Failure(
    .system,
    "the history goes beyond this shallow clone, so it cannot be verified; "
      + "run 'git fetch --unshallow'")

  /// Verifies the commits of a range, or of everything since the trust root.
  ///
  /// - Parameters:
  ///   - range: `A..B`, `A...B` from their common ancestor on, or a revision with its whole
  ///     history from the root on; `nil` is `HEAD`. An id of zeros stands for no commit, as git
  ///     gives it to hooks.
  ///   - request: What is to be verified.
  /// - Returns: What was found.
  /// - Throws: ``Failure`` with code `findings` where no trust root is given, `not_found` for a
  ///   revision that does not exist, `invalid` for a root without a policy, `system` if git
  ///   refuses, or history ends at the edge of a shallow clone.
  public static func verify(_ range: String?, _ request: VerificationRequest) throws(Failure)
    -> Verification
  {
    let verifier = try Verifier(request)
    let (tip, base) = try verifier.range(range)
    return try verifier.verify(tips: tip.map { [$0] } ?? [], excluding: base.map { [$0] } ?? [])
  }

  /// Verifies what a push brings, for a `pre-receive` hook.
  ///
  /// New branches are verified from the trust root on, moved ones from where they were. A branch
  /// that is moved to another history must not lose a revision, a credential, or the policy. What
  /// is deleted brings nothing.
  ///
  /// - Parameters:
  ///   - updates: What git writes to the hook: a line `OLD NEW REFERENCE` each.
  ///   - request: What is to be verified.
  /// - Returns: What was found.
  /// - Throws: As ``verify(_:_:)``; ``Failure`` with code `usage` for other lines.
  public static func verifyPush(_ updates: String, _ request: VerificationRequest)
    throws(Failure) -> Verification
  {
    let verifier = try Verifier(request)
    var tips: [ObjectID] = []
    var known: [ObjectID] = []
    var moved: [(old: ObjectID, new: ObjectID)] = []
    for line in updates.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 2).map(String.init)
      guard words.count == 3 else {
        throw Failure(
          .usage,
          "--pre-receive reads lines of OLD NEW REFERENCE from standard input, as git "
            + "gives them to that hook")
      }
      guard let new = try verifier.pushed(words[1]) else { continue }
      tips.append(new)
      guard let old = try verifier.pushed(words[0]) else { continue }
      known.append(old)
      moved.append((old, new))
    }
    return try verifier.verify(tips: tips, excluding: known, moved: moved)
  }
}

/// A repository and the trust root in it.
private struct Verifier {
  let repository: Repository
  let root: ObjectID
  /// The policy of the trust root.
  let configuration: Configuration
  let identityFile: String?

  init(_ request: VerificationRequest) throws(Failure) {
    let start = request.directory ?? EnvironmentVariable.text("CREDTREE_DIR") ?? "."
    identityFile = request.identityFile
    do { repository = try Repository(containing: start) } catch { throw Failure(error) }
    var named = request.root
    if named == nil {
      do { named = try repository.configString("credtree.root") } catch { throw Failure(error) }
    }
    guard let named, !named.isEmpty else {
      throw Failure(
        .findings,
        "there is no trust root, so nothing can be verified; name a commit that you have reviewed "
          + "with --root COMMIT or 'git config credtree.root COMMIT'")
    }
    do { root = try repository.resolve(named) } catch {
      if (try? repository.isShallow()) == true { throw Verification.shallow }
      throw Failure(error)
    }
    var policies = PolicyHistory(repository, root: root)
    guard let policy = try policies.written(in: root) else {
      throw Failure(
        .invalid,
        "the trust root \(root.abbreviated) has no credtree.yaml that can be read, so that nobody "
          + "is entitled to anything after it; take the commit of 'credtree init' or a later one")
    }
    configuration = policy
  }

  private static func isZero(_ text: String) -> Bool {
    text.utf8.count >= 40 && text.utf8.allSatisfy { $0 == UInt8(ascii: "0") }
  }

  private func resolve(_ revision: String) throws(Failure) -> ObjectID? {
    guard !Self.isZero(revision) else { return nil }
    do { return try repository.resolve(revision.isEmpty ? "HEAD" : revision) } catch {
      throw Failure(error)
    }
  }

  /// The commit that a push names, or `nil` for none: also for a tag of something else.
  func pushed(_ id: String) throws(Failure) -> ObjectID? {
    guard !Self.isZero(id) else { return nil }
    do { return try repository.resolve(id) } catch {
      guard error.operation == "git_object_peel" else { throw Failure(error) }
      return nil
    }
  }

  func range(_ text: String?) throws(Failure) -> (tip: ObjectID?, base: ObjectID?) {
    let text = text ?? "HEAD"
    guard let dots = text.firstRange(of: "..") else { return (try resolve(text), nil) }
    let left = String(text[..<dots.lowerBound])
    let right = text[dots.upperBound...]
    guard right.hasPrefix(".") else { return (try resolve(String(right)), try resolve(left)) }
    guard let one = try resolve(left), let two = try resolve(String(right.dropFirst())) else {
      throw Failure(.usage, "A...B needs two commits; use two dots")
    }
    do { return (two, try repository.mergeBase(of: one, two)) } catch { throw Failure(error) }
  }

  func verify(
    tips: [ObjectID], excluding known: [ObjectID], moved: [(old: ObjectID, new: ObjectID)] = []
  ) throws(Failure) -> Verification {
    let graph: CommitGraph
    do { graph = try repository.commits(from: tips, excluding: known + [root]) } catch {
      throw Failure(error)
    }
    guard !graph.reachedShallowBoundary else { throw Verification.shallow }
    var judge = HistoryJudge(repository, root: root)
    try judge.judge(graph)
    for tip in tips { try judge.judge(tip: tip) }
    for (old, new) in moved { try judge.judgeMove(from: old, to: new) }
    let seals = try SealCheck.run(
      judge.contents.sealed, in: repository, with: try KeyRing.load(file: identityFile),
      configuration)
    let order = Dictionary(
      graph.order.enumerated().map { ($1.description, $0) }, uniquingKeysWith: { one, _ in one })
    let findings = (judge.findings + seals.findings).enumerated().sorted { one, two in
      (order[one.element.commit] ?? .max, one.offset) < (
        order[two.element.commit] ?? .max, two.offset
      )
    }
    return Verification(
      root: root.description, commits: graph.order.count, findings: findings.map(\.element),
      openedFiles: seals.opened, unopenedFiles: judge.contents.sealed.count - seals.opened)
  }
}
