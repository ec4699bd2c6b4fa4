/// Which credentials a command is about, by what is readable without a key.
public struct CredentialFilter: Hashable, Sendable {
  /// The type, as an id or an alias.
  public var type: String?
  /// A project they are assigned to.
  public var project: String?
  /// A glob that their names match.
  public var name: Glob?

  /// Creates a filter; without arguments it takes everything.
  public init(type: String? = nil, project: String? = nil, name: Glob? = nil) {
    self.type = type
    self.project = project
    self.name = name
  }

  /// Reads `type=…,project=…,name=GLOB`; `nil` is everything.
  ///
  /// - Throws: ``Failure`` with code `usage` for anything else.
  public init(parsing text: String?) throws(Failure) {
    self.init()
    for part in (text ?? "").split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2 else {
        throw Failure(.usage, "--select takes type=…, project=…, name=GLOB, joined by commas")
      }
      switch pair[0] {
      case "type": type = pair[1]
      case "project": project = pair[1]
      case "name":
        guard let glob = Glob(pair[1]) else {
          throw Failure(.usage, "the glob of --select name=… is not a glob")
        }
        name = glob
      default:
        throw Failure(.usage, "--select knows type, project and name, not '\(pair[0])'")
      }
    }
  }

  /// Whether a credential is one of those meant; `type` is the id that the filter's type has.
  func matches(_ header: CredentialHeader, type: String?) -> Bool {
    if let type, header.metadata.type != type { return false }
    if let project, !header.metadata.projects.contains(project) { return false }
    if let name, !name.matches(header.name) { return false }
    return true
  }
}

/// A list of credentials, as it is shown.
public struct CredentialList: Sendable {
  /// The items, in the order that was asked for.
  public let items: [CredentialItem]
  /// How many there are, on all pages.
  public let total: Int
  /// Which part of them the items are, or `nil` for all.
  public let page: ListPage?
  /// Whether there may be more that were not asked for.
  let isNarrowed: Bool

  /// The list as `--json` prints it.
  public var document: Node {
    var members = [
      Member("credentials", .array(items.map(\.document))), Member("total", .int(total)),
    ]
    if let page { members += page.members }
    return .object(members)
  }

  /// The list as a table for people.
  public var text: String {
    guard total > 0 else {
      return isNarrowed
        ? "no such credentials\n" : "no credentials; create one with 'credtree create'\n"
    }
    let rows = items.map { item in
      let metadata = item.header.metadata
      return [
        item.header.name, metadata.type + (metadata.isDefault ? " (default)" : ""),
        "r\(metadata.revision)", metadata.updatedAt.description,
        metadata.title == item.header.name ? "" : metadata.title,
      ]
    }
    let table = TextTable(header: ["NAME", "TYPE", "REV", "UPDATED", "TITLE"], rows: rows).text
    return table + (page?.line(ofTotal: total) ?? "")
  }
}

extension Workspace {
  /// Lists credentials; opens none of them.
  ///
  /// - Throws: ``Failure`` with code `not_found` for an unknown type or project, `integrity` for
  ///   a file that is no credential file, `system` if the store cannot be read.
  public func list(_ query: CredentialQuery = CredentialQuery()) throws(Failure) -> CredentialList {
    let account = store.configuration.account?.id
    let resolved = try query.resolved(in: store)
    let headers = query.order.sorted(try headers { resolved.matches($0) })
    let shown = query.page?.part(of: headers) ?? headers
    return CredentialList(
      items: shown.map { header in
        CredentialItem(
          header: header, type: store.catalogue.type(named: header.metadata.type),
          accountID: account)
      }, total: headers.count, page: query.page, isNarrowed: query.isNarrowing)
  }

  /// The readable parts of the credentials that a filter takes, sorted by name.
  func headers(matching filter: CredentialFilter) throws(Failure) -> [CredentialHeader] {
    let type: String? =
      if let name = filter.type { try store.type(name).id } else { nil }
    return try headers { filter.matches($0, type: type) }
  }

  /// The readable parts of the credentials that `isWanted` takes, sorted by name.
  func headers(where isWanted: @escaping @Sendable (CredentialHeader) -> Bool) throws(Failure)
    -> [CredentialHeader]
  {
    let names = try store.reader.names()
    let store = store
    return try ParallelMap.compactMap(names) { name in
      Result { () throws(Failure) in
        guard let header = try store.header(name), isWanted(header) else { return nil }
        return header
      }
    }
  }
}
