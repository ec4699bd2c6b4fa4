public import CredentialStore
public import Credentials
internal import Configuration

/// What a change of a team did.
public struct TeamChange: Hashable, Sendable {
  /// What happened to a team.
  public enum Outcome: Hashable, Sendable {
    /// The team is new.
    case added
    /// Members came or went.
    case changed
    /// The team is gone, from rules too.
    case removed
    /// Everything was so already.
    case unchanged
  }

  /// What happened.
  public let outcome: Outcome
  /// The team's name.
  public let name: String
  /// The members who came.
  public let added: [String]
  /// The members who went.
  public let removed: [String]
  /// The change of the policy, and of the files that it changed.
  public let policy: PolicyChangeResult
}

extension Store {
  /// Adds members to a team, which is made if there is none of that name, in one commit.
  ///
  /// - Parameters:
  ///   - names: The members.
  ///   - team: The team.
  ///   - options: How the change is recorded.
  ///   - rekeys: Whether the files are made to match in the same commit.
  /// - Returns: What was done.
  /// - Throws: ``Failure`` with code `not_found` for an unknown member, `duplicate` for a team that
  ///   has a member's name; else as
  ///   ``changePolicy(subject:options:rekeys:writing:deleting:edit:)``.
  public func add(
    members names: [String], toTeam team: String, options: MutationOptions, rekeys: Bool = true
  ) throws(Failure) -> TeamChange {
    var added: [String] = []
    var isNew = false
    let result = try changePolicy(
      subject: "credtree: add \(names.joined(separator: ", ")) to team \(team)", options: options,
      rekeys: rekeys
    ) { text, configuration throws(Failure) in
      let present = configuration.team(named: team)
      isNew = present == nil
      if isNew { try configuration.requireFree(team) }
      added = []
      for name in names {
        _ = try configuration.requiredMember(name)
        if present?.members.contains(name) != true, !added.contains(name) { added.append(name) }
      }
      if added.isEmpty { return text }
      let members = added
      return try Self.editing { () throws(ConfigurationError) in
        try ConfigurationEditor.adding(members: members, toTeam: team, in: text)
      }
    }
    let outcome: TeamChange.Outcome = added.isEmpty ? .unchanged : isNew ? .added : .changed
    return TeamChange(outcome: outcome, name: team, added: added, removed: [], policy: result)
  }

  /// Removes members from a team, or the whole team, in one commit.
  ///
  /// - Parameters:
  ///   - names: The members; none removes the team, from rules too.
  ///   - team: The team.
  ///   - options: How the change is recorded.
  ///   - rekeys: Whether the files are made to match in the same commit.
  /// - Returns: What was done.
  /// - Throws: ``Failure`` with code `not_found` for an unknown team or somebody who is not in it,
  ///   `invalid` if a rule would be left without anybody; else as
  ///   ``changePolicy(subject:options:rekeys:writing:deleting:edit:)``.
  public func remove(
    members names: [String], ofTeam team: String, options: MutationOptions, rekeys: Bool = true
  ) throws(Failure) -> TeamChange {
    var removed = names
    let who = names.isEmpty ? "team \(team)" : "\(names.joined(separator: ", ")) from team \(team)"
    let result = try changePolicy(
      subject: "credtree: remove \(who)", options: options, rekeys: rekeys
    ) { text, configuration throws(Failure) in
      let present = try configuration.requiredTeam(team)
      guard !names.isEmpty else {
        removed = present.members
        try configuration.without(team: team).requireNobodyMissing(since: configuration)
        return try Self.editing { () throws(ConfigurationError) in
          try ConfigurationEditor.removingTeam(team, in: text)
        }
      }
      for name in names where !present.members.contains(name) {
        _ = try configuration.requiredMember(name)
        throw Failure(.notFound, "\(name) is not in the team \(team)")
      }
      try configuration.without(members: names, ofTeam: team)
        .requireNobodyMissing(since: configuration)
      return try Self.editing { () throws(ConfigurationError) in
        try ConfigurationEditor.removing(members: names, ofTeam: team, in: text)
      }
    }
    return TeamChange(
      outcome: names.isEmpty ? .removed : .changed, name: team, added: [], removed: removed,
      policy: result)
  }
}
