internal import Documents

extension CredentialInput {
  /// Reads a request of infra0.
  ///
  /// - Returns: Everything that is wrong with it.
  mutating func readInfra0(_ document: Node) -> [Problem] {
    var reader = RequestReader(document, owner: "a request of infra0")
    credentialID = reader.text("id")
    name = reader.text("credentialName")
    type = reader.text("credentialTypeId")
    description = reader.text("description")
    projects = reader.texts("projectIds")
    if let keys = reader.node("keys") {
      if keys.array == nil {
        reader.complain(
          "must be a list of {\"fieldId\", \"keyValue\"}", about: "keys", at: keys.position)
      }
      var seen: Set<String> = []
      for (index, entry) in (keys.array ?? []).enumerated() {
        var key = RequestReader(entry, path: "keys[\(index)]", owner: "a key")
        let value = key.node("keyValue")
        if let field = key.text("fieldId") {
          if !seen.insert(field).inserted {
            key.complain(
              "names the same field as another key", about: "fieldId", at: entry.position)
          } else if let value {
            values.append(Member(field, value, at: entry.position))
          }
        } else if key.problems.isEmpty {
          key.complain("is missing", about: "fieldId", at: entry.position)
        }
        key.finish("; it has fieldId and keyValue")
        reader.add(key.problems)
      }
    }
    reader.ignore("createdAt", "updatedAt")
    reader.finish("; field values go into \"keys\"")
    return reader.problems
  }
}
