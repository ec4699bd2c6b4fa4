/// The responses of Quave ONE.
struct QuaveResponses: CompatibleResponses {
  let system = CompatibleSystem.quave

  func item(_ item: CredentialItem) -> Node {
    let metadata = item.header.metadata
    var members = [
      Member("credentialId", .string(metadata.id)),
      Member("accountId", .string(item.accountID ?? "")),
      Member("type", .string(item.typeName(in: system))),
      Member("name", .string(metadata.title)),
      Member("description", .string(metadata.description)),
    ]
    if let provider = metadata.provider { members.append(Member("provider", .string(provider))) }
    return .object(
      members + [
        Member("isDefault", .bool(metadata.isDefault)),
        Member("revision", .int(metadata.revision)),
        Member("createdAt", .string(metadata.createdAt.withMilliseconds)),
        Member("updatedAt", .string(metadata.updatedAt.withMilliseconds)),
        Member("regionSyncStatuses", item.syncStatuses),
        Member("data", .object(item.header.public)),
      ])
  }

  func list(_ list: CredentialList, isOfProject: Bool) -> Node {
    .object([Member("credentials", .array(list.items.map(item)))])
  }

  func changed(_ result: MutationResult, in workspace: Workspace) throws(Failure) -> Node? {
    .object([
      Member("credentialId", .string(result.id)), Member("message", .string(result.message)),
    ])
  }

  func references(_ list: ReferenceList) throws(Failure) -> Node {
    .object([Member("references", ReferenceReport.quave(list.references))])
  }

  func failure(_ failure: Failure) -> Node {
    var members = [Member("error", .string(failure.line))]
    if let references = failure.foreign("quaveReferences") {
      members.append(Member("references", references))
    }
    return .object(members)
  }
}
