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
    worries += managers(from: old, to: new)
    worries += signing(from: old, to: new)
    if old.policy.requireSignedCommits, !new.policy.requireSignedCommits {
      worries.append(Worry(.policyWeakened, "commits need not be signed any more"))
    }
    let former = Set(old.references.exclude.map(\.pattern))
    let excluded = new.references.exclude.map(\.pattern).filter { !former.contains($0) }
    if !excluded.isEmpty {
      worries.append(
        Worry(
          .policyWeakened,
          "secrets and uses are not looked for in \(excluded.joined(separator: ", ")) any more"))
    }
    worries += quorums(from: old, to: new)
    if let before = old.policy.rotateAfter {
      if let after = new.policy.rotateAfter {
        if after > before {
          worries.append(
            Worry(.policyWeakened, "secrets may get \(after) old, and could get \(before) old"))
        }
      } else {
        worries.append(
          Worry(.policyWeakened, "secrets may get as old as they like, and could get \(before) old")
        )
      }
    }
    return worries
  }

  /// The rule that covers what a rule of another policy covers: the one of the same glob, or the
  /// first whose glob covers the other one taken as a name.
  private static func rule(like rule: AccessRule, in policy: Configuration) -> AccessRule? {
    policy.access.first { $0.match.pattern == rule.match.pattern }
      ?? policy.rule(for: rule.match.pattern)
  }

  private static func quorums(from old: Configuration, to new: Configuration) -> [Worry] {
    old.access.compactMap { rule in
      let pattern = rule.match.pattern
      guard let before = threshold(of: rule), let now = self.rule(like: rule, in: new) else {
        return nil
      }
      guard let after = threshold(of: now) else {
        return Worry(.policyWeakened, "\(pattern) needs no quorum any more")
      }
      guard after < before else { return nil }
      return Worry(.policyWeakened, "\(pattern) needs \(after) groups, and needed \(before)")
    }
  }

  /// Whoever may change what he could not, and has no other role than before.
  private static func managers(from old: Configuration, to new: Configuration) -> [Worry] {
    var gains: [(member: String, patterns: [String])] = []
    func compare(_ before: AccessRule?, _ after: AccessRule?, _ pattern: String) {
      guard let before, let after else { return }
      let known = old.managers(under: before)
      for name in new.managers(under: after) where !known.contains(name) {
        guard let member = new.member(named: name), let former = old.member(named: name),
          rank(member.role) <= rank(former.role)
        else { continue }
        let index =
          gains.firstIndex { $0.member == name }
          ?? {
            gains.append((name, []))
            return gains.count - 1
          }()
        if !gains[index].patterns.contains(pattern) { gains[index].patterns.append(pattern) }
      }
    }
    for rule in old.access { compare(rule, self.rule(like: rule, in: new), rule.match.pattern) }
    for rule in new.access { compare(self.rule(like: rule, in: old), rule, rule.match.pattern) }
    return gains.map { gain in
      Worry(
        .roleRaised, "\(gain.member) may change \(gain.patterns.joined(separator: ", ")) now")
    }
  }

  private static func threshold(of rule: AccessRule) -> Int? {
    if case .quorum(let threshold, _) = rule.grant { threshold } else { nil }
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
}
