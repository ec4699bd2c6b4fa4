public import Documents

/// A request of infra0 for a type: `{typeName, description, fields: [{fieldName, …}]}`.
public enum Infra0TypeRequest {
  /// Whether a document is such a request.
  public static func isOne(_ document: Node) -> Bool { document["typeName"] != nil }

  /// The definition that a request asks for, in our own format.
  ///
  /// Every field is secret: infra0 encrypts all of them.
  ///
  /// - Parameter document: The request.
  /// - Returns: The definition.
  /// - Throws: ``ValidationError`` with every problem at once.
  public static func definition(from document: Node) throws(ValidationError) -> Node {
    var reader = DefinitionReader(
      document, path: "",
      allowed: ["id", "typeName", "description", "fields", "createdAt", "updatedAt", "usageCount"])
    let title = reader.requiredText("typeName")
    let id = reader.text("id") ?? self.id(for: title)
    if id.isEmpty, !title.isEmpty {
      reader.complain("has no letter to make an id from; give an id", about: "typeName")
    }
    if reader["fields"] == nil { reader.complain("is missing", about: "fields") }
    var fields: [Node] = []
    var names: [Member] = []
    var kinds: [Member] = []
    for (index, node) in reader.nodes("fields").enumerated() {
      var entry = DefinitionReader(
        node, path: "fields[\(index)]", allowed: ["fieldName", "fieldLabel", "fieldType"])
      let name = entry.requiredText("fieldName")
      let label = entry.requiredText("fieldLabel")
      let typeName = entry.requiredText("fieldType")
      let fieldID = self.fieldID(for: name)
      if fieldID.isEmpty, !name.isEmpty {
        entry.complain("has no letter to make a field's id from", about: "fieldName")
      }
      let kind = Infra0FieldType.kind(typeName)
      if kind == nil, !typeName.isEmpty {
        let all = Infra0FieldType.names.joined(separator: ", ")
        entry.complain("must be one of \(all)", about: "fieldType")
      }
      reader.add(entry.problems)
      var members = [
        Member("id", .string(fieldID)), Member("label", .string(label)),
        Member("kind", .string((kind ?? .string).name)), Member("class", .string("secret")),
      ]
      if fieldID != name {
        members.append(Member("aliases", .array([.string(name)])))
        names.append(Member(fieldID, .string(name)))
      }
      // All of them are secret, so what is no password has to be remembered.
      if kind == .string, typeName != "password" {
        kinds.append(Member(fieldID, .string(typeName)))
      }
      fields.append(.object(members))
    }
    guard reader.problems.isEmpty else { throw ValidationError(reader.problems) }
    return .object(definition(id, title, reader.text("description"), fields, names, kinds))
  }

  private static func definition(
    _ id: String, _ title: String, _ description: String?, _ fields: [Node], _ names: [Member],
    _ kinds: [Member]
  ) -> [Member] {
    var members = [Member("type", .string(id)), Member("title", .string(title))]
    if let description { members.append(Member("description", .string(description))) }
    members.append(Member("category", .string("generic")))
    if title.lowercased() != id { members.append(Member("aliases", .array([.string(title)]))) }
    members.append(Member("fields", .array(fields)))
    var foreign = [Member("type", .string(title))]
    if !names.isEmpty { foreign.append(Member("fields", .object(names))) }
    if !kinds.isEmpty { foreign.append(Member("kinds", .object(kinds))) }
    members.append(Member("elsewhere", .object([Member("infra0", .object(foreign))])))
    return members
  }

  /// `deploy-token` for `Deploy Token`.
  private static func id(for title: String) -> String {
    words(of: title).map { $0.lowercased() }.joined(separator: "-")
  }

  /// `apiKey` for `API Key`; a name that is an id already stays as it is.
  private static func fieldID(for name: String) -> String {
    if FieldDefinition.idPattern?.matches(name) == true { return name }
    let words = words(of: name)
    return words.enumerated().map { index, word in
      index == 0 ? word.lowercased() : word.prefix(1).uppercased() + word.dropFirst().lowercased()
    }.joined()
  }

  /// The words of a text, from the first that begins with a letter.
  private static func words(of text: String) -> [String] {
    let words = text.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.map(String.init)
    return Array(words.drop { $0.first?.isLetter != true })
  }
}
