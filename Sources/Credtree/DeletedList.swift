/// The credentials that the current branch had and has no longer, as they are shown.
public struct DeletedList: Sendable {
  let items: [(deleted: DeletedCredential, item: CredentialItem)]
  /// How many there are, on all pages.
  public let total: Int
  let page: ListPage?

  /// The list as `--json` prints it.
  public var document: Node {
    let credentials = items.map { entry in
      Node.object(
        (entry.item.document.object ?? []) + [
          Member("deleted", .bool(true)),
          Member("deletedAt", .string(entry.deleted.deletedAt.description)),
          Member("deletedBy", .string(entry.deleted.deletedBy)),
          Member("commit", .string(entry.deleted.commit)),
        ])
    }
    var members = [
      Member("credentials", .array(credentials)), Member("total", .int(total)),
    ]
    if let page { members += page.members }
    return .object(members)
  }

  /// The list as a table for people.
  public var text: String {
    guard total > 0 else { return "no such credential has been deleted on this branch\n" }
    let rows = items.map { entry in
      let metadata = entry.item.header.metadata
      return [
        entry.item.header.name, metadata.type, "r\(metadata.revision)",
        entry.deleted.deletedAt.description, entry.deleted.deletedBy, String(metadata.id.prefix(8)),
      ]
    }
    let header = ["NAME", "TYPE", "REV", "DELETED", "BY", "ID"]
    let table = TextTable(header: header, rows: rows).text
    return table + (page?.line(ofTotal: total) ?? "")
  }
}

extension Workspace {
  /// Lists deleted credentials, the last deleted first unless another order is asked for.
  ///
  /// - Throws: ``Failure`` with code `not_found` for an unknown type or project, `system` if git
  ///   refuses or history ends at the edge of a shallow clone.
  public func deleted(_ query: CredentialQuery = CredentialQuery()) throws(Failure) -> DeletedList {
    let resolved = try query.resolved(in: store)
    var deleted = try store.deletedCredentials().filter { resolved.matches($0.header) }
    if query.order != CredentialOrder() {
      let places = Dictionary(
        query.order.sorted(deleted.map(\.header)).enumerated().map { ($1.id, $0) },
        uniquingKeysWith: { first, _ in first })
      deleted.sort { places[$0.header.id, default: 0] < places[$1.header.id, default: 0] }
    }
    let shown = query.page?.part(of: deleted) ?? deleted
    return DeletedList(
      items: shown.map { entry in
        let type = store.catalogue.type(named: entry.header.metadata.type)
        return (
          entry,
          CredentialItem(
            header: entry.header, type: type, accountID: store.configuration.account?.id)
        )
      }, total: deleted.count, page: query.page)
  }
}
