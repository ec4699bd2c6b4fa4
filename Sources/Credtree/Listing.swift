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
  /// Why some files are not in the list: they are damaged, or have an unresolved merge.
  public let unlisted: [Failure]
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

  /// What to end with where files are not in the list, after it is shown; else `nil`.
  public var failure: Failure? {
    guard unlisted.count > 1 else { return unlisted.first }
    return Failure(
      unlisted[0].code, "\(unlisted.count) files are not in the list",
      details: unlisted.map { Problem($0.message) })
  }

  /// The list as a table for people.
  public var text: String {
    guard total > 0 || !unlisted.isEmpty else {
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
  /// A file that is no credential file is not listed, and ``CredentialList/failure`` says so.
  ///
  /// - Throws: ``Failure`` with code `not_found` for an unknown type or project, `system` if the
  ///   store cannot be read.
  public func list(_ query: CredentialQuery = CredentialQuery()) throws(Failure) -> CredentialList {
    let account = store.configuration.account?.id
    let lastUsed = store.usageLog?.times() ?? [:]
    var query = try query.resolved(in: store)
    query.lastUsed = lastUsed
    let resolved = query
    var unlisted: [Failure] = []
    let found = try judgedHeaders { resolved.matches($0) }.compactMap { judged in
      switch judged {
      case .success(let header): return header
      case .failure(let failure):
        unlisted.append(failure)
        return nil
      }
    }
    let headers = resolved.query.order.sorted(found, lastUsed: lastUsed)
    let page = resolved.query.page
    let shown = page?.part(of: headers) ?? headers
    let statuses = knownSyncStatuses
    return CredentialList(
      items: shown.map { header in
        CredentialItem(
          header: header, type: store.catalogue.type(named: header.metadata.type),
          accountID: account, lastUsed: lastUsed[header.id], statuses: statuses[header.id] ?? [:])
      }, total: headers.count, page: page, unlisted: unlisted,
      isNarrowed: resolved.query.isNarrowing)
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
    var headers: [CredentialHeader] = []
    for judged in try judgedHeaders(where: isWanted) { headers.append(try judged.get()) }
    return headers
  }

  /// The same, with a failure in the place of each file that is no credential file.
  private func judgedHeaders(
    where isWanted: @escaping @Sendable (CredentialHeader) -> Bool
  ) throws(Failure) -> [Result<CredentialHeader, Failure>] {
    let names = try store.reader.names()
    let store = store
    return try ParallelMap.compactMap(names) { name in
      do throws(Failure) {
        guard let header = try store.header(name), isWanted(header) else { return .success(nil) }
        return .success(.success(header))
      } catch {
        let isAboutTheFile = error.code == .integrity || error.code == .conflict
        return isAboutTheFile ? .success(.failure(error)) : .failure(error)
      }
    }
  }
}
