/// A credential as `list` and `get` show it: never with a secret.
public struct CredentialItem: Sendable {
  /// The readable part.
  public let header: CredentialHeader
  /// The confidential fields, where the credential was opened.
  public let confidential: [Member]
  /// Whether the credential was opened.
  let isOpen: Bool
  let type: CredentialType?
  let accountID: String?

  /// When its secrets were last read in this clone; `nil` where they were not.
  public let lastUsed: Timestamp?
  /// How it stands at the targets that it is delivered to.
  public let statuses: [String: DeliveryStatus]

  /// How each target stands, by its name.
  var syncStatuses: Node {
    .object(
      statuses.sorted { $0.key < $1.key }.map { Member($0.key, .string($0.value.rawValue)) })
  }

  init(
    header: CredentialHeader, type: CredentialType?, accountID: String?,
    lastUsed: Timestamp? = nil, confidential: [Member] = [], isOpen: Bool = false,
    statuses: [String: DeliveryStatus] = [:]
  ) {
    self.lastUsed = lastUsed
    self.header = header
    self.type = type
    self.accountID = accountID
    self.confidential = confidential
    self.isOpen = isOpen
    self.statuses = statuses
  }

  /// What another system calls the credential's type.
  func typeName(in system: CompatibleSystem) -> String {
    type?.name(in: system) ?? system.typeName(header.metadata.type)
  }

  /// The fields that hold a secret: of an unknown type, everything that is encrypted.
  public var secretFields: [String] {
    guard let type else { return header.sealedFields }
    return header.sealedFields.filter { type.field($0)?.fieldClass != .confidential }
  }

  private var data: [Member] { header.public + confidential }

  /// The credential as `--json` prints it; what is absent is left out.
  public var document: Node {
    let metadata = header.metadata
    var members = [Member("credentialId", .string(metadata.id))]
    func add(_ key: String, _ text: String?) {
      if let text { members.append(Member(key, .string(text))) }
    }
    add("accountId", accountID)
    add("name", header.name)
    add("title", metadata.title)
    add("type", metadata.type)
    add("provider", metadata.provider)
    add("category", metadata.category)
    add("description", metadata.description)
    add("baseUrl", metadata.baseURL)
    members.append(Member("isDefault", .bool(metadata.isDefault)))
    members.append(Member("projects", .array(metadata.projects.map { .string($0) })))
    add("owner", metadata.owner)
    add("parent", metadata.parent)
    members.append(Member("revision", .int(metadata.revision)))
    add("createdAt", metadata.createdAt.description)
    add("updatedAt", metadata.updatedAt.description)
    add("expiresAt", metadata.expiresAt?.description)
    add("rotateBy", metadata.rotateBy?.description)
    add("lastUsed", lastUsed?.description)
    if !metadata.links.isEmpty {
      members.append(Member("links", .array(metadata.links.map { .string($0) })))
    }
    if !statuses.isEmpty { members.append(Member("syncStatuses", syncStatuses)) }
    members.append(Member("data", .object(data)))
    members.append(Member("secretFields", .array(secretFields.map { .string($0) })))
    return .object(members)
  }

  /// What the other side needs to be told, or `nil` for a type that needs nothing.
  public var setupSnippet: String? {
    type.flatMap { SetupSnippet.text(of: $0, values: header.public, name: header.name) }
  }

  /// The credential for people: a line for each property.
  public var text: String {
    let metadata = header.metadata
    var rows = [["name", header.name], ["id", metadata.id]]
    func add(_ key: String, _ text: String?) {
      if let text, !text.isEmpty { rows.append([key, text]) }
    }
    add("title", metadata.title == header.name ? nil : metadata.title)
    add("type", metadata.type + (metadata.isDefault ? " (default)" : ""))
    add("provider", metadata.provider)
    add("category", metadata.category)
    add("description", metadata.description)
    add("base url", metadata.baseURL)
    add("projects", metadata.projects.joined(separator: ", "))
    add("owner", metadata.owner)
    add("revision", "\(metadata.revision)")
    add("created", metadata.createdAt.description)
    add("updated", metadata.updatedAt.description)
    add("expires", metadata.expiresAt?.description)
    add("rotate by", metadata.rotateBy?.description)
    add("last used", lastUsed?.description)
    for (target, status) in statuses.sorted(by: { $0.key < $1.key }) {
      rows.append(["at \(target)", status.rawValue])
    }
    for member in data { add(member.key, member.value.summary) }
    for field in secretFields { rows.append([field, "(secret)"]) }
    let hidden = header.sealedFields.filter { field in
      !secretFields.contains(field) && !confidential.contains { $0.key == field }
    }
    for field in hidden { rows.append([field, "(confidential; needs a key)"]) }
    return TextTable(header: nil, rows: rows).text
  }
}

extension Workspace {
  /// A credential with its confidential fields, if an identity opens it, and no secret.
  ///
  /// - Throws: ``Failure`` with code `not_found`, `ambiguous`, or `integrity`. Having no
  ///   identity for it is no failure.
  public func get(_ reference: String) throws(Failure) -> CredentialItem {
    let name = try store.resolve(reference)
    let file = try store.file(name)
    try file.requireOwnName()
    let type = store.catalogue.type(named: file.metadata.type)
    var confidential: [Member] = []
    var isOpen = false
    do throws(Failure) {
      let opened = try file.open(
        with: try store.keyRing(), configuration: store.configuration)
      isOpen = true
      confidential = opened.contents.fields.compactMap { field in
        guard type?.field(field.key)?.fieldClass == .confidential,
          let text = field.value.plainText
        else { return nil }
        return Member(field.key, .string(text))
      }
    } catch {
      guard error.code == .forbidden else { throw error }
    }
    return CredentialItem(
      header: CredentialHeader(of: file), type: type,
      accountID: store.configuration.account?.id,
      lastUsed: store.usageLog?.times()[file.metadata.id], confidential: confidential,
      isOpen: isOpen, statuses: knownSyncStatuses[file.metadata.id] ?? [:])
  }
}

extension Workspace {
  /// How credentials stand at targets, by their ids; nothing where git cannot tell.
  var knownSyncStatuses: [String: [String: DeliveryStatus]] { (try? syncStatuses()) ?? [:] }
}
