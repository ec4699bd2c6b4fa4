/// Which credentials `list` shows, in which order, and which part of them.
public struct CredentialQuery: Hashable, Sendable {
  /// Types, as ids or aliases; empty for every type.
  public var types: [String] = []
  /// The category.
  public var category: String?
  /// The provider; a type is its own provider, so that `aws` finds credentials of that type.
  public var provider: String?
  /// What workloads run on, such as `aws-batch`: it stands for the types that are for it.
  public var platform: String?
  /// A project they are assigned to.
  public var project: String?
  /// A text in the name or the title, in any case.
  public var search: String?
  /// Whether only defaults are shown.
  public var isDefault = false
  /// The moment before which they stop working, or have.
  public var expiredBefore: Timestamp?
  /// The moment since which they have not been read in this clone.
  public var unusedSince: Timestamp?
  /// The order.
  public var order = CredentialOrder()
  /// The part to show, or `nil` for everything.
  public var page: ListPage?

  /// Creates a query that takes everything, by name.
  public init() {}

  /// Whether it narrows what there is.
  var isNarrowing: Bool {
    var all = CredentialQuery()
    (all.order, all.page) = (order, page)
    return self != all
  }
}

/// One part of a list.
public struct ListPage: Hashable, Sendable {
  /// How many items a page may have.
  public static let sizes = 1...1000
  /// How many items a page has if nothing else is said.
  public static let standardSize = 20

  /// The number of the page, from 1.
  public let number: Int
  /// How many items it has at most.
  public let size: Int

  /// Creates a page.
  ///
  /// - Throws: ``Failure`` with code `usage` for a number below 1 or a size out of ``sizes``.
  public init(number: Int = 1, size: Int = ListPage.standardSize) throws(Failure) {
    guard number >= 1 else { throw Failure(.usage, "pages are counted from 1") }
    guard Self.sizes.contains(size) else {
      throw Failure(
        .usage, "a page has from \(Self.sizes.lowerBound) to \(Self.sizes.upperBound) credentials")
    }
    self.number = number
    self.size = size
  }

  /// What JSON says of the page.
  var members: [Member] { [Member("page", .int(number)), Member("pageSize", .int(size))] }

  /// What people are told of the page.
  func line(ofTotal total: Int) -> String {
    "page \(number) of \((total - 1) / size + 1), \(total) in all\n"
  }

  /// The items of the page; none behind the end.
  func part<Item>(of items: [Item]) -> [Item] {
    let (start, isTooFar) = (number - 1).multipliedReportingOverflow(by: size)
    guard !isTooFar, start < items.count else { return [] }
    return Array(items[start..<min(start + size, items.count)])
  }
}

/// The order of a list: by one property, and where that is the same, by name.
public struct CredentialOrder: Hashable, Sendable {
  /// What can be sorted by, as JSON names it.
  public enum Property: String, Hashable, Sendable, CaseIterable {
    case name, title, type, category, provider, revision, createdAt, updatedAt, expiresAt, lastUsed
  }

  /// The property.
  public var property: Property
  /// Whether the greatest comes first.
  public var isDescending: Bool

  /// Creates an order.
  public init(by property: Property = .name, isDescending: Bool = false) {
    self.property = property
    self.isDescending = isDescending
  }

  /// Reads `PROPERTY`, `PROPERTY:asc`, or `PROPERTY:desc`.
  ///
  /// - Throws: ``Failure`` with code `usage` for anything else.
  public init(parsing text: String) throws(Failure) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let direction = parts.count > 1 ? parts[1] : "asc"
    guard let property = Property.allCases.first(where: { $0.rawValue == parts[0] }),
      ["asc", "desc"].contains(direction)
    else {
      let names = Property.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure(.usage, "a list is sorted by one of \(names), with :desc for the reverse")
    }
    self.init(by: property, isDescending: direction == "desc")
  }

  /// The headers in this order; those without a value come last, whichever way it goes.
  func sorted(_ headers: [CredentialHeader], lastUsed: [String: Timestamp] = [:])
    -> [CredentialHeader]
  {
    switch property {
    case .name: sorted(headers) { $0.name }
    case .title: sorted(headers) { $0.metadata.title.lowercased() }
    case .type: sorted(headers) { $0.metadata.type }
    case .category: sorted(headers) { $0.metadata.category }
    case .provider: sorted(headers) { $0.metadata.provider }
    case .revision: sorted(headers) { $0.metadata.revision }
    case .createdAt: sorted(headers) { $0.metadata.createdAt }
    case .updatedAt: sorted(headers) { $0.metadata.updatedAt }
    case .expiresAt: sorted(headers) { $0.metadata.expiresAt }
    case .lastUsed: sorted(headers) { lastUsed[$0.id] }
    }
  }

  private func sorted<Key: Comparable>(
    _ headers: [CredentialHeader], by key: (CredentialHeader) -> Key?
  ) -> [CredentialHeader] {
    headers.map { (header: $0, key: key($0)) }.sorted { first, second in
      switch (first.key, second.key) {
      case (let one?, let other?) where one != other: isDescending ? one > other : one < other
      case (_?, nil): true
      case (nil, _?): false
      default: first.header.name < second.header.name
      }
    }.map(\.header)
  }
}

extension CredentialQuery {
  /// A query whose names have been looked up.
  struct Resolved: Sendable {
    let query: CredentialQuery
    let types: Set<String>
    let provider: String?
    let providerType: String?
    let search: String?
    let platformTypes: [String]?
    var lastUsed: [String: Timestamp] = [:]

    /// Whether a credential is one of those meant.
    func matches(_ header: CredentialHeader) -> Bool {
      let metadata = header.metadata
      if !types.isEmpty, !types.contains(metadata.type) { return false }
      if let platformTypes, !platformTypes.contains(metadata.type) { return false }
      if let moment = query.unusedSince, let used = lastUsed[metadata.id], used >= moment {
        return false
      }
      if let category = query.category, metadata.category != category { return false }
      if let provider {
        let own = metadata.provider.map(CredentialQuery.providerID)
        guard own == provider || metadata.type == providerType else { return false }
      }
      if let project = query.project, !metadata.projects.contains(project) { return false }
      if query.isDefault, !metadata.isDefault { return false }
      if let moment = query.expiredBefore {
        guard let expiry = metadata.expiresAt, expiry < moment else { return false }
      }
      if let search {
        return header.name.lowercased().contains(search)
          || metadata.title.lowercased().contains(search)
      }
      return true
    }
  }

  /// The same query with ids in place of names.
  ///
  /// - Throws: ``Failure`` with code `not_found` for an unknown type or project, `invalid` for
  ///   an unknown platform.
  func resolved(in store: Store) throws(Failure) -> Resolved {
    var ids: Set<String> = []
    for type in types { ids.insert(try store.type(type).id) }
    if let project { try store.requireProject(project) }
    var platformTypes: [String]?
    if let platform {
      guard let types = Platforms.types(for: platform) else {
        throw Failure(
          .invalid, "there is no platform of that name",
          details: [
            Problem("must be one of \(Platforms.names.joined(separator: ", "))", field: "platform")
          ])
      }
      platformTypes = types
    }
    return Resolved(
      query: self, types: ids, provider: provider.map(Self.providerID),
      providerType: provider.flatMap { store.catalogue.type(named: $0)?.id },
      search: search?.lowercased(), platformTypes: platformTypes)
  }

  private static func providerID(_ name: String) -> String {
    name.uppercased().replacing("-", with: "_")
  }
}
