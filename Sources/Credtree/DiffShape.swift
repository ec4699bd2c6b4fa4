extension SemanticDiff {
  /// The differences as `--json` prints them.
  public var document: Node {
    var members = [Member("credentials", .array(credentials.map(\.document)))]
    members.append(
      Member(
        "policy",
        .object([
          Member("added", .array(addedGrants.map { .string($0) })),
          Member("removed", .array(removedGrants.map { .string($0) })),
        ])))
    return .object(members)
  }

  /// The differences for people.
  public var text: String {
    guard !isEmpty else { return "no credential changed\n" }
    var text = credentials.map(\.text).joined(separator: "\n")
    if !addedGrants.isEmpty || !removedGrants.isEmpty {
      if !text.isEmpty { text += "\n" }
      text += "policy (credtree.yaml)\n"
      for grant in addedGrants { text += "  + \(grant)\n" }
      for grant in removedGrants { text += "  - \(grant)\n" }
    }
    return text
  }
}

extension CredentialDiff {
  fileprivate var document: Node {
    var members = [Member("name", .string(name))]
    func add(_ key: String, _ value: Node?) {
      if let value { members.append(Member(key, value)) }
    }
    add("oldName", oldName.map { .string($0) })
    add("credentialId", id.map { .string($0) })
    add("type", type.map { .string($0) })
    add("change", .string(change.rawValue))
    add("fromRevision", revisions.from.map { .int($0) })
    add("toRevision", revisions.to.map { .int($0) })
    add("fields", .array(fields.map(\.document)))
    add(
      "readers",
      .object([
        Member("added", .array(addedReaders.map { .string($0) })),
        Member("removed", .array(removedReaders.map { .string($0) })),
      ]))
    if !remarks.isEmpty { add("remarks", .array(remarks.map { .string($0) })) }
    return .object(members)
  }

  fileprivate var text: String {
    let sign =
      switch change {
      case .added: "+"
      case .removed: "-"
      case .changed: "~"
      case .renamed: ">"
      case .unreadable: "!"
      }
    var head = "\(sign) \(name)"
    if let oldName { head += " (was \(oldName))" }
    if let type { head += " (\(type))" }
    switch (revisions.from, revisions.to) {
    case (let from?, let to?) where from != to: head += " r\(from) -> r\(to)"
    case (nil, let to?): head += " r\(to)"
    default: break
    }
    if change == .unreadable { head += ": the file is damaged or no credential file" }
    var lines = [head] + fields.map(\.text)
    if !addedReaders.isEmpty {
      lines.append("    readers added: \(addedReaders.joined(separator: ", "))")
    }
    if !removedReaders.isEmpty {
      lines.append("    readers removed: \(removedReaders.joined(separator: ", "))")
    }
    lines += remarks.map { "    note: \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension FieldDiff {
  fileprivate var document: Node {
    var members = [
      Member("field", .string(field)), Member("change", .string(change.rawValue)),
      Member("encrypted", .bool(isEncrypted)),
    ]
    if let from { members.append(Member("from", from)) }
    if let to { members.append(Member("to", to)) }
    return .object(members)
  }

  fileprivate var text: String {
    if isEncrypted {
      let what = change == .reencrypted ? "encrypted under a new key" : change.rawValue
      return "    \(field): \(what) (value not shown)"
    }
    switch change {
    case .added: return "    \(field): \(to?.summary ?? "")"
    case .removed: return "    \(field): removed, was \(from?.summary ?? "")"
    case .changed, .reencrypted:
      return "    \(field): \(from?.summary ?? "") -> \(to?.summary ?? "")"
    }
  }
}
