public import Configuration
public import CredentialStore
public import Credentials
internal import Documents

/// A person or machine to be let in, or more keys of one who is in.
public struct MemberAddition: Hashable, Sendable {
  /// The name.
  public var name: String
  /// What the member may do; `nil` is viewer for a new member, and no change for another.
  public var role: Role?
  /// The keys that are added.
  public var keys: KeyInput
  /// The teams that the member joins, which must be there.
  public var teams: [String]

  /// Creates an addition.
  public init(name: String, role: Role? = nil, keys: KeyInput, teams: [String] = []) {
    self.name = name
    self.role = role
    self.keys = keys
    self.teams = teams
  }
}

/// What a change of a member did.
public struct MembershipChange: Hashable, Sendable {
  /// What happened to the member.
  public enum Outcome: Hashable, Sendable {
    /// The member is new.
    case added
    /// Keys, role, or teams of a member have changed.
    case changed
    /// The member is gone.
    case removed
    /// Everything was so already.
    case unchanged
  }

  /// What happened.
  public internal(set) var outcome: Outcome
  /// The member's name.
  public let name: String
  /// The role that the member has, or had.
  public internal(set) var role: Role
  /// The keys that were added.
  public internal(set) var added: KeyInput
  /// The keys that were taken away, as canonical text.
  public internal(set) var removed: [String]
  /// The teams that the member has joined, or was in.
  public internal(set) var teams: [String]
  /// Whether some rule lets the member read something.
  public internal(set) var isReader: Bool
  /// The change of the policy, and of the files that it changed.
  public internal(set) var policy: PolicyChangeResult
}

extension Store {
  /// Lets somebody in, or adds keys to a member, in one commit.
  ///
  /// - Parameters:
  ///   - addition: Who, and with which keys.
  ///   - options: How the change is recorded.
  ///   - rekeys: Whether the files are made to match in the same commit.
  /// - Returns: What was done.
  /// - Throws: ``Failure`` with code `invalid` for a name, `usage` for a new member without keys,
  ///   `duplicate` for a key or name that is another's, `not_found` for an unknown team; else as
  ///   ``changePolicy(subject:options:rekeys:writing:deleting:edit:)``.
  public func add(_ addition: MemberAddition, options: MutationOptions, rekeys: Bool = true)
    throws(Failure) -> MembershipChange
  {
    try add(addition, deleting: [:], verb: "add", options: options, rekeys: rekeys)
  }

  func add(
    _ addition: MemberAddition, deleting files: [String: [UInt8]], verb: String,
    options: MutationOptions, rekeys: Bool
  ) throws(Failure) -> MembershipChange {
    let name = addition.name
    var change: MembershipEdit?
    let result = try changePolicy(
      subject: "credtree: \(verb) member \(name)", options: options, rekeys: rekeys,
      deleting: files
    ) { text, configuration throws(Failure) in
      let edit = try MembershipEdit(addition, in: configuration)
      change = edit
      return try edit.apply(to: text)
    }
    guard let change else { throw Failure(.internalError, "a change ended without a result") }
    return change.result(policy: result)
  }

  /// Takes access away from a member, or from some keys of one, in one commit.
  ///
  /// - Parameters:
  ///   - name: The member's name.
  ///   - keys: The keys to take away, as text, as fingerprints, or as `@FILE` with such lines; none
  ///     removes the member, from teams and rules too.
  ///   - options: How the change is recorded.
  ///   - rekeys: Whether the files are made to match in the same commit.
  /// - Returns: What was done.
  /// - Throws: ``Failure`` with code `not_found` for an unknown member or key, `invalid` if a rule
  ///   would be left without anybody; else as
  ///   ``changePolicy(subject:options:rekeys:writing:deleting:edit:)``.
  public func removeMember(
    _ name: String, keys: [String] = [], options: MutationOptions, rekeys: Bool = true
  ) throws(Failure) -> MembershipChange {
    var removed: [String] = []
    var entry: MemberEntry?
    var teams: [String] = []
    let what = keys.isEmpty ? "member \(name)" : "keys of member \(name)"
    let result = try changePolicy(
      subject: "credtree: remove \(what)", options: options, rekeys: rekeys
    ) { text, configuration throws(Failure) in
      let member = try configuration.requiredMember(name)
      entry = member
      teams = configuration.teams.filter { $0.members.contains(name) }.map(\.name)
      guard keys.isEmpty else {
        removed = try Self.keys(keys, of: member)
        let after = configuration.without(keys: removed, ofMember: name)
        try after.requireNobodyMissing(since: configuration)
        return try Self.editing { () throws(ConfigurationError) in
          try ConfigurationEditor.removing(keys: removed, ofMember: name, in: text)
        }
      }
      removed = member.keys + member.signing
      try configuration.without(member: name).requireNobodyMissing(since: configuration)
      return try Self.editing { () throws(ConfigurationError) in
        try ConfigurationEditor.removingMember(name, in: text)
      }
    }
    guard let entry else { throw Failure(.internalError, "a change ended without a result") }
    return MembershipChange(
      outcome: keys.isEmpty ? .removed : .changed, name: name, role: entry.role,
      added: KeyInput(checkedKeys: [], signing: []), removed: removed,
      teams: keys.isEmpty ? teams : [], isReader: !keys.isEmpty && entry.keys != removed,
      policy: result)
  }

