internal import Access
internal import Configuration
internal import Documents

/// A policy taken apart into named things, each with texts that can be compared.
struct PolicyParts {
  typealias Kind = PolicyDiff.Change.Kind

  /// One thing of the policy.
  struct Thing {
    let kind: Kind
    let name: String
    /// Its parts: lists are compared item by item, so that a new key is a new key.
    let parts: [(name: String, values: [String], isList: Bool)]
  }

  static func of(_ policy: Configuration) -> [Thing] {
    members(policy) + teams(policy) + rules(policy)
      + policy.projects.map { Thing(kind: .project, name: $0, parts: []) }
      + outputs(policy) + targets(policy) + [settings(policy)]
  }

  private static func members(_ policy: Configuration) -> [Thing] {
    policy.members.map { member in
      Thing(
        kind: .member, name: member.name,
        parts: [
          ("role", [member.role.rawValue], false),
          ("keys", member.keys.map { PublicKey($0).comparable }, true),
          ("signing", member.signing.map { PublicKey($0).comparable }, true),
        ])
    }
  }

  private static func teams(_ policy: Configuration) -> [Thing] {
    policy.teams.map { Thing(kind: .team, name: $0.name, parts: [("members", $0.members, true)]) }
  }

  /// Rules, by their globs; which of them comes first matters, so their places are compared too.
  private static func rules(_ policy: Configuration) -> [Thing] {
    policy.access.enumerated().map { index, rule in
      var parts: [(name: String, values: [String], isList: Bool)] = []
      switch rule.grant {
      case .readers(let names): parts.append(("readers", names, true))
      case .quorum(let threshold, let groups):
        let shown = groups.map { "[\($0.joined(separator: ", "))]" }.joined(separator: " ")
        parts.append(("quorum", ["\(threshold) of \(shown)"], false))
      }
      parts.append(("managers", rule.managers, true))
      let before = policy.access[..<index].map(\.match.pattern)
      parts.append(("comes after", before, true))
      return Thing(kind: .rule, name: rule.match.pattern, parts: parts)
    }
  }

  private static func outputs(_ policy: Configuration) -> [Thing] {
    policy.outputs.map { output in
      let selection: String? =
        switch output.selection {
        case .names(let names): names.joined(separator: ", ")
        case .query(let type, let project, let name):
          [type.map { "type \($0)" }, project.map { "project \($0)" }, name.map(\.pattern)]
            .compactMap(\.self).joined(separator: ", ")
        case nil: nil
        }
      return Thing(
        kind: .output, name: output.path,
        parts: [
          ("artifact", [output.artifact], false),
          ("credentials", selection.map { [$0] } ?? [], false),
          ("options", output.options.map { "\($0.key): \($0.value.summary)" }, true),
          ("targets", output.targets, true),
        ])
    }
  }

  private static func targets(_ policy: Configuration) -> [Thing] {
    policy.targets.map { target in
      let place: String =
        switch target.kind {
        case .directory(let path): "directory \(path)"
        case .git(let url, let branch, let path):
          ["git \(url)", branch.map { "branch \($0)" }, path].compactMap(\.self)
            .joined(separator: ", ")
        case .command: "command"
        }
      return Thing(kind: .target, name: target.name, parts: [("kind", [place], false)])
    }
  }

  private static func settings(_ policy: Configuration) -> Thing {
    let rules = policy.policy
    return Thing(
      kind: .setting, name: "policy",
      parts: [
        ("store", [policy.store], false),
        ("requireSignedCommits", [rules.requireSignedCommits ? "true" : "false"], false),
        ("expiryWarning", rules.expiryWarning.map { ["\($0)"] } ?? [], false),
        ("rotateAfter", rules.rotateAfter.map { ["\($0)"] } ?? [], false),
        ("references.exclude", policy.references.exclude.map(\.pattern), true),
        ("references.rules", policy.references.rules.map(\.summary), true),
      ])
  }

  /// What differs between two lists of things.
  static func changes(from old: [Thing], to new: [Thing]) -> [PolicyDiff.Change] {
    var changes: [PolicyDiff.Change] = []
    var remaining = old
    for thing in new {
      let index = remaining.firstIndex { $0.kind == thing.kind && $0.name == thing.name }
      let former = index.map { remaining.remove(at: $0) }
      // A repository's first policy sets what there was no setting of.
      if former == nil, thing.kind == .setting { continue }
      let parts = parts(from: former, to: thing)
      guard former == nil || !parts.isEmpty else { continue }
      changes.append(
        PolicyDiff.Change(
          kind: thing.kind, name: thing.name, change: former == nil ? .added : .changed,
          parts: parts))
    }
    for thing in remaining where thing.kind != .setting {
      changes.append(
        PolicyDiff.Change(
          kind: thing.kind, name: thing.name, change: .removed, parts: parts(from: thing, to: nil)))
    }
    return changes
  }

  private static func parts(from old: Thing?, to new: Thing?) -> [PolicyDiff.Change.Part] {
    var names = (new ?? old)?.parts.map(\.name) ?? []
    names += (old?.parts.map(\.name) ?? []).filter { !names.contains($0) }
    var parts: [PolicyDiff.Change.Part] = []
    for name in names {
      let before = old?.parts.first { $0.name == name }
      let after = new?.parts.first { $0.name == name }
      let (from, to) = (before?.values ?? [], after?.values ?? [])
      guard from != to else { continue }
      // The rules before a rule matter only where there was one.
      if name == "comes after", old == nil || new == nil { continue }
      if after?.isList ?? before?.isList ?? false {
        parts += from.filter { !to.contains($0) }.map { .init(name: name, from: $0, to: nil) }
        parts += to.filter { !from.contains($0) }.map { .init(name: name, from: nil, to: $0) }
      } else {
        parts.append(
          .init(
            name: name, from: from.isEmpty ? nil : from.joined(separator: ", "),
            to: to.isEmpty ? nil : to.joined(separator: ", ")))
      }
    }
    return parts
  }
}
