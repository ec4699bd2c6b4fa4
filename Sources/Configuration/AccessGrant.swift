/// A key's way into the credentials that one rule covers.
///
/// Two policies are compared by their grants. A rule covers only the names that no rule before
/// it covers, so what a grant is worth depends on those rules too: whoever takes an earlier
/// rule away, or moves it down, gives the readers of a later one more than they had.
public struct AccessGrant: Hashable, Sendable {
  /// The rule's glob.
  public let pattern: String
  /// The globs of earlier rules by which the key alone opens nothing, sorted.
  public let exceptions: [String]
  /// `nil` if the key alone opens files; else how many groups must meet, and which one it is in.
  public let share: String?
  /// Who holds the key.
  public let member: String
  /// The key's canonical text.
  public let key: String

  /// Creates a grant.
  public init(pattern: String, exceptions: [String], share: String?, member: String, key: String) {
    self.pattern = pattern
    self.exceptions = exceptions
    self.share = share
    self.member = member
    self.key = key
  }

  /// Whether another grant gives the same key everything that this one gives.
  ///
  /// Where every grant of a policy is covered by one of an older policy, no key opens more than
  /// it did.
  public func isCovered(by other: AccessGrant) -> Bool {
    pattern == other.pattern && member == other.member && key == other.key
      && (share == other.share || other.share == nil)
      && other.exceptions.allSatisfy(exceptions.contains)
  }

  /// The grant for people: the glob, what it leaves out, and who gets it.
  public var text: String {
    let rest = exceptions.isEmpty ? "" : " except \(exceptions.joined(separator: ", "))"
    return "\(pattern)\(rest): \(member) (\(key))\(share.map { ", \($0)" } ?? "")"
  }
}

extension Configuration {
  /// What each rule grants to each key, in the order of the rules.
  public var grants: [AccessGrant] {
    var grants: [AccessGrant] = []
    var seen: Set<AccessGrant> = []
    var earlier: [(pattern: String, readers: Set<String>)] = []
    for rule in access {
      func add(_ holder: MemberKey, share: String?) {
        let exceptions = earlier.filter { !$0.readers.contains(holder.key) }.map(\.pattern)
        let grant = AccessGrant(
          pattern: rule.match.pattern, exceptions: Set(exceptions).sorted(), share: share,
          member: holder.member, key: holder.key)
        if seen.insert(grant).inserted { grants.append(grant) }
      }
      switch access(by: rule) {
      case .readers(let keys):
        for key in keys { add(key, share: nil) }
        earlier.append((rule.match.pattern, Set(keys.map(\.key))))
      case .quorum(let threshold, let groups):
        for (index, group) in groups.enumerated() {
          for key in group { add(key, share: "one of \(threshold) needed, group \(index + 1)") }
        }
        earlier.append((rule.match.pattern, []))
      }
    }
    return grants
  }
}
