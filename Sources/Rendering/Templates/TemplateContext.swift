internal import CredentialTypes
internal import Credentials
internal import Documents

/// The names that a template can use for what is in credentials.
///
/// The fields of the only credential stand at the top, and `credential` has what is known about
/// it. The fields of each are also below its name, and `credentials` is the list of them all.
enum TemplateContext {
  static func stack(of credentials: [OpenedCredential]) -> [Node] {
    let entries = credentials.map { Node.object(members(of: $0)) }
    var root = zip(credentials, entries).map { Member($0.name, $1) }
    root.append(Member("credentials", .array(entries)))
    var stack = [Node.object(root)]
    if entries.count == 1 { stack.append(entries[0]) }
    return stack
  }

  private static func members(of credential: OpenedCredential) -> [Member] {
    var members = credential.public + credential.fields
    let given = Set(members.map(\.key))
    // Defaults are not stored, and stand for what is not given.
    for field in credential.type.fields where !given.contains(field.id) {
      if let value = credential.effective(field.id) { members.append(Member(field.id, value)) }
    }
    let metadata = credential.metadata
    var about = [
      Member("id", .string(metadata.id)), Member("name", .string(metadata.name)),
      Member("type", .string(metadata.type)), Member("title", .string(metadata.title)),
      Member("revision", .int(metadata.revision)),
      Member("projects", .array(metadata.projects.map { .string($0) })),
    ]
    for (key, text) in [
      ("description", metadata.description), ("category", metadata.category),
      ("provider", metadata.provider ?? ""), ("owner", metadata.owner ?? ""),
      ("baseUrl", metadata.baseURL ?? ""), ("expiresAt", metadata.expiresAt?.description ?? ""),
    ] where !text.isEmpty {
      about.append(Member(key, .string(text)))
    }
    members.append(Member("credential", .object(about)))
    return members
  }
}
