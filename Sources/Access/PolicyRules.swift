internal import Configuration
internal import Credentials
internal import Documents

/// What a change of members and teams must not do.
extension Configuration {
  /// Refuses a name that is none, or that a member or team has in whatever case.
  func requireFree(_ name: String) throws(Failure) {
    if let problem = Self.nameProblem(with: name) {
      throw Failure(.invalid, problem)
    }
    let members = members.map { ($0.name, "member") }
    let teams = teams.map { ($0.name, "team") }
    guard let other = (members + teams).first(where: { $0.0.lowercased() == name.lowercased() })
    else { return }
    throw Failure(
      .duplicate,
      "there is a \(other.1) '\(other.0)' already; members and teams share their names")
  }

  /// The member of a name, or a failure that names what is near.
  func requiredMember(_ name: String) throws(Failure) -> MemberEntry {
    if let member = member(named: name) { return member }
    if team(named: name) != nil {
      throw Failure(.notFound, "'\(name)' is a team, not a member")
    }
    let hint = NearNames.hint(for: name, among: members.map(\.name))
    throw Failure(
      .notFound, "there is no member \(Self.shown(name))\(Self.orList(hint, "member list"))")
  }

  /// The team of a name, or a failure that names what is near.
  func requiredTeam(_ name: String) throws(Failure) -> Team {
    if let team = team(named: name) { return team }
    let hint = NearNames.hint(for: name, among: teams.map(\.name))
    throw Failure(
      .notFound, "there is no team \(Self.shown(name))\(Self.orList(hint, "team list"))")
  }

  private static func orList(_ hint: String, _ command: String) -> String {
    hint.isEmpty ? "; 'credtree \(command)' shows who there is" : hint
  }

  // What was typed could be a key in a wrong place.
  private static func shown(_ name: String) -> String {
    nameProblem(with: name) == nil && name.utf8.count <= 40 ? "'\(name)'" : "of that name"
  }

  /// Refuses keys that another member holds: a key stands for one person.
  func requireUnheld(_ input: KeyInput, by name: String) throws(Failure) {
    var problems: [Problem] = []
    for member in members where member.name != name {
      for (field, given, held) in [
        ("keys", input.keys, member.keys), ("signing", input.signing, member.signing),
      ] {
        for key in given where held.contains(key) {
          problems.append(
            Problem(
              "\(PublicKey(key).fingerprint) is a key of \(member.name) already",
              field: "members.\(member.name).\(field)", file: file, at: member.position))
        }
      }
    }
    guard problems.isEmpty else {
      throw Failure(
        .duplicate, "a key belongs to one member; take it from the other first",
        details: problems)
    }
  }

  /// Refuses a policy after which somebody who is needed is gone.
  ///
  /// - Parameter before: The policy that it comes from, in which the rules have their lines.
  /// - Throws: ``Failure`` with code `invalid` and every rule that nobody would be left in.
  func requireNobodyMissing(since before: Configuration) throws(Failure) {
    func hasAdmin(_ configuration: Configuration) -> Bool {
      configuration.members.contains { $0.role == .admin && !$0.keys.isEmpty }
    }
    if hasAdmin(before), !hasAdmin(self) {
      throw Failure(
        .invalid, "nobody would be left who is an admin and has a key; make another one first")
    }
    var problems: [Problem] = []
    for (rule, former) in zip(access, before.access) {
      let groups: [(keys: [MemberKey], field: String)] =
        switch access(by: rule) {
        case .readers(let keys): [(keys, "readers")]
        case .quorum(_, let groups):
          groups.enumerated().map { ($1, "quorum.groups[\($0)]") }
        }
      for group in groups where group.keys.isEmpty {
        problems.append(
          Problem(
            "the rule for \(rule.match.pattern) would have nobody left in \(group.field)",
            field: "access", file: file, at: former.position))
      }
      // Without names the role alone decides, which is more than was granted.
      if !former.managers.isEmpty, members(in: rule.managers).isEmpty {
        problems.append(
          Problem(
            "the rule for \(rule.match.pattern) would have no managers left, and then every "
              + "manager could change what it covers", field: "access", file: file,
            at: former.position))
      }
    }
    guard problems.isEmpty else {
      throw Failure(
        .invalid, "rules of access would be left without anybody; name others first",
        details: problems)
    }
  }

  /// Whether a rule lets one of some members and teams read, alone or with others.
  func isReader(anyOf names: [String]) -> Bool {
    access.contains { rule in
      switch rule.grant {
      case .readers(let readers): readers.contains(where: names.contains)
      case .quorum(_, let groups): groups.joined().contains(where: names.contains)
      }
    }
  }

  /// The configuration without a member, in teams and rules too.
  func without(member name: String) -> Configuration {
    var result = without(inRules: name)
    result.members.removeAll { $0.name == name }
    for index in result.teams.indices { result.teams[index].members.removeAll { $0 == name } }
    return result
  }

  /// The configuration without a team, in rules too.
  func without(team name: String) -> Configuration {
    var result = without(inRules: name)
    result.teams.removeAll { $0.name == name }
    return result
  }

  /// The configuration in which a member has lost keys.
  func without(keys: [String], ofMember name: String) -> Configuration {
    var result = self
    for index in result.members.indices where result.members[index].name == name {
      result.members[index].keys.removeAll(where: keys.contains)
      result.members[index].signing.removeAll(where: keys.contains)
    }
    return result
  }

  /// The configuration in which a team has lost members.
  func without(members names: [String], ofTeam team: String) -> Configuration {
    var result = self
    for index in result.teams.indices where result.teams[index].name == team {
      result.teams[index].members.removeAll(where: names.contains)
    }
    return result
  }

  private func without(inRules name: String) -> Configuration {
    var result = self
    for index in result.access.indices {
      result.access[index].managers.removeAll { $0 == name }
      switch result.access[index].grant {
      case .readers(let names):
        result.access[index].grant = .readers(names.filter { $0 != name })
      case .quorum(let threshold, let groups):
        result.access[index].grant = .quorum(
          threshold: threshold, groups: groups.map { $0.filter { $0 != name } })
      }
    }
    return result
  }
}
