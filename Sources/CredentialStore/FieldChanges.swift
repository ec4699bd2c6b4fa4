internal import Credentials
internal import Documents

/// Which fields and properties differ between two revisions, by name only.
enum FieldChanges {
  /// The ids that differ, properties first, in the order in which files have them.
  static func between(_ old: CredentialContents, and new: CredentialContents) -> [String] {
    // What every change changes says nothing.
    let always: Set<String> = ["revision", "updatedAt"]
    return differing(old.metadata.members, new.metadata.members).filter { !always.contains($0) }
      + differing(old.public, new.public) + differing(old.fields, new.fields)
  }

  private static func differing(_ old: [Member], _ new: [Member]) -> [String] {
    var changed = new.filter { member in
      old.first { $0.key == member.key }?.value != member.value
    }.map(\.key)
    for member in old where !new.contains(where: { $0.key == member.key }) {
      changed.append(member.key)
    }
    return changed
  }
}
