/// Members and teams.
extension Workspace {
  /// The members.
  public var members: MemberList {
    MemberList(members: store.configuration.members, teams: store.configuration.teams)
  }

  /// The teams.
  public var teams: TeamList { TeamList(teams: store.configuration.teams) }

  /// Lets somebody in, or adds keys to a member; see ``Store/add(_:options:rekeys:)``.
  public func add(_ addition: MemberAddition, options: MutationOptions, rekeys: Bool)
    throws(Failure) -> MembershipChange
  {
    try store.add(addition, options: options, rekeys: rekeys)
  }

  /// Takes access away, and lists what could be read with it; see
  /// ``Store/removeMember(_:keys:options:rekeys:)`` and
  /// ``Store/exposure(of:keys:comparingValues:)``.
  public func removeMember(
    _ name: String, keys: [String], options: MutationOptions, rekeys: Bool
  ) throws(Failure) -> MemberRemoval {
    let change = try store.removeMember(name, keys: keys, options: options, rekeys: rekeys)
    let isWhole = change.outcome == .removed
    // The access is gone by now, so what history says must not undo that.
    do throws(Failure) {
      let exposure = try store.reopened().exposure(
        of: name, keys: isWhole ? nil : Set(change.removed))
      // Keys that only sign have opened nothing.
      let counts = isWhole || !exposure.keys.isEmpty
      return MemberRemoval(change: change, exposure: counts ? exposure : nil, failure: nil)
    } catch {
      return MemberRemoval(change: change, exposure: nil, failure: error)
    }
  }

  /// Adds members to a team; see ``Store/add(members:toTeam:options:rekeys:)``.
  public func add(
    members: [String], toTeam team: String, options: MutationOptions, rekeys: Bool
  ) throws(Failure) -> TeamChange {
    try store.add(members: members, toTeam: team, options: options, rekeys: rekeys)
  }

  /// Removes members from a team, or the team; see
  /// ``Store/remove(members:ofTeam:options:rekeys:)``.
  public func remove(
    members: [String], ofTeam team: String, options: MutationOptions, rekeys: Bool
  ) throws(Failure) -> TeamChange {
    try store.remove(members: members, ofTeam: team, options: options, rekeys: rekeys)
  }

  /// Asks to be let in; see ``Store/join(as:with:identityFile:asMember:options:)``.
  public func join(
    as name: String, with keys: KeyInput, identityFile: String?, asMember: Bool,
    options: MutationOptions
  ) throws(Failure) -> RequestMade {
    try store.join(
      as: name, with: keys, identityFile: identityFile, asMember: asMember, options: options)
  }

  /// The requests to join that are committed; see ``Store/pendingRequests()``.
  public func requests() throws(Failure) -> RequestList {
    RequestList(requests: try store.pendingRequests())
  }

  /// Turns a request into access; see ``Store/approve(_:_:options:rekeys:)``.
  public func approve(
    _ name: String, _ approval: Approval, options: MutationOptions, rekeys: Bool
  ) throws(Failure) -> MembershipChange {
    try store.approve(name, approval, options: options, rekeys: rekeys)
  }
}
