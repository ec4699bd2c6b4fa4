internal import Documents

extension CredentialInput {
  /// Reads our own shape, which is also that of Quave ONE; null removes, as in RFC 7396.
  ///
  /// - Returns: Everything that is wrong with it.
  mutating func readOwn(_ document: Node) -> [Problem] {
    var reader = RequestReader(document, owner: "a credential")
    isMergePatch = true
    accountID = reader.text("accountId")
    credentialID = reader.text("credentialId")
    type = reader.text("type")
    name = reader.text("name")
    title = reader.text("title")
    description = reader.text("description")
    category = reader.text("category")
    provider = reader.text("provider")
    baseURL = reader.text("baseUrl")
    projects = reader.texts("projects")
    owner = reader.text("owner")
    expiresAt = reader.time("expiresAt")
    rotateBy = reader.time("rotateBy")
    parent = reader.text("parent")
    links = reader.texts("links")
    isDefault = reader.flag("isDefault")
    let fields = reader.object("data", "an object of field values") ?? []
    values = fields.filter { !$0.value.isNull }
    unset = fields.filter { $0.value.isNull }.map(\.key)
    // What `get` and `reveal` print goes back in as it is; these are the tool's to say.
    reader.ignore(
      "revision", "createdAt", "updatedAt", "secretFields", "lastUsed", "syncStatuses",
      "regionSyncStatuses")
    cleared = reader.nulls
    reader.finish("; field values go into \"data\"")
    return reader.problems
  }
}
