internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Git

/// The paths that a merge left unresolved, put together to the credentials that they are about.
///
/// git compares paths. A credential that both sides renamed is three of them: the old one with
/// what both began with, and a new one for each side. Its identity tells that they are one.
struct UnresolvedGroups {
  private let store: Store
  private let repository: Repository
  private(set) var credentials: [UnresolvedCredential] = []
  /// The files that only one side has, which no credential was made of yet.
  private var singles: [(side: MergeSide, path: UnresolvedPath, file: MergeFile)] = []
  /// Where the index has credentials that are resolved, by id; read where it is asked for.
  private var settled: [String: String]?

  /// Puts paths together.
  ///
  /// - Throws: ``Failure`` with code `system` if git cannot read a side.
  init(of paths: [UnresolvedPath], in store: Store) throws(Failure) {
    (self.store, repository) = (store, try store.repository())
    var bases: [UnresolvedPath] = []
    var others: [UnresolvedPath] = []
    for path in paths where store.name(ofPath: path.path) != nil {
      switch (path.base, path.ours, path.theirs) {
      case (_?, nil, nil): bases.append(path)
      case (nil, let ours?, nil):
        singles.append((.ours, path, try file(ours, path.path)))
      case (nil, nil, let theirs?):
        singles.append((.theirs, path, try file(theirs, path.path)))
      default: others.append(path)
      }
    }
    for base in bases { try addRenamed(from: base) }
    addRenamedWithoutBase()
    for single in singles { addSingle(single) }
    let unresolved = Set(paths.map(\.path))
    for path in others { try add(path, unresolved) }
    credentials.sort { $0.name < $1.name }
  }

  private func file(_ blob: ObjectID, _ path: String) throws(Failure) -> MergeFile {
    do { return MergeFile(path: path, text: try repository.contents(ofBlob: blob)) } catch {
      throw Failure(error)
    }
  }

  private func name(_ path: String) -> String { store.name(ofPath: path) ?? path }

  /// A path that both sides renamed, or both deleted.
  private mutating func addRenamed(from path: UnresolvedPath) throws(Failure) {
    guard let blob = path.base else { return }
    let base = try file(blob, path.path)
    let id = base.id ?? ""
    func partner(_ side: MergeSide) -> Int? {
      singles.firstIndex { $0.side == side && Self.ids(in: $0.file).contains(id) }
    }
    let partners = base.id == nil ? [] : [partner(.ours), partner(.theirs)].compactMap(\.self)
    guard !partners.isEmpty else {
      credentials.append(
        UnresolvedCredential(
          name: name(path.path), base: base, ours: nil, theirs: nil, path: path.path))
      return
    }
    join(partners, base)
  }

  /// A path that both sides renamed, whose conflict the user has taken out of the index by hand.
  private mutating func addRenamedWithoutBase() {
    while let first = singles.firstIndex(where: { WholeConflict($0.file.text) != nil }) {
      let text = singles[first].file.text
      join(singles.indices.filter { singles[$0].file.text == text }, nil)
    }
  }

  /// Makes one credential of the new places of a renamed file: of which git has the same text, or,
  /// by its strategy `recursive`, each side's own.
  private mutating func join(_ partners: [Int], _ base: MergeFile?) {
    let parts = partners.map { singles[$0] }
    for index in partners.sorted(by: >) { singles.remove(at: index) }
    guard let first = parts.first?.file.text, let last = parts.last?.file.text else { return }
    let isOursFirst = parts.first?.side == .ours
    let whole = WholeConflict(first)
    // What the user took out by hand is gone, where the rest does not have it.
    if whole == nil, let only = parts.first, parts.count == 1 {
      credentials.append(
        UnresolvedCredential(
          name: name(only.path.path), base: base, ours: isOursFirst ? only.file : nil,
          theirs: isOursFirst ? nil : only.file, path: only.path.path,
          besides: [base?.path].compactMap(\.self)))
      return
    }
    let sides =
      whole
      ?? WholeConflict(ours: isOursFirst ? first : last, theirs: isOursFirst ? last : first)
    let oursPath = parts.first { $0.side == .ours }?.path.path
    let theirsPath = parts.first { $0.side == .theirs }?.path.path
    let paths = [oursPath, theirsPath, base?.path].compactMap(\.self)
    let mine = MergeFile(path: oursPath ?? paths[0], text: sides.ours)
    let other = MergeFile(path: theirsPath ?? paths[0], text: sides.theirs)
    // A place that the user has removed is known by what the side says itself.
    let names = (
      oursPath.map(name) ?? mine.name ?? name(paths[0]),
      theirsPath.map(name) ?? other.name ?? name(paths[0])
    )
    credentials.append(
      UnresolvedCredential(
        name: names.0, base: base, ours: mine, theirs: other, path: paths[0],
        besides: Array(paths.dropFirst()),
        places: MergePlaces(ours: names.0, theirs: names.1),
        isMixed: whole == nil && mine.id == nil))
  }