  /// The keys of a member that a user means.
  private static func keys(_ texts: [String], of member: MemberEntry) throws(Failure) -> [String] {
    var found: [String] = []
    var lines: [String] = []
    for text in texts { lines += try KeyInput.lines(of: text) }
    for (index, text) in lines.enumerated() {
      let words = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).prefix(2)
      let key = words.joined(separator: " ")
      let matches = Set(member.keys + member.signing).filter {
        $0 == key || PublicKey($0).fingerprint == text
      }
      guard let match = matches.first else {
        throw Failure(
          .notFound,
          "\(member.name) has no key as given in --key \(index + 1); 'credtree member list' shows "
            + "the keys")
      }
      if !found.contains(match) { found.append(match) }
    }
    return found
  }

  /// Runs an edit of `credtree.yaml`, and says in the user's terms what is wrong with it.
  static func editing(_ edit: () throws(ConfigurationError) -> [UInt8]) throws(Failure) -> [UInt8] {
    do { return try edit() } catch {
      throw Failure(
        .invalid, "\(Configuration.fileName) cannot be changed like this", details: error.problems)
    }
  }
}

/// An addition, held against the policy that it is made to.
private struct MembershipEdit {
  let addition: MemberAddition
  let isNew: Bool
  /// The role that the member is to have.
  let role: Role
  let changesRole: Bool
  /// The keys that the member does not have yet.
  let added: KeyInput
  /// The teams that the member is not in yet.
  let teams: [String]
  /// Whether some rule names the member or a team of the member's.
  let isReader: Bool

  init(_ addition: MemberAddition, in configuration: Configuration) throws(Failure) {
    let name = addition.name
    let member = configuration.member(named: name)
    if member == nil {
      try configuration.requireFree(name)
      guard !addition.keys.isEmpty else {
        throw Failure(
          .usage, "say which keys \(name) has: --key, --signing, or --from-file")
      }
    }
    try configuration.requireUnheld(addition.keys, by: name)
    var teams: [String] = []
    for team in addition.teams {
      let entry = try configuration.requiredTeam(team)
      if !entry.members.contains(name), !teams.contains(team) { teams.append(team) }
    }
    self.addition = addition
    self.teams = teams
    isNew = member == nil
    role = addition.role ?? member?.role ?? .viewer
    changesRole = member.map { $0.role != addition.role && addition.role != nil } ?? false
    added = KeyInput(
      checkedKeys: addition.keys.keys.filter { member?.keys.contains($0) != true },
      signing: addition.keys.signing.filter { member?.signing.contains($0) != true })
    let names = configuration.teams.filter { $0.members.contains(name) }.map(\.name) + teams
    isReader = configuration.isReader(anyOf: names + [name])
    if changesRole {
      var after = configuration
      for index in after.members.indices where after.members[index].name == name {
        after.members[index].role = role
      }
      try after.requireNobodyMissing(since: configuration)
    }
  }

  func apply(to text: [UInt8]) throws(Failure) -> [UInt8] {
    try Store.editing { () throws(ConfigurationError) in
      var text = text
      let name = addition.name
      if isNew {
        text = try ConfigurationEditor.addingMember(
          name, role: role, keys: added.keys, signing: added.signing, to: text)
      } else if !added.isEmpty {
        text = try ConfigurationEditor.adding(
          keys: added.keys, signing: added.signing, toMember: name, in: text)
      }
      if changesRole {
        text = try ConfigurationEditor.setting(role: role, ofMember: name, in: text)
      }
      for team in teams {
        text = try ConfigurationEditor.adding(members: [name], toTeam: team, in: text)
      }
      return text
    }
  }

  func result(policy: PolicyChangeResult) -> MembershipChange {
    let changes = changesRole || !added.isEmpty || !teams.isEmpty
    return MembershipChange(
      outcome: isNew ? .added : changes ? .changed : .unchanged, name: addition.name, role: role,
      added: added, removed: [], teams: teams, isReader: isReader, policy: policy)
  }
}
