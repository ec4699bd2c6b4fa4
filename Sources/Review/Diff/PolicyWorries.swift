internal import Configuration

/// Finds what a reviewer should look at in a change of the policy.
enum PolicyWorries {
  /// What there is to worry about.
  static func of(_ diff: PolicyDiff, from old: Configuration?, to new: Configuration?) -> [Worry] {
    var worries: [Worry] = []
    if let problem = diff.problem {
      worries.append(Worry(.unreadable, "\(Configuration.fileName) is invalid: \(problem)"))
    }
    if let problem = diff.formerProblem {
      worries.append(
        Worry(
          .unreadable,
          "\(Configuration.fileName) could not be read before, so that nobody can tell what changed"
            + " in it; compare with the last commit that has a valid one: \(problem)"))
    }
    // A repository's first policy lets somebody in who had no way in before.
    guard let old, let new else { return worries }
    for reach in diff.gained {
      worries.append(
        Worry(
          .gainsAccess, "\(reach.member) may read \(reach.patterns.joined(separator: ", ")) now"))
    }
    worries += roles(from: old, to: new)
    worries += signing(from: old, to: new)
    if old.policy.requireSignedCommits, !new.policy.requireSignedCommits {
      worries.append(Worry(.policyWeakened, "commits need not be signed any more"))
    }
    for (pattern, before) in thresholds(of: old) {
      guard let after = thresholds(of: new)[pattern] else {
        if new.access.contains(where: { $0.match.pattern == pattern }) {
          worries.append(Worry(.policyWeakened, "\(pattern) needs no quorum any more"))
        }
        continue
      }
      if after < before {
        worries.append(
          Worry(.policyWeakened, "\(pattern) needs \(after) groups, and needed \(before)"))
      }
    }
    return worries
  }

  private static func rank(_ role: Role) -> Int {
    switch role {
    case .viewer: 0
    case .manager: 1
    case .admin: 2
    }
  }

  private static func roles(from old: Configuration, to new: Configuration) -> [Worry] {
    new.members.compactMap { member in
      let before = old.member(named: member.name)
      guard rank(member.role) > (before.map { rank($0.role) } ?? 0) else { return nil }
      let former = before.map { ", and was \($0.role.rawValue)" } ?? ", and is new"
      return Worry(.roleRaised, "\(member.name) is \(member.role.rawValue)\(former)")
    }
  }

  /// Whoever gets a key to sign with can act in a member's name.
  private static func signing(from old: Configuration, to new: Configuration) -> [Worry] {
    new.members.compactMap { member in
      guard let before = old.member(named: member.name),
        member.signing.contains(where: { !before.signing.contains($0) })
      else { return nil }
      return Worry(
        .roleRaised, "\(member.name) gets a new key to sign with", severity: .warning)
    }
  }

  private static func thresholds(of policy: Configuration) -> [String: Int] {
    var thresholds: [String: Int] = [:]
    for rule in policy.access {
      if case .quorum(let threshold, _) = rule.grant {
        thresholds[rule.match.pattern] = threshold
      }
    }
    return thresholds
  }
}
