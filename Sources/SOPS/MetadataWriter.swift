internal import Documents

extension SOPSMetadata {
  /// The value of `sops` as sops ≥ 3.13 writes it: sorted, empty lists left out.
  var node: Node {
    var members = foreign
    if !ageEntries.isEmpty { members.append(Member("age", Self.node(ageEntries))) }
    if !keyGroups.isEmpty {
      members.append(Member("key_groups", .array(keyGroups.map(Self.node))))
    }
    if let shamirThreshold { members.append(Member("shamir_threshold", .int(shamirThreshold))) }
    if let rule { members.append(Member(rule.name, .string(rule.text))) }
    if macOnlyEncrypted { members.append(Member("mac_only_encrypted", .bool(true))) }
    members.append(Member("lastmodified", .string(lastModified)))
    if !mac.isEmpty { members.append(Member("mac", .string(mac))) }
    members.append(Member("version", .string(version)))
    return Self.sorted(members)
  }

  private static func node(_ entries: [AgeEntry]) -> Node {
    .array(
      entries.map { entry in
        sorted(
          entry.unknown + [
            Member("enc", .string(entry.enc)), Member("recipient", .string(entry.recipient)),
          ])
      })
  }

  private static func node(_ group: KeyGroup) -> Node {
    var members = group.foreign
    members.append(Member("age", node(group.age)))
    // Sops writes this list into every group, even when it is empty.
    if !members.contains(where: { $0.key == "hc_vault" }) {
      members.append(Member("hc_vault", .array([])))
    }
    return sorted(members)
  }

  private static func sorted(_ members: [Member]) -> Node {
    .object(members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
  }
}