  /// A file that one side put into a folder which the other side renamed, if it says another name.
  private mutating func addSingle(
    _ single: (side: MergeSide, path: UnresolvedPath, file: MergeFile)
  ) {
    let place = name(single.path.path)
    let own = single.file.name ?? place
    let isOurs = single.side == .ours
    credentials.append(
      UnresolvedCredential(
        name: place, base: nil, ours: isOurs ? single.file : nil,
        theirs: isOurs ? nil : single.file, path: single.path.path,
        places: MergePlaces(ours: isOurs ? own : place, theirs: isOurs ? place : own)))
  }

  /// A path that both sides have, or that one changed and the other deleted.
  private mutating func add(_ path: UnresolvedPath, _ unresolved: Set<String>) throws(Failure) {
    let place = name(path.path)
    func side(_ blob: ObjectID?) throws(Failure) -> MergeFile? {
      try blob.map { blob throws(Failure) in try file(blob, path.path) }
    }
    var (base, ours, theirs) = (try side(path.base), try side(path.ours), try side(path.theirs))
    var called = place
    if ours == nil || theirs == nil, let base, let id = (ours ?? theirs)?.id, id == base.id,
      let moved = try settledFile(id, exceptFor: unresolved)
    {
      // Encrypted anew for the readers of its new place, it is no rename to git.
      if ours == nil { ours = moved } else if theirs == nil { theirs = moved }
      called = name(moved.path)
    }
    let places = Self.places(base, ours, theirs, at: called)
    // Of two credentials neither is what both began with.
    if let ours, let theirs, ours.id != theirs.id { base = nil }
    credentials.append(
      UnresolvedCredential(
        name: called, base: base, ours: ours, theirs: theirs, path: path.path, places: places))
  }

  /// What the sides call it, where git put it at a place that neither of them named alone.
  private static func places(
    _ base: MergeFile?, _ ours: MergeFile?, _ theirs: MergeFile?, at place: String
  ) -> MergePlaces? {
    guard let mine = ours?.name, let other = theirs?.name, ours?.id == theirs?.id, mine != other
    else { return nil }
    let decision = ThreeWay(hasBase: base?.name != nil, choices: MergeChoices())
    guard let side = decision.side(base?.name, mine, other) else {
      return MergePlaces(ours: mine, theirs: other)
    }
    return side == .ours
      ? MergePlaces(ours: mine, theirs: place) : MergePlaces(ours: place, theirs: other)
  }

  /// The resolved file of a credential, which is at another path.
  private mutating func settledFile(_ id: String, exceptFor unresolved: Set<String>)
    throws(Failure) -> MergeFile?
  {
    let known: [String: String]
    if let settled {
      known = settled
    } else {
      // An index whose policy is in conflict is none to look into.
      guard let index = try? Store(root: store.root, source: .index) else { return nil }
      known = Dictionary(
        try IdentityIndex(of: index).entries.map { ($0.facts.id, store.path(of: $0.name)) }
          .filter { !$0.0.isEmpty && !unresolved.contains($0.1) },
        uniquingKeysWith: { one, _ in one })
      settled = known
    }
    guard let path = known[id] else { return nil }
    let staged: Staged
    do { staged = try repository.staged(path) } catch { throw Failure(error) }
    guard case .blob(let blob) = staged else { return nil }
    return try file(blob, path)
  }

  /// The identities that a text names, which may be both sides between markers.
  private static func ids(in file: MergeFile) -> Set<String> {
    if let id = file.id { return [id] }
    if let sides = WholeConflict(file.text) {
      return Set(
        [sides.ours, sides.theirs].compactMap { MergeFile(path: file.path, text: $0).id })
    }
    let prefix = "\t\t\"id\": \""
    let lines = file.text.split(separator: UInt8(ascii: "\n")).map {
      String(decoding: $0, as: UTF8.self)
    }
    return Set(
      lines.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count).prefix(22)) })
  }
}
