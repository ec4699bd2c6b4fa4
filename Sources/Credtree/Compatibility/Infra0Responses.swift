/// The responses of infra0.
struct Infra0Responses: CompatibleResponses {
  let system = CompatibleSystem.infra0

  func item(_ item: CredentialItem) -> Node {
    let metadata = item.header.metadata
    func key(_ id: String, _ value: Node) -> Node {
      let name = item.type?.name(ofField: id, in: system) ?? id
      return .object([Member("fieldId", .string(name)), Member("keyValue", value)])
    }
    // That there is a value is no secret.
    let keys =
      item.header.public.map { key($0.key, $0.value) }
      + item.header.sealedFields.map { key($0, Node(.null)) }
    return .object([
      Member("id", .string(metadata.id)),
      Member("credentialName", .string(metadata.title)),
      Member("credentialTypeId", .string(metadata.type)),
      Member("description", .string(metadata.description)),
      Member("keys", .array(keys)),
      Member("projectIds", .array(metadata.projects.map { .string($0) })),
      Member("createdAt", .string(metadata.createdAt.withMilliseconds)),
      Member("updatedAt", .string(metadata.updatedAt.withMilliseconds)),
    ])
  }

  func list(_ list: CredentialList, isOfProject: Bool) -> Node {
    let items = list.items.map(item)
    return isOfProject ? .array(items) : page(items, total: list.total, list.page)
  }

  private func page(_ items: [Node], total: Int, _ page: ListPage?) -> Node {
    .object([
      Member("data", .array(items)), Member("total", .int(total)),
      Member("page", .int(page?.number ?? 1)),
      Member("pageSize", .int(page?.size ?? ListPage.standardSize)),
    ])
  }

  private static var success: Node { .object([Member("success", .bool(true))]) }

  func changed(_ result: MutationResult, in workspace: Workspace) throws(Failure) -> Node? {
    switch result.outcome {
    case .created, .updated: return item(try workspace.get(result.name))
    // Assigning the projects that there are already changes nothing, and is answered all the same.
    case .unchanged where result.details.isEmpty: return item(try workspace.get(result.name))
    case .deleted: return Self.success
    case .assigned, .unchanged:
      let metadata = try workspace.get(result.name).header.metadata
      return .array(
        metadata.projects.map { project in
          .object([
            Member("credentialId", .string(metadata.id)),
            Member("projectId", .string(project)),
            Member("assignedAt", .string(metadata.updatedAt.withMilliseconds)),
          ])
        })
    default: throw noCounterpart
    }
  }

  func types(_ list: TypeList) throws(Failure) -> Node {
    page(list.types.map(document), total: list.total, list.page)
  }

  func type(_ type: CredentialType) throws(Failure) -> Node { document(of: type) }

  private func document(of type: CredentialType) -> Node {
    let fields = type.fields.filter(\.isInput).map { field in
      Node.object([
        Member("fieldName", .string(type.name(ofField: field.id, in: system))),
        Member("fieldLabel", .string(field.label ?? field.id)),
        Member("fieldType", .string(Infra0FieldType.name(of: field, in: type))),
      ])
    }
    return .object([
      Member("id", .string(type.id)),
      Member("typeName", .string(type.elsewhere[system]?.type ?? type.title)),
      Member("description", .string(type.description)),
      Member("fields", .array(fields)),
    ])
  }

  func changed(_ change: TypeChange, type: CredentialType?) throws(Failure) -> Node? {
    type.map(document) ?? Self.success
  }

  func failure(_ failure: Failure) -> Node {
    .object([Member("error", .string(failure.line))])
  }
}
