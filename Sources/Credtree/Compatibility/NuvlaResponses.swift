/// The responses of Nuvla.
struct NuvlaResponses: CompatibleResponses {
  let system = CompatibleSystem.nuvla

  func item(_ item: CredentialItem) -> Node { .object(resource(item)) }

  func described(_ item: CredentialItem) -> Node {
    var members = resource(item)
    // What can be done is what a key is there for.
    let operations = item.isOpen ? ["edit", "delete"] : []
    let reference = "credential/\(item.header.id)"
    members.append(
      Member(
        "operations",
        .array(
          operations.map { operation in
            .object([Member("rel", .string(operation)), Member("href", .string(reference))])
          })))
    return .object(members)
  }

  private func resource(_ item: CredentialItem) -> [Member] {
    let metadata = item.header.metadata
    let subtype = item.typeName(in: system)
    var members = [
      Member("id", .string("credential/\(metadata.id)")),
      Member("resource-type", .string("credential")),
      Member("created", .string(metadata.createdAt.withMilliseconds)),
      Member("updated", .string(metadata.updatedAt.withMilliseconds)),
      Member("name", .string(metadata.title)),
      Member("description", .string(metadata.description)),
      Member("subtype", .string(subtype)), Member("method", .string(subtype)),
    ]
    if let parent = metadata.parent { members.append(Member("parent", .string(parent))) }
    for value in item.header.public {
      let key = item.type?.name(ofField: value.key, in: system) ?? value.key
      guard !members.contains(where: { $0.key == key }) else { continue }
      members.append(Member(key, value.value))
    }
    return members
  }

  func list(_ list: CredentialList, isOfProject: Bool) -> Node {
    collection("credential", list.items.map(item), total: list.total, operations: ["add"])
  }

  private func collection(
    _ name: String, _ resources: [Node], total: Int, operations: [String]
  ) -> Node {
    .object([
      Member("count", .int(total)),
      Member("id", .string(name)), Member("resource-type", .string("\(name)-collection")),
      Member("resources", .array(resources)),
      Member(
        "operations",
        .array(
          operations.map { operation in
            .object([Member("rel", .string(operation)), Member("href", .string(name))])
          })),
    ])
  }

  func changed(_ result: MutationResult, in workspace: Workspace) throws(Failure) -> Node? {
    switch result.outcome {
    case .created:
      return .object(status(201, "created", result))
    case .deleted: return .object(status(200, "deleted", result))
    case .updated, .unchanged: return described(try workspace.get(result.name))
    default: throw noCounterpart
    }
  }

  private func status(_ status: Int, _ verb: String, _ result: MutationResult) -> [Member] {
    let reference = "credential/\(result.id)"
    return [
      Member("status", .int(status)), Member("message", .string("\(reference) \(verb)")),
      Member("resource-id", .string(reference)),
    ]
  }

  func types(_ list: TypeList) throws(Failure) -> Node {
    collection(
      "credential-template", list.types.map { template(of: $0) }, total: list.total, operations: [])
  }

  func type(_ type: CredentialType) throws(Failure) -> Node { template(of: type) }

  private func template(of type: CredentialType) -> Node {
    let subtype = type.name(in: system)
    var members = [
      Member("id", .string("credential-template/\(subtype)")),
      Member("resource-type", .string("credential-template")),
      Member("name", .string(type.title)), Member("description", .string(type.description)),
      Member("subtype", .string(subtype)), Member("method", .string(subtype)),
    ]
    for member in type.skeleton["data"]?.object ?? [] {
      let key = type.name(ofField: member.key, in: system)
      guard !members.contains(where: { $0.key == key }) else { continue }
      members.append(Member(key, member.value))
    }
    return .object(members)
  }

  func failure(_ failure: Failure) -> Node {
    var members = [
      Member("status", .int(Self.status(of: failure.code))),
      Member("message", .string(failure.line)),
    ]
    if let id = failure.foreign("credentialId")?.string {
      members.append(Member("resource-id", .string("credential/\(id)")))
    }
    return .object(members)
  }

  private static func status(of code: Failure.Code) -> Int {
    switch code.exitStatus {
    case 2, 5: 400
    case 3: 404
    case 4: 409
    case 6: 403
    default: 500
    }
  }
}
