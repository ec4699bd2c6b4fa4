internal import Age
internal import Configuration
internal import CredentialStore
internal import CredentialTypes
internal import Credentials
internal import Git

/// The work of comparing two states: only files that differ are read, each once.
struct StateComparison {
  /// A credential that differs, on both sides, and what keys say of it.
  struct Pair: Sendable {
    let old: CredentialState?
    let new: CredentialState?
    var values: ValueComparison = .none
  }

  /// So many credentials may a store have whose keys and secrets are all compared unasked.
  static let smallStore = 256

  let before: RepositoryState
  let after: RepositoryState
  let request: DiffRequest
  /// The user's identities, loaded before; `nil` loads them here.
  var keyRing: KeyRing?

  init(
    from before: RepositoryState, to after: RepositoryState, request: DiffRequest,
    keyRing: KeyRing? = nil
  ) {
    self.before = before
    self.after = after
    self.request = request
    self.keyRing = keyRing
  }

  private var repository: Repository { after.repository }
  private var range: RevisionRange { RevisionRange(from: before.endpoint, to: after.endpoint) }

  /// Compares.
  ///
  /// - Parameter wanted: The identity of the only credential to compare; `nil` for all.
  /// - Returns: What differs.
  /// - Throws: ``Failure`` with code `not_found` where no side has a policy, `invalid` where none
  ///   has one that can be read, `system` if git or the disk refuses.
  mutating func diff(only wanted: String? = nil) throws(Failure) -> SemanticDiff {
    let (old, new) = (before.configuration, after.configuration)
    guard old != nil || new != nil else {
      if let problem = after.problem ?? before.problem {
        throw Failure(.invalid, "\(Configuration.fileName) is invalid: \(problem)")
      }
      throw Failure(
        .notFound, "neither side has a \(Configuration.fileName); run 'credtree init' first")
    }
    var diff = SemanticDiff()
    diff.folder = new?.store ?? old?.store ?? diff.folder
    var pairs = try pairs()
    if let wanted {
      pairs = pairs.filter { ($0.new?.file ?? $0.old?.file)?.metadata.id == wanted }
    } else {
      try comparePolicies(&diff)
    }
    try open(&pairs)
    let finder = WorryFinder(
      policy: new ?? old, types: after.catalogue, now: request.now)
    let reuse = try reuseSearch(among: pairs, diff: &diff, types: finder.types)
    let types = [finder.types, before.catalogue]
    diff.credentials = pairs.compactMap { pair in
      guard
        var diff = CredentialDiff(
          from: pair.old, to: pair.new, values: pair.values, types: types)
      else { return nil }
      diff.worries = finder.worries(about: pair, diff)
      if let file = pair.new?.file, diff.change != .removed, let reuse {
        let type = finder.types.type(named: file.metadata.type)
        let changed = Set(diff.fields.filter { $0.change != .reencrypted }.map(\.field))
        diff.worries += reuse.worries(about: file, values: pair.values.values, type: type)
          .filter { changed.contains($0.field ?? "") }
      }
      return diff
    }.sorted { $0.name < $1.name }
    if request.readsCommits, case .commit(let from) = before.endpoint,
      case .commit(let to?) = after.endpoint
    {
      let folders = Set([old?.store, new?.store].compactMap(\.self)).sorted()
      try RangeCommits(repository: repository, folders: folders).add(to: &diff, from: from, to: to)
    }
    return diff
  }

  /// The credentials whose files differ, a renamed one as one.
  private func pairs() throws(Failure) -> [Pair] {
    var removed: [CredentialState] = []
    var texts: (old: [String: StoredFile], new: [String: StoredFile]) = ([:], [:])
    var added: [CredentialState] = []
    var pairs: [Pair] = []
    // Where one policy cannot be read, the other one says who holds which key on both sides.
    let policies = (
      old: before.configuration ?? after.configuration,
      new: after.configuration ?? before.configuration
    )
    // The store's folder may itself have changed.
    let folders = Set([before.configuration?.store, after.configuration?.store].compactMap(\.self))
    for folder in folders.sorted() {
      let changes = try changes(under: folder).filter {
        RepositoryState.name(ofPath: $0.path, in: folder) != nil
      }
      let (old, new) = (
        try before.files(of: changes, \.old), try after.files(of: changes, \.new)
      )
      for (index, change) in changes.enumerated() {
        guard let name = RepositoryState.name(ofPath: change.path, in: folder) else { continue }
        let (was, isNow) = (old[index], new[index])
        // Git compares a work tree by way of the index, where the two ends may be the same.
        guard was != isNow else { continue }
        let states = (
          CredentialState(name, was, policies.old), CredentialState(name, isNow, policies.new)
        )
        if folders.count > 1 {
          if was != .absent { texts.old[name] = was }
          if isNow != .absent { texts.new[name] = isNow }
        }
        switch states {
        case (let was?, nil): removed.append(was)
        case (nil, let isNow?): added.append(isNow)
        case (let was?, let isNow?)
        where was.file != nil && isNow.file != nil && was.id != isNow.id:
          removed.append(was)
          added.append(isNow)
        default: pairs.append(Pair(old: states.0, new: states.1))
        }
      }
    }
    // The same identity under another name is a rename; what is left under one name is a file
    // that took the place of another.
    var isMatched = [Bool](repeating: false, count: added.count)
    for (place, state) in added.enumerated() where state.id != nil {
      guard let index = removed.firstIndex(where: { $0.id == state.id }) else { continue }
      let former = removed.remove(at: index)
      isMatched[place] = true
      // A file that only went along with the folder of the store is as it was.
      let isMoved = former.name == state.name && texts.old[state.name] == texts.new[state.name]
      if folders.count < 2 || !isMoved { pairs.append(Pair(old: former, new: state)) }
    }
    for (place, state) in added.enumerated() where !isMatched[place] {
      let index = removed.firstIndex { $0.name == state.name }
      pairs.append(Pair(old: index.map { removed.remove(at: $0) }, new: state))
    }
    return pairs + removed.map { Pair(old: $0, new: nil) }
  }

