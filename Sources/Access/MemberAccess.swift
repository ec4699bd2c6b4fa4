public import Configuration
public import CredentialStore
public import Credentials

/// What one member may open and change.
public struct MemberAccess: Hashable, Sendable {
  /// One credential that the member can do something with, now or by the policy.
  public struct Row: Hashable, Sendable {
    /// The credential's name.
    public let name: String
    /// What the policy gives.
    public let right: RuleAccess.Right
    /// Whether the file names a key of the member's now.
    public let isInFile: Bool
    /// How many groups of keys must meet for the file as it is, or `nil` where one key opens it.
    public let fileThreshold: Int?
    /// The quorum by the policy, if there is one.
    public let quorum: RuleAccess.Quorum?

    /// Whether the policy lets the member read, alone or with others.
    public var isInPolicy: Bool { right.reading != .none }
  }

  /// The member.
  public let member: MemberEntry
  /// The teams that the member is in.
  public let teams: [String]
  /// The credentials, by name.
  public let rows: [Row]
  /// How many credentials there are.
  public let total: Int
  /// Files that cannot be read, and names that no rule covers: what holds of them is not known.
  public let unknown: [String]
}

extension Store {
  /// What a member may open and change, by the policy and by the files; opens nothing.
  ///
  /// - Parameter name: The member's name.
  /// - Returns: The credentials.
  /// - Throws: ``Failure`` with code `not_found` for an unknown member, `system` if the files cannot
  ///   be read.
  public func access(of name: String) throws(Failure) -> MemberAccess {
    let member = try configuration.requiredMember(name)
    let keys = Set(member.keys)
    let comparison = PolicyComparison(with: configuration)
    let (reader, rules) = (reader, configuration.ruleAccess)
    let nothing = RuleAccess.Right(reading: .none, manages: false)
    let names = try reader.names()
    let judged: [Result<MemberAccess.Row, UnknownAccess>] = try ParallelMap.compactMap(names) {
      name in
      Result { () throws(Failure) -> Result<MemberAccess.Row, UnknownAccess>? in
        guard let text = try reader.contents(of: name) else { return nil }
        let rule = rules.first { $0.rule.match.matches(name) }
        let difference: RecipientDifference
        do throws(Failure) {
          difference = try comparison.difference(of: text.span, name: name)
        } catch {
          guard [.integrity, .invalid, .conflict].contains(error.code) else { throw error }
          return .failure(UnknownAccess(name: name))
        }
        let isInFile = difference.actual.contains { keys.contains($0.key) }
        let right = rule?.rights[member.name] ?? nothing
        guard isInFile || right != nothing else { return nil }
        return .success(
          MemberAccess.Row(
            name: name, right: right, isInFile: isInFile,
            fileThreshold: difference.actualThreshold, quorum: rule?.quorum))
      }
    }
    var rows: [MemberAccess.Row] = []
    var unknown: [String] = []
    for result in judged {
      switch result {
      case .success(let row): rows.append(row)
      case .failure(let failure): unknown.append(failure.name)
      }
    }
    return MemberAccess(
      member: member,
      teams: configuration.teams.filter { $0.members.contains(name) }.map(\.name), rows: rows,
      total: names.count, unknown: unknown)
  }
}

/// A credential of which nothing can be said.
private struct UnknownAccess: Error {
  let name: String
}
