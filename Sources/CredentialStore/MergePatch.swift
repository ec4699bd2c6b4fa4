internal import CredentialTypes
internal import Documents

/// JSON Merge Patch (RFC 7396) for fields that hold objects.
enum MergePatch {
  /// The new values of fields: an object is laid over the stored one, anything else replaces it.
  static func applied(_ values: [Member], to stored: [Member], of type: CredentialType) -> [Member]
  {
    values.map { member in
      let id = type.field(member.key)?.id ?? member.key
      guard member.value.object != nil, let old = stored.first(where: { $0.key == id })?.value,
        old.object != nil
      else { return member }
      return Member(member.key, patched(old, with: member.value), at: member.position)
    }
  }

  private static func patched(_ old: Node?, with patch: Node) -> Node {
    guard let changes = patch.object else { return patch }
    var members = old?.object ?? []
    for change in changes {
      let index = members.firstIndex { $0.key == change.key }
      if change.value.isNull {
        if let index { members.remove(at: index) }
        continue
      }
      let value = patched(index.map { members[$0].value }, with: change.value)
      if let index {
        members[index].value = value
      } else {
        members.append(Member(change.key, value, at: change.position))
      }
    }
    return .object(members)
  }
}
