/// The responses of Seqera Platform, and of Nextflow Tower, which it was before.
struct SeqeraResponses: CompatibleResponses {
  let system: CompatibleSystem

  func item(_ item: CredentialItem) -> Node { self.item(item, isDeleted: false) }

  private func item(_ item: CredentialItem, isDeleted: Bool) -> Node {
    let metadata = item.header.metadata
    var members = [
      Member("id", .string(metadata.id)),
      // Names were free texts in Tower and are not in Seqera Platform.
      Member("name", .string(system == .tower ? metadata.title : item.header.name)),
      Member("description", .string(metadata.description)),
      Member("provider", .string(item.typeName(in: system))),
    ]
    if system == .seqera { members.append(Member("baseUrl", baseURL(of: item))) }
    members += [
      Member("category", .string(metadata.category)),
      Member("deleted", isDeleted ? .bool(true) : Node(.null)),
      Member("lastUsed", item.lastUsed.map { .string($0.description) } ?? Node(.null)),
      Member("dateCreated", .string(metadata.createdAt.description)),
      Member("lastUpdated", .string(metadata.updatedAt.description)),
    ]
    if system == .seqera {
      let discriminator = Member("discriminator", .string(item.typeName(in: system)))
      let keys = item.header.public.map {
        Member(item.type?.name(ofField: $0.key, in: system) ?? $0.key, $0.value)
      }
      members.append(Member("keys", .object([discriminator] + keys)))
    }
    return .object(members)
  }

  private func baseURL(of item: CredentialItem) -> Node {
    if let url = item.header.metadata.baseURL { return .string(url) }
    guard let field = item.type?.field("baseUrl"),
      let value = item.header.public.first(where: { $0.key == field.id })?.value
    else { return Node(.null) }
    return value
  }

  func described(_ item: CredentialItem) -> Node {
    .object([Member("credentials", self.item(item))])
  }

  func list(_ list: CredentialList, isOfProject: Bool) -> Node {
    .object([Member("credentials", .array(list.items.map(item)))])
  }

  func list(_ list: DeletedList) throws(Failure) -> Node {
    .object([
      Member("credentials", .array(list.items.map { self.item($0.item, isDeleted: true) }))
    ])
  }

  func changed(_ result: MutationResult, in workspace: Workspace) throws(Failure) -> Node? {
    switch result.outcome {
    case .created: .object([Member("credentialsId", .string(result.id))])
    case .updated, .unchanged, .deleted: nil
    default: throw noCounterpart
    }
  }

  func freeName() throws(Failure) -> Node? { nil }

  func failure(_ failure: Failure) -> Node {
    if system == .tower {
      return .object([Member("message", .string(Self.words(of: failure)))])
    }
    if failure.code == .inUse, let id = failure.foreign("credentialId") {
      return .object([
        Member("credentialsId", id), Member("conflicts", .array(Self.conflicts(failure))),
      ])
    }
    return .object([Member("message", .string(failure.line))])
  }

  /// What Tower says of every error, and behind it what it leaves to be looked up in a log.
  private static func words(of failure: Failure) -> String {
    let id = (try? CredentialID.random()) ?? ""
    return "Oops... Unable to process request - Error ID: \(id) - \(failure.line)"
  }

  /// What stands in the way of a deletion: there jobs that run, here places in files.
  private static func conflicts(_ failure: Failure) -> [Node] {
    let references = failure.context.first { $0.key == "references" }?.value.object ?? []
    return references.flatMap { $0.value.array ?? [] }.map { entry in
      let name = entry["name"]?.string ?? ""
      let id = ["appId", "appEnvId", "hostname"].lazy.compactMap { entry[$0]?.string }.first
      let place = "\(entry["file"]?.string ?? ""):\(entry["line"]?.int ?? 0)"
      return .object([
        Member("id", .string(id ?? name)), Member("name", .string(name)),
        Member("type", .string("reference")), Member("url", .string(place)),
      ])
    }
  }
}
