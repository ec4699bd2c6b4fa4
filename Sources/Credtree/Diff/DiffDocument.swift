extension SemanticDiff {
  /// The differences as `--json` prints them.
  public var document: Node { .object(members) }

  var members: [Member] {
    var members = [Member("credentials", .array(credentials.map(\.document)))]
    members.append(Member("policy", policy.document))
    members.append(
      Member(
        "types",
        .array(
          types.map { type in
            .object([
              Member("file", .string(type.path)), Member("change", .string(type.change.rawValue)),
            ])
          })))
    members.append(Member("worries", .array(worries.map(\.document))))
    if !commits.isEmpty { members.append(Member("commits", .array(commits.map(\.document)))) }
    members.append(Member("searchedStore", .bool(searchedStore)))
    return members
  }
}

extension CredentialDiff {
  var document: Node {
    var members = [Member("name", .string(name))]
    func add(_ key: String, _ value: Node?) {
      if let value { members.append(Member(key, value)) }
    }
    func texts(_ list: [String]) -> Node { .array(list.map { .string($0) }) }
    add("oldName", oldName.map { .string($0) })
    add("credentialId", id.map { .string($0) })
    add("type", type.map { .string($0) })
    add("change", .string(change.rawValue))
    add("aspects", texts(aspects.map(\.rawValue)))
    add("fromRevision", revisions.from.map { .int($0) })
    add("toRevision", revisions.to.map { .int($0) })
    add("fields", .array(fields.map(\.document)))
    var readers = [
      Member("added", texts(addedReaders)), Member("removed", texts(removedReaders)),
    ]
    if let formerQuorum { readers.append(Member("quorumBefore", .string(formerQuorum))) }
    if let quorum { readers.append(Member("quorumAfter", .string(quorum))) }
    add("readers", .object(readers))
    if !certificates.isEmpty { add("certificates", .array(certificates.map(\.document))) }
    add("verified", .bool(isVerified))
    if !commits.isEmpty { add("commits", texts(commits)) }
    if !uses.isEmpty { add("uses", .array(uses.map(\.document))) }
    if !remarks.isEmpty { add("remarks", texts(remarks)) }
    add("worries", .array(worries.map(\.document)))
    return .object(members)
  }
}

extension FieldDiff {
  fileprivate var document: Node {
    var members = [
      Member("field", .string(field)), Member("change", .string(change.rawValue)),
      Member("encrypted", .bool(isEncrypted)),
    ]
    if isExposed { members.append(Member("exposed", .bool(true))) }
    if let comparison { members.append(Member("value", .string(comparison.rawValue))) }
    if let from { members.append(Member("from", from)) }
    if let to { members.append(Member("to", to)) }
    return .object(members)
  }
}

extension CertificateDiff {
  fileprivate var document: Node {
    var members = [Member("field", .string(field))]
    if let from { members.append(Member("from", from.document)) }
    if let to { members.append(Member("to", to.document)) }
    return .object(members)
  }
}

extension CertificateFacts {
  /// The facts as JSON reports have them.
  var document: Node {
    var members = [
      Member("subject", .string(subject)), Member("issuer", .string(issuer)),
      Member("serial", .string(serial)),
      Member("altNames", .array(altNames.map { .string($0) })),
    ]
    if let notBefore { members.append(Member("notBefore", .string(notBefore.description))) }
    if let notAfter { members.append(Member("notAfter", .string(notAfter.description))) }
    members.append(Member("keyType", .string(keyType)))
    members.append(Member("fingerprint", .string(fingerprint)))
    return .object(members)
  }
}

extension CredentialUse {
  fileprivate var document: Node {
    .object([
      Member("name", .string(name)), Member("field", .string(field)),
      Member("file", .string(file)), Member("line", .int(line)),
    ])
  }
}

extension Worry {
  /// The worry as JSON reports have it.
  var document: Node {
    var members = [
      Member("kind", .string(kind.rawValue)), Member("severity", .string(severity.rawValue)),
      Member("message", .string(message)),
    ]
    if let field { members.append(Member("field", .string(field))) }
    return .object(members)
  }
}

extension PolicyDiff {
  fileprivate var document: Node {
    var members = [
      Member("added", .array(addedGrants.map { .string($0) })),
      Member("removed", .array(removedGrants.map { .string($0) })),
      Member("gained", .array(gained.map(\.document))),
      Member("lost", .array(lost.map(\.document))),
      Member("changes", .array(changes.map(\.document))),
    ]
    if let formerProblem { members.append(Member("formerProblem", .string(formerProblem))) }
    if let problem { members.append(Member("problem", .string(problem))) }
    return .object(members)
  }
}

extension PolicyDiff.Reach {
  fileprivate var document: Node {
    .object([
      Member("member", .string(member)),
      Member("match", .array(patterns.map { .string($0) })),
    ])
  }
}

extension PolicyDiff.Change {
  fileprivate var document: Node {
    let parts = parts.map { part -> Node in
      var members = [Member("name", .string(part.name))]
      if let from = part.from { members.append(Member("from", .string(from))) }
      if let to = part.to { members.append(Member("to", .string(to))) }
      return .object(members)
    }
    return .object([
      Member("kind", .string(kind.rawValue)), Member("name", .string(name)),
      Member("change", .string(change.rawValue)), Member("parts", .array(parts)),
    ])
  }
}

extension ReviewedCommit {
  /// The commit as JSON reports have it.
  var document: Node {
    let (state, by): (String, String?) =
      switch signer {
      case .nobody: ("unsigned", nil)
      case .member(let name): ("member", name)
      case .stranger(let key): ("unknown", key)
      case .unproven(let reason): ("bad", reason)
      }
    var signature = [Member("state", .string(state))]
    if let by { signature.append(Member("by", .string(by))) }
    return .object([
      Member("commit", .string(id)), Member("author", .string(author)),
      Member("date", .string(date.description)), Member("subject", .string(subject)),
      Member("signature", .object(signature)),
    ])
  }
}
