extension RecipientDifference {
  /// The difference as `--json` prints it.
  public var document: Node {
    var members = [
      Member("name", .string(name)), Member("gained", .array(gained.map(\.document))),
      Member("lost", .array(lost.map(\.document))), Member("newKey", .bool(remedy == .newKey)),
    ]
    if actualThreshold != policyThreshold {
      members.append(
        Member(
          "threshold",
          .object([
            Member("from", .int(actualThreshold ?? 1)), Member("to", .int(policyThreshold ?? 1)),
          ])))
    }
    return .object(members)
  }

  /// The difference as a line for people.
  public var text: String {
    var parts: [String] = []
    if !gained.isEmpty { parts.append("gains \(Self.names(gained))") }
    if !lost.isEmpty { parts.append("loses \(Self.names(lost))") }
    if actualThreshold != policyThreshold {
      parts.append(
        "opens with \(Self.keys(policyThreshold)), before with \(Self.keys(actualThreshold))")
    }
    if parts.isEmpty, remedy == .newKey { parts.append("other key groups") }
    if remedy == .newKey { parts.append("new data key") }
    return "\(name): \(parts.isEmpty ? "nothing" : parts.joined(separator: "; "))"
  }

  private static func keys(_ threshold: Int?) -> String {
    threshold.map { "\($0) key groups" } ?? "one key"
  }

  private static func names(_ readers: [Reader]) -> String {
    var names: [String] = []
    for reader in readers where !names.contains(reader.name) { names.append(reader.name) }
    return names.joined(separator: ", ")
  }
}

extension Reader {
  /// The reader as `--json` prints it.
  public var document: Node {
    var members: [Member] = []
    if let member { members.append(Member("member", .string(member))) }
    members.append(Member("key", .string(key)))
    return .object(members)
  }
}

extension RekeyResult {
  /// So many credentials are named one by one to a person who has given the order already.
  private static let listLimit = 50

  /// The result as `--json` prints it.
  public var document: Node {
    var members = [
      Member("credentials", .array(differences.map(\.document))),
      Member("total", .int(differences.count)), Member("rotated", .bool(isRotation)),
    ]
    if let commit { members.append(Member("commit", .string(commit))) }
    return .object(members)
  }

  /// The result for people.
  public var text: String {
    guard !differences.isEmpty else { return "every file matches the policy; nothing changed\n" }
    let count = differences.count == 1 ? "1 credential" : "\(differences.count) credentials"
    let changed = differences.filter { !$0.isMatch }
    var lines = changed.prefix(Self.listLimit).map { "  \($0.text)\n" }
    if changed.count > Self.listLimit {
      lines.append("  and \(changed.count - Self.listLimit) more; see 'git show'\n")
    }
    let what = isRotation ? "encrypted \(count) under new data keys" : "rekeyed \(count)"
    return what + "\n" + lines.joined()
  }
}

/// What `rekey` would do.
public struct RekeyPreview: Sendable {
  /// The files that differ from the policy, and how.
  public let differences: [RecipientDifference]

  /// The preview as `--json` prints it.
  public var document: Node {
    .object([
      Member("credentials", .array(differences.map(\.document))),
      Member("total", .int(differences.count)),
    ])
  }

  /// The preview for people.
  public var text: String {
    guard !differences.isEmpty else { return "every file matches the policy\n" }
    return differences.map { "\($0.text)\n" }.joined()
  }
}

extension Workspace {
  /// Which files differ from the policy, and how; opens nothing.
  ///
  /// - Throws: ``Failure`` as ``Store/recipientDifferences(includingMatches:naming:)``.
  public func rekeyPreview() throws(Failure) -> RekeyPreview {
    let former = store.reader is WorkTreeReader ? try store.formerPolicies() : []
    return RekeyPreview(differences: try store.recipientDifferences(naming: former))
  }
}
