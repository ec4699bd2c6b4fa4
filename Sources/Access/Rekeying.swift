internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Documents

/// Makes files match a policy: the part of it that opens and seals.
struct Rekeying {
  let comparison: PolicyComparison
  let configuration: Configuration
  let store: Store
  /// Whether every file gets a new data key.
  let renewsKeys: Bool
  /// Whether keys that are not age's may get lost where there is a new data key.
  let dropsForeignKeys: Bool

  /// A file as it is, and how it differs.
  struct Item: Sendable {
    let file: CommittedCredential
    let difference: RecipientDifference
    /// Whether it gets a new data key.
    let isRenewed: Bool
  }

  /// The files that are to change; opens none.
  func plan(in snapshot: Snapshot) throws(Failure) -> [Item] {
    let files = try snapshot.credentialFiles(in: store)
    let (comparison, root, renewsKeys) = (comparison, store.root, renewsKeys)
    return try ParallelMap.compactMap(files) { file in
      Result { () throws(Failure) -> Item? in
        let text = try snapshot.contents(of: file, below: root)
        let difference = try comparison.difference(of: text.span, name: file.name)
        guard renewsKeys || !difference.isMatch else { return nil }
        return Item(
          file: file, difference: difference,
          isRenewed: renewsKeys || difference.remedy == .newKey)
      }
    }
  }

  /// What became of one file.
  private enum Outcome: Sendable {
    case written(path: String, contents: [UInt8])
    case unreadable(Problem)
  }

  /// The new contents of files, by path.
  ///
  /// - Throws: ``Failure`` with code `forbidden` if files cannot be opened, with all of them;
  ///   `invalid` if a file has keys that cannot be encrypted to, or nobody could open it.
  func contents(of items: [Item], in snapshot: Snapshot) throws(Failure) -> [String: [UInt8]] {
    guard !items.isEmpty else { return [:] }
    if !dropsForeignKeys { try refuseForeignKeys(of: items) }
    let keyRing = try store.keyRing()
    let (comparison, configuration, root) = (comparison, configuration, store.root)
    let now = Timestamp.now
    let outcomes = try ParallelMap.compactMap(items) { item in
      Result { () throws(Failure) -> Outcome? in
        let text = try snapshot.contents(of: item.file, below: root)
        let opened: OpenedFile
        do throws(Failure) {
          opened = try CredentialFile(text.span, name: item.file.name)
            .open(with: keyRing, configuration: configuration)
        } catch {
          guard error.code == .forbidden else { throw error }
          return .unreadable(Problem(error.message, file: item.file.path))
        }
        let contents = try opened.rekeyed(
          for: try comparison.access(for: item.file.name), keepingKey: !item.isRenewed,
          with: keyRing, at: now)
        return .written(path: item.file.path, contents: contents)
      }
    }
    var writes: [String: [UInt8]] = [:]
    var problems: [Problem] = []
    for outcome in outcomes {
      switch outcome {
      case .written(let path, let contents): writes[path] = contents
      case .unreadable(let problem): problems.append(problem)
      }
    }
    guard let first = problems.first else { return writes }
    let others = problems.dropFirst()
    let more = others.isEmpty ? "" : " (and \(others.count) more credentials)"
    throw Failure(
      .forbidden, "\(first.message)\(more); nothing was changed",
      details: Self.listed(others.map { Problem("cannot be opened either", file: $0.file) }))
  }

  /// So many problems are told one by one.
  private static let listLimit = 20

  private static func listed(_ problems: [Problem]) -> [Problem] {
    let rest = problems.count - listLimit
    return problems.prefix(listLimit) + (rest > 0 ? [Problem("and \(rest) more")] : [])
  }

  /// Refuses to lose keys that this program cannot encrypt to, and to leave them the old data
  /// key, with which the file would not open.
  private func refuseForeignKeys(of items: [Item]) throws(Failure) {
    let problems = items.filter { $0.isRenewed && !$0.difference.foreignKinds.isEmpty }.map {
      Problem(
        "has \($0.difference.foreignKinds.joined(separator: ", ")) keys, for which a new data key "
          + "cannot be encrypted here", file: $0.file.path)
    }
    guard !problems.isEmpty else { return }
    throw Failure(
      .invalid,
      "files that need a new data key have keys of other kinds; remove those with sops first, or "
        + "give them up with 'credtree rekey --drop-foreign-keys'",
      details: Self.listed(problems))
  }
}
