internal import CredentialTypes
internal import Documents

extension CredentialInput {
  /// Reads a request of Nuvla: a template to create with, or a whole resource to change.
  ///
  /// - Returns: Everything that is wrong with it.
  mutating func readNuvla(_ document: Node) -> [Problem] {
    var reader = RequestReader(document, owner: "a request of Nuvla")
    credentialID = reader.text("id").map(Self.withoutCollection)
    name = reader.text("name")
    description = reader.text("description")
    reader.ignore(
      "resource-type", "created", "updated", "created-by", "updated-by", "operations", "status",
      "last-check", "resource-metadata")
    refuseAccessList(&reader)
    if let template = reader.node("template") {
      var fields = RequestReader(template, path: "template", owner: "a template")
      readFields(&fields)
      if type == nil, fields.problems.isEmpty {
        fields.complain("is missing: give credential-template/TYPE", about: "href")
      }
      reader.add(fields.problems)
      reader.finish("; field values go into \"template\"")
    } else {
      readFields(&reader)
    }
    return reader.problems
  }

  private mutating func readFields(_ reader: inout RequestReader) {
    let subtype = reader.text("subtype")
    let href = reader.text("href")
    let method = reader.text("method")
    refuseAccessList(&reader)
    parent = reader.text("parent")
    type = subtype.map(Self.typeName) ?? href.map(Self.typeName) ?? method.map(Self.typeName)
    values = reader.rest()
  }

  private func refuseAccessList(_ reader: inout RequestReader) {
    guard let list = reader.node("acl") else { return }
    reader.complain(
      "must be left out: credtree.yaml says who may read", about: "acl", at: list.position)
  }

  /// The type that `credential-template/store-infrastructure-service-exoscale` stands for.
  private static func typeName(_ reference: String) -> String {
    let name = withoutCollection(reference)
    for prefix in ["store-", "generate-"] where name.hasPrefix(prefix) {
      return String(name.dropFirst(prefix.count))
    }
    return name
  }

  /// `ID` for `credential/ID`.
  private static func withoutCollection(_ reference: String) -> String {
    reference.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init)
      ?? reference
  }

  /// Puts the parts of a Google service account's key together, which Nuvla takes one by one.
  mutating func composeServiceAccountKey() {
    let parts = [
      ("project-id", "project_id"), ("private-key-id", "private_key_id"),
      ("private-key", "private_key"), ("client-email", "client_email"),
      ("client-id", "client_id"),
    ]
    guard values.contains(where: { $0.key == "private-key" }),
      !values.contains(where: { $0.key == "data" })
    else { return }
    var members = [Member("type", .string("service_account"))]
    for (theirs, ours) in parts {
      guard let index = values.firstIndex(where: { $0.key == theirs }) else { continue }
      members.append(Member(ours, values.remove(at: index).value))
    }
    values.append(Member("data", .object(members)))
  }
}
