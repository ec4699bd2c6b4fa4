/// A type of credential, as it is shown.
public struct TypeShape: Sendable {
  /// The type.
  public let type: CredentialType

  /// Shows a type.
  public init(_ type: CredentialType) { self.type = type }

  /// What can be rendered from credentials of the type.
  public var artifacts: [String] { ArtifactCatalogue.names(accepting: type) }

  /// The type as `--json` prints it.
  public var document: Node {
    var members = [
      Member("type", .string(type.id)), Member("title", .string(type.title)),
      Member("category", .string(type.category)), Member("aliases", Self.texts(type.aliases)),
      Member("builtIn", .bool(Catalogue.builtIn.names.contains(type.id))),
      Member("allowsDefault", .bool(type.allowsDefault)),
      Member("fields", .array(type.fields.map(Self.field))),
      Member("rules", Self.texts(type.rules.map(\.summary))),
    ]
    if !type.description.isEmpty {
      members.append(Member("description", .string(type.description)))
    }
    if let open = type.shape.openFields {
      members.append(
        Member(
          "otherFields",
          .object([
            Member("kind", .string(open.kind.name)),
            Member("class", .string(open.fieldClass.rawValue)),
            Member("names", .string(open.names.source)),
          ])))
    }
    if type.needsProvider {
      members.append(Member("providers", .array(type.providers.map(Self.provider))))
    }
    members.append(Member("artifacts", Self.texts(artifacts)))
    members.append(Member("skeleton", type.skeleton))
    return .object(members)
  }

  /// The type for people.
  public var text: String {
    var head = [["type", type.id], ["title", type.title], ["category", type.category]]
    if !type.aliases.isEmpty { head.append(["also", type.aliases.joined(separator: ", ")]) }
    if !artifacts.isEmpty { head.append(["renders to", artifacts.joined(separator: ", ")]) }
    var text = TextTable(header: nil, rows: head).text + "\n"
    text += Self.table(type.fields)
    if let open = type.shape.openFields {
      text += "and any others, \(open.fieldClass.rawValue), named as \(open.names.source)\n"
    }
    for rule in type.rules { text += "- \(rule.summary)\n" }
    for provider in type.providers {
      text += "\n\(provider.id): \(provider.title)\n" + Self.table(provider.configuration.fields)
      for rule in provider.configuration.rules { text += "- \(rule.summary)\n" }
    }
    let skeleton = String(decoding: JSON.write(type.skeleton), as: UTF8.self)
    return text + "\nto fill in, for create --from:\n\(skeleton)"
  }

  private static func table(_ fields: [Field]) -> String {
    let rows = fields.map { field in
      [field.id, field.kind.name, field.fieldClass.rawValue, need(of: field), note(on: field)]
    }
    guard !rows.isEmpty else { return "" }
    return TextTable(header: ["FIELD", "KIND", "CLASS", "NEED", "NOTE"], rows: rows).text
  }

  private static func need(of field: Field) -> String {
    if field.isDerived { return "derived" }
    if field.isMade { return "made" }
    return field.isRequired && field.defaultValue == nil ? "required" : "optional"
  }

  private static func note(on field: Field) -> String {
    var parts: [String] = []
    if let value = field.defaultValue { parts.append("default \(value.summary)") }
    if field.isInputOnly { parts.append("not stored") }
    if field.isMadeIfMissing { parts.append("made if it is needed and not given") }
    let limits = field.limits.summary
    if !limits.isEmpty { parts.append(limits) }
    return parts.joined(separator: "; ")
  }

  private static func provider(_ provider: Provider) -> Node {
    .object([
      Member("id", .string(provider.id)), Member("title", .string(provider.title)),
      Member("fields", .array(provider.configuration.fields.map(field))),
      Member("rules", texts(provider.configuration.rules.map(\.summary))),
    ])
  }