  private func changes(under folder: String) throws(Failure) -> [Change] {
    do { return try repository.changes(in: range, under: folder) } catch { throw Failure(error) }
  }

  private func comparePolicies(_ diff: inout SemanticDiff) throws(Failure) {
    let isNew = before.configuration == nil && before.problem == nil
    let hasOnlyUntracked = isNew ? try after.hasUntrackedPolicy() : false
    if !hasOnlyUntracked {
      // What cannot be read is not what is not there: everything would be new, or gone.
      if before.problem == nil, after.problem == nil {
        diff.policy = PolicyDiff(from: before.configuration, to: after.configuration)
      }
      diff.policy.formerProblem = before.problem
      diff.policy.problem = after.problem
      diff.worries += PolicyWorries.of(
        diff.policy, from: before.configuration, to: after.configuration)
    }
    for change in try changes(under: TypeFolder.path) where change.path.hasSuffix(".json") {
      let kind: FieldDiff.Change =
        switch change.kind {
        case .added: .added
        case .modified: .changed
        case .deleted: .removed
        }
      diff.types.append(SemanticDiff.TypeChange(path: change.path, change: kind))
    }
  }

  /// Opens what differs, on all processors.
  private mutating func open(_ pairs: inout [Pair]) throws(Failure) {
    guard request.opening != .never, !pairs.isEmpty else { return }
    let keyRing = try loadedKeyRing()
    guard !keyRing.identities.isEmpty else { return }
    pairs = try ParallelMap.compactMap(pairs) { pair in
      .success(
        Pair(
          old: pair.old, new: pair.new,
          values: ValueComparison(pair.old, pair.new, with: keyRing)))
    }
  }

  private mutating func loadedKeyRing() throws(Failure) -> KeyRing {
    if let keyRing { return keyRing }
    let all = try KeyRing.load(file: request.identityFile)
    let usable =
      request.opening == .always
      ? all
      : KeyRing(identities: all.identities.filter { !$0.mayAsk }, problems: all.problems)
    keyRing = usable
    return usable
  }

  /// The keys and secrets of the state after: of what differs, and of the rest of the store if it
  /// is small or that was asked for.
  private func reuseSearch(
    among pairs: [Pair], diff: inout SemanticDiff, types: Catalogue
  ) throws(Failure) -> ReuseSearch? {
    let present = pairs.filter { $0.new?.file != nil }
    guard !present.isEmpty else { return nil }
    var search = ReuseSearch()
    for pair in present {
      guard let file = pair.new?.file else { continue }
      search.add(
        file, values: pair.values.values, type: types.type(named: file.metadata.type))
    }
    guard request.searchesStore != false else { return search }
    let names = try after.names()
    guard request.searchesStore == true || names.count <= Self.smallStore else { return search }
    diff.searchedStore = true
    let known = Set(present.compactMap { $0.new?.name })
    let (after, keyRing) = (after, keyRing)
    let others = try ParallelMap.compactMap(names.filter { !known.contains($0) }) { name in
      Result { () throws(Failure) -> Pair? in
        guard let folder = after.configuration?.store,
          let text = try after.contents(of: "\(folder)/\(name).json")
        else { return nil }
        let state = CredentialState(name, text, after.configuration)
        return Pair(old: nil, new: state, values: ValueComparison(nil, state, with: keyRing))
      }
    }
    for pair in others {
      guard let file = pair.new?.file else { continue }
      search.add(
        file, values: pair.values.values, type: types.type(named: file.metadata.type))
    }
    return search
  }
}
