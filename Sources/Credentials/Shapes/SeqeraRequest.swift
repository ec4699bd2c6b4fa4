internal import Documents

extension CredentialInput {
  /// Reads a request of Seqera Platform or Nextflow Tower, with or without its wrapper.
  ///
  /// Null stands for what is not given, as in the objects that these systems print.
  ///
  /// - Returns: Everything that is wrong with it.
  mutating func readSeqera(_ document: Node) -> [Problem] {
    guard document["credentials"] != nil else { return readSeqeraObject(document, path: "") }
    var outer = RequestReader(document, owner: "a request of Seqera Platform")
    let object = outer.node("credentials")
    outer.finish("; they are inside of \"credentials\"")
    guard let object else { return outer.problems }
    return outer.problems + readSeqeraObject(object, path: "credentials")
  }

  private mutating func readSeqeraObject(_ node: Node, path: String) -> [Problem] {
    var reader = RequestReader(node, path: path, owner: "a request of Seqera Platform")
    credentialID = reader.text("id")
    name = reader.text("name")
    description = reader.text("description")
    type = reader.text("provider")
    baseURL = reader.text("baseUrl")
    category = reader.text("category")
    if reader.flag("deleted") == true {
      reader.complain("cannot be set: use 'credtree delete'", about: "deleted")
    }
    reader.ignore("lastUsed", "dateCreated", "lastUpdated")
    if let keys = reader.node("keys") {
      var fields = RequestReader(keys, path: reader.name("keys"), owner: "these keys")
      discriminator = fields.text("discriminator")
      values = fields.rest()
      reader.add(fields.problems)
    }
    reader.finish("; field values go into \"keys\"")
    if type == nil { type = discriminator }
    return reader.problems
  }
}