  private static func field(_ field: Field) -> Node {
    var members = [
      Member("id", .string(field.id)), Member("kind", .string(field.kind.name)),
      Member("class", .string(field.fieldClass.rawValue)),
      Member("required", .bool(field.isRequired)),
    ]
    if let value = field.defaultValue {
      members.append(Member("default", Node(value.content)))
    }
    if !field.limits.choices.isEmpty {
      members.append(Member("choices", texts(field.limits.choices)))
    }
    if let label = field.label { members.append(Member("label", .string(label))) }
    if !field.aliases.isEmpty { members.append(Member("aliases", texts(field.aliases))) }
    if field.isDerived { members.append(Member("derived", .bool(true))) }
    if field.isMade { members.append(Member("made", .bool(true))) }
    if field.isInputOnly { members.append(Member("inputOnly", .bool(true))) }
    if field.canBeGenerated { members.append(Member("generated", .bool(true))) }
    if field.isMadeIfMissing { members.append(Member("madeIfMissing", .bool(true))) }
    let limits = field.limits.summary
    if !limits.isEmpty { members.append(Member("allowed", .string(limits))) }
    return .object(members)
  }

  private static func texts(_ texts: [String]) -> Node { .array(texts.map { .string($0) }) }
}

/// The types that there are, as they are shown.
public struct TypeList: Sendable {
  /// The types, sorted by id.
  public let types: [CredentialType]
  /// How many credentials each type has, by id; `nil` outside of a store.
  public let usage: [String: Int]?
  /// How many there are, on all pages.
  public let total: Int
  /// Which part of them the types are, or `nil` for all.
  public let page: ListPage?

  init(types: [CredentialType], usage: [String: Int]?) {
    self.init(types: types, usage: usage, total: types.count, page: nil)
  }

  private init(types: [CredentialType], usage: [String: Int]?, total: Int, page: ListPage?) {
    self.types = types
    self.usage = usage
    self.total = total
    self.page = page
  }

  /// The types with a text in their id, title, or an alias, in any case, and one page of them.
  public func narrowed(to search: String?, page: ListPage?) -> TypeList {
    let wanted = search?.lowercased()
    let found = types.filter { type in
      guard let wanted else { return true }
      return ([type.id, type.title] + type.aliases).contains { $0.lowercased().contains(wanted) }
    }
    return TypeList(
      types: page?.part(of: found) ?? found, usage: usage, total: found.count, page: page)
  }

  /// The list as `--json` prints it.
  public var document: Node {
    let items = types.map { type in
      var members = [
        Member("type", .string(type.id)), Member("title", .string(type.title)),
        Member("category", .string(type.category)),
        Member("aliases", .array(type.aliases.map { .string($0) })),
        Member("builtIn", .bool(Catalogue.builtIn.names.contains(type.id))),
      ]
      if let usage { members.append(Member("usageCount", .int(usage[type.id] ?? 0))) }
      return Node.object(members)
    }
    let members = [Member("types", .array(items)), Member("total", .int(total))]
    return .object(members + (page?.members ?? []))
  }

  /// The list as a table for people.
  public var text: String {
    var header = ["TYPE", "CATEGORY", "TITLE"]
    if usage != nil { header.insert("USED", at: 2) }
    let rows = types.map { type in
      var row = [type.id, type.category, type.title]
      if let usage { row.insert(usage[type.id].map(String.init) ?? "", at: 2) }
      return row
    }
    guard total > 0 else { return "no such types\n" }
    return TextTable(header: header, rows: rows).text + (page?.line(ofTotal: total) ?? "")
  }

  /// The built-in types, without a store.
  public static var builtIn: TypeList {
    let catalogue = Catalogue.builtIn
    return TypeList(types: catalogue.names.compactMap { catalogue.type(named: $0) }, usage: nil)
  }
}

extension Workspace {
  /// Lists the types that credentials can have, and how many have them.
  ///
  /// - Throws: ``Failure`` with code `integrity` for a file that is no credential file,
  ///   `system` if the store cannot be read.
  public func types() throws(Failure) -> TypeList {
    var usage: [String: Int] = [:]
    for header in try headers(matching: CredentialFilter()) {
      usage[header.metadata.type, default: 0] += 1
    }
    let catalogue = store.catalogue
    return TypeList(
      types: catalogue.names.compactMap { catalogue.type(named: $0) }, usage: usage)
  }

  /// A type, by its id or an alias.
  ///
  /// - Throws: ``Failure`` with code `not_found`, naming what is near.
  public func shape(ofType name: String) throws(Failure) -> TypeShape {
    TypeShape(try store.type(name))
  }
}
