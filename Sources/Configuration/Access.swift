/// A key and the member who holds it.
public struct MemberKey: Hashable, Sendable {
  /// The member's name.
  public let member: String
  /// The key's canonical text.
  public let key: String

  /// Creates a pair.
  public init(member: String, key: String) {
    self.member = member
    self.key = key
  }
}

/// Who can read a credential.
public enum Access: Hashable, Sendable {
  /// Every one of these keys opens it; no key occurs twice.
  case readers([MemberKey])
  /// Keys of `threshold` of these groups together open it; no key occurs twice in a group.
  case quorum(threshold: Int, groups: [[MemberKey]])

  /// Every key that takes part, without repetition.
  public var keys: [MemberKey] {
    switch self {
    case .readers(let keys): return keys
    case .quorum(_, let groups):
      var seen: Set<MemberKey> = []
      return groups.joined().filter { seen.insert($0).inserted }
    }
  }
}

extension Configuration {
  /// The first rule that covers a credential's name, or `nil` if there is none.
  public func rule(for name: String) -> AccessRule? { access.first { $0.match.matches(name) } }

  /// Who can read the credential of a name.
  ///
  /// - Throws: ``ConfigurationError`` if no rule covers the name: nobody is ever meant by silence.
  public func access(for name: String) throws(ConfigurationError) -> Access {
    guard let rule = rule(for: name) else {
      throw ConfigurationError(
        "no rule of access covers '\(name)'; add one to \(file), such as match: \"**\"",
        field: "access", file: file, at: access.last?.position)
    }
    return access(by: rule)
  }

  /// Who can read what a rule covers.
  public func access(by rule: AccessRule) -> Access {
    switch rule.grant {
    case .readers(let names): .readers(keys(of: names))
    case .quorum(let threshold, let groups):
      .quorum(threshold: threshold, groups: groups.map(keys))
    }
  }

  /// The names of the members that a list of members and teams stands for, each once.
  public func members(in names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.flatMap { team(named: $0)?.members ?? [$0] }.filter { seen.insert($0).inserted }
  }

  /// The names of the members who may change the credential of a name.
  ///
  /// Admins always may; managers may where the rule names no others. A viewer may not, even if
  /// a team of his is named.
  public func managers(of name: String) -> [String] { managers(under: rule(for: name)) }

  /// The names of the members who may change what a rule covers; `nil` is a rule without names.
  public func managers(under rule: AccessRule?) -> [String] {
    let named = Set(members(in: rule?.managers ?? []))
    return members.filter { member in
      member.role == .admin
        || (member.role == .manager && (named.isEmpty || named.contains(member.name)))
    }.map(\.name)
  }

  private func keys(of names: [String]) -> [MemberKey] {
    var seen: Set<String> = []
    return members(in: names).flatMap { name in
      (member(named: name)?.keys ?? []).map { MemberKey(member: name, key: $0) }
    }.filter { seen.insert($0.key).inserted }
  }
}
