public import Configuration
public import CredentialStore
public import Credentials
internal import Documents

/// Why the policy gives a credential's name to whom it does.
public struct AccessExplanation: Hashable, Sendable {
  /// Somebody who can read, and by what.
  public struct Person: Hashable, Sendable {
    /// The member.
    public let member: MemberEntry
    /// The teams that the rule names and the member is in; empty if it names the member.
    public let teams: [String]
    /// What the member may do.
    public let right: RuleAccess.Right
  }

  /// The credential's name.
  public let name: String
  /// Whether there is such a credential.
  public let exists: Bool
  /// The rule that counts.
  public let rule: RuleAccess
  /// The rules before it, which do not cover the name.
  public let earlier: [AccessRule]
  /// The rules after it that cover the name too, and do not count.
  public let shadowed: [AccessRule]
  /// Those who can read, in the policy's order.
  public let people: [Person]
  /// The configuration's file.
  public let file: String
}

extension Store {
  /// Explains who may read a credential by the policy; it need not exist.
  ///
  /// - Parameter path: A name, or the path of a credential's file from the root.
  /// - Returns: The explanation.
  /// - Throws: ``Failure`` with code `invalid` if it is no name or no rule covers it, `system` if the
  ///   store cannot be read.
  public func explainAccess(to path: String) throws(Failure) -> AccessExplanation {
    let name = credentialName(at: path)
    if let problem = CredentialName.problem(with: name) {
      throw Failure(.invalid, "this is not a credential's name: \(problem)")
    }
    guard let index = configuration.access.firstIndex(where: { $0.match.matches(name) }) else {
      throw Failure(
        .invalid,
        "no rule of access covers '\(name)': nobody could read it, and it cannot be created; add a "
          + "rule to \(configuration.file)",
        details: [
          Problem(
            "no rule covers the name", field: "access", file: configuration.file,
            at: configuration.access.last?.position)
        ])
    }
    let rule = RuleAccess(index, of: configuration)
    let people = rule.readers.compactMap { reader -> AccessExplanation.Person? in
      guard let member = configuration.member(named: reader), let right = rule.rights[reader]
      else { return nil }
      return AccessExplanation.Person(
        member: member, teams: teams(of: reader, in: rule.rule), right: right)
    }
    return AccessExplanation(
      name: name, exists: try reader.contents(of: name) != nil, rule: rule,
      earlier: Array(configuration.access[..<index]),
      shadowed: configuration.access[(index + 1)...].filter { $0.match.matches(name) },
      people: people, file: configuration.file)
  }

  /// The name that a path from the root stands for; any other text is a name as it is.
  private func credentialName(at path: String) -> String {
    var name = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    let folder = configuration.store + "/"
    guard name.hasPrefix(folder), name.hasSuffix(".json") else { return name }
    name = String(name.dropFirst(folder.utf8.count).dropLast(5))
    return name
  }

  private func teams(of member: String, in rule: AccessRule) -> [String] {
    let names: [String] =
      switch rule.grant {
      case .readers(let names): names
      case .quorum(_, let groups): groups.flatMap(\.self)
      }
    guard !names.contains(member) else { return [] }
    var seen: Set<String> = []
    return names.filter {
      configuration.team(named: $0)?.members.contains(member) == true && seen.insert($0).inserted
    }
  }
}
