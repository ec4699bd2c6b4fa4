extension MembershipChange {
  /// The change as `--json` prints it.
  public var document: Node {
    var members = [
      Member("member", .string(name)), Member("message", .string(message)),
      Member("role", .string(role.rawValue)),
    ]
    func add(_ key: String, _ keys: [String]) {
      if !keys.isEmpty {
        members.append(Member(key, .array(keys.map { PublicKey($0).document })))
      }
    }
    add("addedKeys", added.keys)
    add("addedSigning", added.signing)
    add("removedKeys", removed)
    if !teams.isEmpty { members.append(Member("teams", .array(teams.map { .string($0) }))) }
    return .object(members + policy.members)
  }

  /// The change as lines for people.
  public var text: String {
    var lines = [sentence + policy.text]
    for key in added.keys.map(PublicKey.init) {
      lines.append("  opens files: \(key.kind) \(key.fingerprint)")
    }
    for key in added.signing.map(PublicKey.init) {
      lines.append("  signs commits: \(key.kind) \(key.fingerprint)")
    }
    lines += policy.gainsAndLosses
    if !isReader, outcome == .added {
      lines.append(
        "  no rule of access names \(name) yet: 'credtree team add TEAM \(name)', or name \(name) "
          + "in a rule")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var message: String {
    switch outcome {
    case .added: "Member added successfully"
    case .changed: "Member changed successfully"
    case .removed: "Member removed successfully"
    case .unchanged: "No changes"
    }
  }

  private var sentence: String {
    let joined = teams.isEmpty ? "" : ", in \(teams.joined(separator: ", "))"
    func count(_ number: Int) -> String { number == 1 ? "1 key" : "\(number) keys" }
    switch outcome {
    case .added: return "added \(name) (\(role.rawValue)\(joined))"
    case .changed:
      guard removed.isEmpty else { return "removed \(count(removed.count)) of \(name)" }
      let added = added.keys.count + added.signing.count
      let keys = added == 0 ? "changed \(name)" : "added \(count(added)) to \(name)"
      return "\(keys) (\(role.rawValue)\(joined))"
    case .removed: return "removed \(name)"
    case .unchanged:
      return policy.isUnchanged
        ? "\(name) has all this already; nothing changed"
        : "\(name) has all this already; removed the request"
    }
  }
}

/// What a removal did, and what it leaves to do.
public struct MemberRemoval: Sendable {
  /// The change.
  public let change: MembershipChange
  /// What the member could ever read, where the member is gone.
  public let exposure: Exposure?
  /// Why that cannot be told, to end with after the change is shown.
  public let failure: Failure?

  /// The removal as `--json` prints it.
  public var document: Node {
    guard let exposure else { return change.document }
    return .object((change.document.object ?? []) + [Member("exposure", exposure.document)])
  }

  /// The removal for people.
  public var text: String {
    guard let exposure else { return change.text }
    let next =
      exposure.open.isEmpty
      ? ""
      : "rotate these where they come from; 'credtree exposure \(change.name)' shows what is left\n"
    return change.text + exposure.text + next
  }
}

/// The members, as they are shown.
public struct MemberList: Sendable {
  /// The members, in the file's order.
  public let members: [MemberEntry]
  /// The teams, in the file's order.
  public let teams: [Team]

  /// The list as `--json` prints it.
  public var document: Node {
    .object([
      Member("members", .array(members.map(document))), Member("total", .int(members.count)),
    ])
  }

  private func document(_ member: MemberEntry) -> Node {
    func keys(_ texts: [String]) -> Node { .array(texts.map { PublicKey($0).document }) }
    return .object([
      Member("name", .string(member.name)), Member("role", .string(member.role.rawValue)),
      Member("teams", .array(teams(of: member).map { .string($0) })),
      Member("keys", keys(member.keys)), Member("signing", keys(member.signing)),
    ])
  }

  /// The list as a table for people, a line for each key.
  public var text: String {
    guard !members.isEmpty else { return "there are no members\n" }
    var rows: [[String]] = []
    for member in members {
      let keys =
        member.keys.map { ("opens", PublicKey($0)) }
        + member.signing.map { ("signs", PublicKey($0)) }
      let first = [
        member.name, member.role.rawValue, teams(of: member).joined(separator: ", "),
      ]
      if keys.isEmpty { rows.append(first + ["", "no key", ""]) }
      for (index, (use, key)) in keys.enumerated() {
        rows.append((index == 0 ? first : ["", "", ""]) + [use, key.kind, key.fingerprint])
      }
    }
    return TextTable(header: ["NAME", "ROLE", "TEAMS", "USE", "KIND", "KEY"], rows: rows).text
  }

  private func teams(of member: MemberEntry) -> [String] {
    teams.filter { $0.members.contains(member.name) }.map(\.name)
  }
}

/// The teams, as they are shown.
public struct TeamList: Sendable {
  /// The teams, in the file's order.
  public let teams: [Team]

  /// The list as `--json` prints it.
  public var document: Node {
    .object([
      Member(
        "teams",
        .array(
          teams.map { team in
            .object([
              Member("name", .string(team.name)),
              Member("members", .array(team.members.map { .string($0) })),
            ])
          })), Member("total", .int(teams.count)),
    ])
  }

  /// The list as a table for people.
  public var text: String {
    guard !teams.isEmpty else { return "there are no teams; 'credtree team add' makes one\n" }
    let rows = teams.map { [$0.name, $0.members.joined(separator: ", ")] }
    return TextTable(header: ["TEAM", "MEMBERS"], rows: rows).text
  }
}

extension TeamChange {
  /// The change as `--json` prints it.
  public var document: Node {
    let message =
      switch outcome {
      case .added: "Team added successfully"
      case .changed: "Team changed successfully"
      case .removed: "Team removed successfully"
      case .unchanged: "No changes"
      }
    return .object(
      [
        Member("team", .string(name)), Member("message", .string(message)),
        Member("added", .array(added.map { .string($0) })),
        Member("removed", .array(removed.map { .string($0) })),
      ] + policy.members)
  }

  /// The change as lines for people.
  public var text: String {
    let sentence =
      switch outcome {
      case .added: "made the team \(name): \(added.joined(separator: ", "))"
      case .changed where !added.isEmpty: "added \(added.joined(separator: ", ")) to \(name)"
      case .changed: "removed \(removed.joined(separator: ", ")) from \(name)"
      case .removed: "removed the team \(name)"
      case .unchanged: "they are in \(name) already; nothing changed"
      }
    return ([sentence + policy.text] + policy.gainsAndLosses).joined(separator: "\n") + "\n"
  }
}
