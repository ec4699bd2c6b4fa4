extension AccessExplanation {
  /// The explanation as `--json` prints it.
  public var document: Node {
    var members = [
      Member("name", .string(name)), Member("exists", .bool(exists)),
      Member("rule", rule.document(in: file)),
    ]
    if let quorum = rule.quorum { members.append(Member("quorum", quorum.document)) }
    members += [
      Member("readers", .array(people.map(\.document))),
      Member("managers", .array(rule.managers.map { .string($0) })),
      Member("earlier", .array(earlier.map { $0.document(in: file) })),
      Member("shadowed", .array(shadowed.map { $0.document(in: file) })),
    ]
    return .object(members)
  }

  /// The explanation for people.
  public var text: String {
    var lines = [
      "\(name)\(exists ? "" : " (there is none yet)"): the rule \(rule.rule.text(in: file))",
      "  it is the first of the rules whose pattern matches",
    ]
    for rule in earlier { lines.append("  before it, and not matching: \(rule.text(in: file))") }
    for rule in shadowed { lines.append("  matching, and too late: \(rule.text(in: file))") }
    if let quorum = rule.quorum { lines.append("opened by \(quorum.text)") }
    let rows = people.map { person in
      [
        person.member.name, person.member.role.rawValue, person.wayIn,
        person.right.reading == .alone ? "reads" : "reads with others",
        person.right.manages ? "may change" : "",
        person.member.keys.count == 1 ? "1 key" : "\(person.member.keys.count) keys",
      ]
    }
    return lines.joined(separator: "\n") + "\n" + TextTable(header: nil, rows: rows).text
  }
}

extension AccessExplanation.Person {
  var document: Node {
    var members = [
      Member("member", .string(member.name)), Member("role", .string(member.role.rawValue)),
      Member("teams", .array(teams.map { .string($0) })),
      Member("manages", .bool(right.manages)),
    ]
    if case .share(let groups) = right.reading {
      members.append(Member("groups", .array(groups.map { .int($0 + 1) })))
    }
    members.append(Member("keys", .array(member.keys.map { PublicKey($0).document })))
    return .object(members)
  }

  var wayIn: String {
    var text = teams.isEmpty ? "named by the rule" : "in \(teams.joined(separator: ", "))"
    if case .share(let groups) = right.reading {
      text += ", group \(groups.map { String($0 + 1) }.joined(separator: " and "))"
    }
    return text
  }
}

extension CredentialReaders {
  /// The answer as `--json` prints it.
  public var document: Node {
    var members = [
      Member("name", .string(name)), Member("matches", .bool(difference.isMatch)),
      Member("readers", .array(rows.map(\.document))),
      Member("foreignKeys", .array(difference.foreignKinds.map { .string($0) })),
    ]
    if let threshold = difference.actualThreshold {
      members.append(Member("threshold", .int(threshold)))
    }
    if let quorum = rule.quorum { members.append(Member("quorum", quorum.document)) }
    members += difference.document.object?.filter { $0.key != "name" } ?? []
    return .object(members)
  }

  /// The answer as a table for people, and what differs.
  public var text: String {
    let table = rows.map { row in
      [
        row.member?.name ?? "(nobody known)", row.member?.role.rawValue ?? "", row.key.kind,
        row.key.fingerprint, row.isInFile ? "yes" : "no", row.isInPolicy ? "yes" : "no",
      ]
    }
    let header = ["MEMBER", "ROLE", "KIND", "KEY", "FILE", "POLICY"]
    var text = TextTable(header: header, rows: table).text
    if let threshold = difference.actualThreshold {
      text += "the file opens with keys of \(threshold) groups together\n"
    }
    if let quorum = rule.quorum { text += "by the policy it is opened by \(quorum.text)\n" }
    if !difference.foreignKinds.isEmpty {
      text +=
        "keys of other kinds open it too: \(difference.foreignKinds.joined(separator: ", "))\n"
    }
    if rows.contains(where: { $0.member == nil }) {
      text += "keys that no member holds are not to be trusted: find out whose they were\n"
    }
    if !difference.isMatch {
      text += "the file differs from the policy; 'credtree rekey' makes it match\n"
    }
    return text
  }
}

extension CredentialReaders.Row {
  var document: Node {
    var members: [Member] = []
    if let member {
      members += [
        Member("member", .string(member.name)), Member("role", .string(member.role.rawValue)),
      ]
    }
    members += key.document.object ?? []
    members += [Member("inFile", .bool(isInFile)), Member("inPolicy", .bool(isInPolicy))]
    return .object(members)
  }
}

extension MemberAccess {
  /// The answer as `--json` prints it.
  public var document: Node {
    .object([
      Member("member", .string(member.name)), Member("role", .string(member.role.rawValue)),
      Member("teams", .array(teams.map { .string($0) })),
      Member("credentials", .array(rows.map(\.document))), Member("total", .int(total)),
      Member("unknown", .array(unknown.map { .string($0) })),
    ])
  }

  /// The answer as a table for people.
  public var text: String {
    let inTeams = teams.isEmpty ? "" : ", in \(teams.joined(separator: ", "))"
    var text = "\(member.name) (\(member.role.rawValue)\(inTeams)): "
    text += rows.isEmpty ? "nothing" : "\(rows.count)"
    text += " of \(total) credentials\n"
    let table = rows.map { row in
      [row.name, row.reading, row.right.manages ? "may change" : "", row.difference]
    }
    text += TextTable(header: nil, rows: table).text
    for name in unknown { text += "\(name): not known, its file is damaged or no rule covers it\n" }
    return text
  }
}

extension MemberAccess.Row {
  var document: Node {
    let how =
      switch right.reading {
      case .none: "none"
      case .share: "share"
      case .alone: "alone"
      }
    var members = [
      Member("name", .string(name)), Member("opens", .string(how)),
      Member("manages", .bool(right.manages)), Member("inFile", .bool(isInFile)),
      Member("inPolicy", .bool(isInPolicy)),
    ]
    if let quorum { members.append(Member("quorum", quorum.document)) }
    return .object(members)
  }

  var reading: String {
    switch right.reading {
    case .none: "no access"
    case .alone: "opens"
    case .share: "opens with others: \(quorum?.text ?? "")"
    }
  }

  var difference: String {
    if isInFile, !isInPolicy { return "but the file still opens: rekey" }
    if !isInFile, isInPolicy { return "but the file does not open yet: rekey" }
    return ""
  }
}

/// Who may do what, by the policy and by the files.
extension Workspace {
  /// People × credentials; see ``Store/accessMatrix(matching:)``.
  ///
  /// - Throws: ``Failure`` with code `usage` if the pattern is none; else as the store does.
  public func accessMatrix(matching pattern: String?) throws(Failure) -> AccessMatrix {
    var glob: Glob?
    if let pattern {
      guard let parsed = Glob(pattern) else {
        throw Failure(.usage, "this is not a pattern: a [ without its ], or a \\ at an end")
      }
      glob = parsed
    }
    return try store.accessMatrix(matching: glob)
  }

  /// Why the policy gives a name to whom it does; see ``Store/explainAccess(to:)``.
  public func explainAccess(to path: String) throws(Failure) -> AccessExplanation {
    try store.explainAccess(to: path)
  }

  /// Who can open a credential; see ``Store/readers(of:)``.
  public func readers(of reference: String) throws(Failure) -> CredentialReaders {
    try store.readers(of: try store.resolve(reference))
  }

  /// What a member may open and change; see ``Store/access(of:)``.
  public func access(of member: String) throws(Failure) -> MemberAccess {
    try store.access(of: member)
  }
}
