internal import Configuration
public import CredentialStore
public import Credentials
public import Documents

/// A credential with one date by which it has to be replaced.
public struct DueItem: Hashable, Sendable {
  /// The credential's readable part.
  public let header: CredentialHeader
  /// The date, and what says so.
  public let due: DueDate

  /// Creates an item.
  public init(header: CredentialHeader, due: DueDate) {
    self.header = header
    self.due = due
  }
}

/// What has to be replaced, and when.
public struct DueList: Sendable {
  /// The dates up to ``end``, the earliest first.
  public let items: [DueItem]
  /// All dates of the same credentials, the earliest first.
  public let dates: [DueItem]
  /// The present that the list was made for.
  public let now: Timestamp
  /// The last moment that counts as due; `nil` if every date does.
  public let end: Timestamp?
  /// Why some files are not in the list: they are damaged, or have an unresolved merge.
  public let unlisted: [Failure]

  /// How many of the dates have passed.
  public var overdue: Int { items.count { $0.due.date <= now } }

  /// Lists what is due; opens no file and needs no key.
  ///
  /// - Parameters:
  ///   - store: The credentials.
  ///   - seconds: How far to look ahead.
  ///   - now: The present.
  ///   - isWanted: Which credentials are meant.
  /// - Returns: The list.
  /// - Throws: ``Failure`` with code `system` if the store cannot be read.
  public static func of(
    _ store: Store, lookingAhead seconds: Int64, at now: Timestamp = .now,
    where isWanted: @escaping @Sendable (CredentialHeader) -> Bool = { _ in true }
  ) throws(Failure) -> DueList {
    let policy = store.configuration.policy
    let judged: [Result<[DueItem], Failure>] = try ParallelMap.compactMap(
      try store.reader.names()
    ) { name in
      do throws(Failure) {
        guard let header = try store.header(name), isWanted(header) else { return .success(nil) }
        let dates = DueDate.all(of: header, by: policy)
        return .success(.success(dates.map { DueItem(header: header, due: $0) }))
      } catch {
        let isAboutTheFile = error.code == .integrity || error.code == .conflict
        return isAboutTheFile ? .success(.failure(error)) : .failure(error)
      }
    }
    var dates: [DueItem] = []
    var unlisted: [Failure] = []
    for result in judged {
      switch result {
      case .success(let items): dates += items
      case .failure(let failure): unlisted.append(failure)
      }
    }
    dates.sort { one, other in
      (one.due.date, one.header.name, one.due.field)
        < (other.due.date, other.header.name, other.due.field)
    }
    let end = now.later(bySeconds: seconds)
    let items = dates.filter { item in end.map { item.due.date <= $0 } ?? true }
    return DueList(items: items, dates: dates, now: now, end: end, unlisted: unlisted)
  }
}
