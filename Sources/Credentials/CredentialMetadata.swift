public import Documents

/// The readable part of a credential that every type has: the file's `credential` object.
public struct CredentialMetadata: Hashable, Sendable {
  /// The identity, which a rename keeps.
  public var id: String
  /// The path of the file below the store, without `.json`.
  public var name: String
  /// The id of the credential's type.
  public var type: String
  /// Which provider the credential is for, where the type has several.
  public var provider: String?
  /// A free text to show instead of the name.
  public var title: String
  /// A free text.
  public var description: String
  /// What the credential is for; the type's category unless it was set.
  public var category: String
  /// The service that the credential belongs to.
  public var baseURL: String?
  /// Whether it applies where no credential is named; registry logins only.
  public var isDefault: Bool
  /// The projects it is assigned to: sorted, each once.
  public var projects: [String]
  /// Who is responsible for it.
  public var owner: String?
  /// When the credential stops working.
  public var expiresAt: Timestamp?
  /// When the credential should have been replaced.
  public var rotateBy: Timestamp?
  /// The id or name of the credential that this one belongs to.
  public var parent: String?
  /// Addresses of pages about it.
  public var links: [String]
  /// The number of the revision: 1 for a new credential, one more for every change.
  public var revision: Int
  /// When the credential was created.
  public var createdAt: Timestamp
  /// When the last revision was made.
  public var updatedAt: Timestamp

  /// The metadata of a new credential.
  public init(
    id: String, name: String, type: String, title: String, category: String, now: Timestamp
  ) {
    self.id = id
    self.name = name
    self.type = type
    self.title = title
    self.category = category
    description = ""
    isDefault = false
    projects = []
    links = []
    revision = 1
    createdAt = now
    updatedAt = now
  }

  /// The members of the `credential` object, in the order in which files have them.
  public var members: [Member] {
    var members: [Member] = [
      Member("id", .string(id)), Member("name", .string(name)), Member("type", .string(type)),
    ]
    func add(_ key: String, _ text: String?) {
      if let text { members.append(Member(key, .string(text))) }
    }
    add("provider", provider)
    add("title", title)
    add("description", description)
    add("category", category)
    add("baseUrl", baseURL)
    members.append(Member("isDefault", .bool(isDefault)))
    members.append(Member("projects", .array(projects.map { .string($0) })))
    add("owner", owner)
    add("expiresAt", expiresAt?.description)
    add("rotateBy", rotateBy?.description)
    add("parent", parent)
    if !links.isEmpty { members.append(Member("links", .array(links.map { .string($0) }))) }
    members.append(Member("revision", .int(revision)))
    add("createdAt", createdAt.description)
    add("updatedAt", updatedAt.description)
    return members
  }

  /// Reads a file's `credential` object.
  ///
  /// - Throws: ``MetadataProblems`` with every member that is missing, unknown, repeated, or
  ///   of the wrong kind.
  init(reading members: [Member]) throws(MetadataProblems) {
    var reader = MetadataReader(members)
    id = reader.text("id")
    name = reader.text("name")
    type = reader.text("type")
    provider = reader.optionalText("provider")
    title = reader.text("title")
    description = reader.text("description")
    category = reader.text("category")
    baseURL = reader.optionalText("baseUrl")
    isDefault = reader.bool("isDefault")
    projects = reader.texts("projects")
    owner = reader.optionalText("owner")
    expiresAt = reader.optionalTime("expiresAt")
    rotateBy = reader.optionalTime("rotateBy")
    parent = reader.optionalText("parent")
    links = reader.texts("links", isOptional: true)
    revision = reader.positiveInteger("revision")
    createdAt = reader.time("createdAt")
    updatedAt = reader.time("updatedAt")
    if !CredentialID.isValid(id) { reader.report("id", "is not a credential id") }
    try reader.finish()
  }
}

/// Everything wrong with a `credential` object.
struct MetadataProblems: Error {
  let problems: [Problem]
}

/// Takes members one by one and remembers what was wrong.
private struct MetadataReader {
  private var members: [String: Node] = [:]
  private var problems: [Problem] = []

  init(_ list: [Member]) {
    for member in list where members.updateValue(member.value, forKey: member.key) != nil {
      report(member.key, "occurs twice")
    }
  }

  mutating func report(_ key: String, _ message: String) {
    problems.append(Problem(message, field: "credential.\(key)"))
  }

  private mutating func take<Value>(
    _ key: String, _ kind: String, default value: Value, _ read: (Node) -> Value?
  ) -> Value {
    guard let node = members.removeValue(forKey: key) else {
      report(key, "is missing")
      return value
    }
    guard let result = read(node) else {
      report(key, "must be \(kind)")
      return value
    }
    return result
  }

  private mutating func takeOptional<Value>(
    _ key: String, _ kind: String, _ read: (Node) -> Value?
  ) -> Value? {
    guard members[key] != nil else { return nil }
    return take(key, kind, default: nil) { node in read(node).map(Optional.some) }
  }

  mutating func text(_ key: String) -> String { take(key, "a text", default: "", \.string) }

  mutating func optionalText(_ key: String) -> String? { takeOptional(key, "a text", \.string) }

  mutating func bool(_ key: String) -> Bool {
    take(key, "true or false", default: false, \.bool)
  }

  mutating func texts(_ key: String, isOptional: Bool = false) -> [String] {
    if isOptional, members[key] == nil { return [] }
    return take(key, "a list of texts", default: []) { node in
      guard let array = node.array else { return nil }
      let texts = array.compactMap(\.string)
      return texts.count == array.count ? texts : nil
    }
  }

  mutating func positiveInteger(_ key: String) -> Int {
    take(key, "a whole number from 1", default: 1) { node in node.int.flatMap { $0 > 0 ? $0 : nil }
    }
  }

  mutating func time(_ key: String) -> Timestamp {
    take(key, "a time such as 2026-11-20T10:00:00Z", default: Timestamp(secondsSince1970: 0)) {
      $0.string.flatMap { Timestamp($0) }
    }
  }

  mutating func optionalTime(_ key: String) -> Timestamp? {
    takeOptional(key, "a time such as 2026-11-20T10:00:00Z") {
      $0.string.flatMap { Timestamp($0) }
    }
  }

  mutating func finish() throws(MetadataProblems) {
    for key in members.keys.sorted() { report(key, "is not known to this version") }
    guard problems.isEmpty else { throw MetadataProblems(problems: problems) }
  }
}
