public import Documents

/// References as JSON shows them.
public enum ReferenceReport {
  /// What is told about each reference beside the place.
  public struct Detail: Sendable {
    /// The names of the credentials by their ids, where each reference names its credential.
    public var names: [String: String]?
    /// Whether the rule and the way to the credential are told.
    public var explains: Bool

    /// Creates a choice.
    public init(names: [String: String]? = nil, explains: Bool = false) {
      self.names = names
      self.explains = explains
    }
  }

  /// `{"apps": […], "envs": […], "hosts": […], "files": […]}`, the value of `references`.
  public static func grouped(_ references: [Reference], _ detail: Detail = Detail()) -> Node {
    groups(Reference.Group.allCases, of: references) { reference in
      var members = identity(reference)
      if reference.group != .apps || reference.appID == nil {
        members.removeAll { $0.key == "name" }
        members.insert(Member("name", .string(reference.name)), at: 0)
      }
      members.append(Member("field", .string(reference.field)))
      members.append(Member("file", .string(reference.file)))
      members.append(Member("line", .int(reference.position.line)))
      members.append(Member("column", .int(reference.position.column)))
      if let path = reference.path { members.append(Member("path", .string(path))) }
      if let field = reference.credentialField {
        members.append(Member("credentialField", .string(field)))
      }
      members.append(Member("confidence", .string(reference.confidence.rawValue)))
      if let branch = reference.branch { members.append(Member("branch", .string(branch))) }
      if let names = detail.names, let id = reference.credentialID {
        members.append(Member("credentialId", .string(id)))
        members.append(Member("credential", .string(names[id] ?? id)))
      }
      if detail.explains {
        members += [
          Member("rule", .string(reference.rule)), Member("looksFor", .string(reference.ruleText)),
          Member("refType", .string(reference.refType)), Member("value", .string(reference.value)),
          Member("via", .string(reference.via)),
        ]
      }
      return members
    }
  }

  /// The same in the shape of Quave ONE, which knows no files, no places, and its own fields only.
  public static func quave(_ references: [Reference]) -> Node {
    groups([.apps, .envs, .hosts], of: references) { reference in
      identity(reference) + [Member("field", .string(reference.quaveField ?? reference.field))]
    }
  }

  private static func groups(
    _ groups: [Reference.Group], of references: [Reference],
    members: (Reference) -> [Member]
  ) -> Node {
    .object(
      groups.map { group in
        let entries = references.filter { $0.group == group }
        return Member(group.rawValue, .array(entries.map { .object(members($0)) }))
      })
  }

  /// What the sample of Quave ONE has before `field`.
  private static func identity(_ reference: Reference) -> [Member] {
    func members(_ pairs: [(String, String?)]) -> [Member] {
      pairs.compactMap { key, value in value.map { Member(key, .string($0)) } }
    }
    switch reference.group {
    case .apps: return members([("appId", reference.appID), ("name", reference.name)])
    case .envs: return members([("appEnvId", reference.appEnvID), ("envName", reference.envName)])
    case .hosts: return members([("hostname", reference.hostname)])
    case .files: return members([("name", reference.name)])
    }
  }
}
