extension DueList {
  /// The list as `--json` prints it.
  public var document: Node {
    var members = [
      Member("due", .array(items.map { $0.document(at: now) })),
      Member("total", .int(items.count)), Member("overdue", .int(overdue)),
      Member("at", .string(now.description)),
    ]
    if let end { members.append(Member("until", .string(end.description))) }
    return .object(members)
  }

  /// The list as a table for people.
  public var text: String {
    guard !items.isEmpty else {
      return end.map { "nothing is due until \($0)\n" } ?? "nothing is due\n"
    }
    let rows = items.map { item in
      [
        String(item.due.date.description.prefix(10)), item.distance(at: now), item.header.name,
        item.due.sentence, item.header.metadata.owner ?? "",
      ]
    }
    return TextTable(header: ["DATE", "WHEN", "NAME", "WHY", "OWNER"], rows: rows).text
  }

  /// What to end with after the list is shown: nothing, if nothing is due and every file was read.
  public var failure: Failure? {
    if let first = unlisted.first {
      guard unlisted.count > 1 else { return first }
      return Failure(
        first.code, "\(unlisted.count) files could not be read",
        details: unlisted.map { Problem($0.message) })
    }
    return items.isEmpty ? nil : Failure(.findings, "\(items.count) are due")
  }
}

extension DueItem {
  fileprivate func document(at now: Timestamp) -> Node {
    let metadata = header.metadata
    var members = [
      Member("credentialId", .string(metadata.id)), Member("name", .string(header.name)),
      Member("title", .string(metadata.title)), Member("type", .string(metadata.type)),
    ]
    if let owner = metadata.owner { members.append(Member("owner", .string(owner))) }
    members += [
      Member("reason", .string(due.reason.rawValue)), Member("field", .string(due.field)),
      Member("date", .string(due.date.description)), Member("days", .int(days(at: now))),
      Member("overdue", .bool(due.date <= now)),
    ]
    return .object(members)
  }

  /// Whole days until the date; below 0 once a day has passed since.
  private func days(at now: Timestamp) -> Int {
    Int((due.date.secondsSince1970 - now.secondsSince1970) / 86400)
  }

  fileprivate func distance(at now: Timestamp) -> String {
    let days = days(at: now)
    let count = abs(days) == 1 ? "1 day" : "\(abs(days)) days"
    if due.date <= now { return days == 0 ? "today" : "\(count) ago" }
    return days == 0 ? "within a day" : "in \(count)"
  }
}

extension Workspace {
  /// How far `due` looks ahead where neither the user nor the policy says it: 30 days.
  private static let usualWarning: Int64 = 30 * 86400

  /// Lists what has to be replaced soon; needs no key.
  ///
  /// - Parameters:
  ///   - span: How far to look ahead; `nil` is the policy's `expiryWarning`, or 30 days.
  ///   - filter: Which credentials are meant.
  ///   - now: The present.
  /// - Returns: The list.
  /// - Throws: ``Failure`` with code `not_found` for an unknown type, `system` if the store cannot
  ///   be read.
  public func due(
    within span: TimeSpan? = nil, _ filter: CredentialFilter = CredentialFilter(),
    at now: Timestamp = .now
  ) throws(Failure) -> DueList {
    let type: String? = if let name = filter.type { try store.type(name).id } else { nil }
    let ahead =
      span?.seconds ?? store.configuration.policy.expiryWarning?.seconds ?? Self.usualWarning
    return try DueList.of(store, lookingAhead: ahead, at: now) { filter.matches($0, type: type) }
  }

  /// Dates as an iCalendar stream (RFC 5545), whose title names the account where there is one.
  public func calendar(of items: [DueItem]) -> String {
    let account = store.configuration.account
    let name = account?.name ?? account?.id
    return Calendar.text(of: items, title: "Credentials due" + (name.map { ": \($0)" } ?? ""))
  }
}
