internal import Configuration
public import CredentialStore
internal import CredentialTypes
public import Credentials
internal import Documents
internal import Git

extension Store {
  /// Everything that a member's keys could ever open, on any branch, tag, or remote branch, and
  /// what of it still has the same value.
  ///
  /// Values are compared where the user's identities open both; elsewhere revisions and
  /// ciphertexts are. Every blob of history is read once.
  ///
  /// - Parameters:
  ///   - member: The member's name, now or formerly.
  ///   - only: Those of the member's keys that count, as canonical text; `nil` is all that the
  ///     member ever had.
  ///   - comparesValues: Whether the user's identities are used.
  /// - Returns: What the member could read.
  /// - Throws: ``Failure`` with code `not_found` if there never was such a member, `system` if git
  ///   refuses, or the clone is shallow, where there may be more.
  public func exposure(
    of member: String, keys only: Set<String>? = nil, comparingValues comparesValues: Bool = true
  ) throws(Failure) -> Exposure {
    let history = try CredentialVersions(of: self) { $0.keys[member] != nil }
    guard let keys = history.members.keys[member] else {
      let near = NearNames.hint(for: member, among: history.members.keys.keys.sorted())
      throw Failure(
        .notFound, "nobody of that name is or was a member\(near); see 'credtree member list'")
    }
    let search = ExposureSearch(
      store: self, history: history, keyRing: comparesValues ? try keyRing() : nil)
    let counted = only.map(keys.intersection) ?? keys
    return try search.exposure(of: member, keys: counted, joining: keys)
  }

  /// The former members who could read values that are still in use; needs no key.
  ///
  /// Values are compared where the user's identities open both; elsewhere revisions and
  /// ciphertexts are.
  ///
  /// A key that somebody who is a member holds is not one of a former member's. Former members
  /// who only together had enough keys of a quorum count.
  ///
  /// - Parameter comparesValues: Whether the user's identities are used.
  /// - Returns: One exposure with open credentials for each former member who has some, by name.
  /// - Throws: ``Failure`` with code `system` if git refuses, or the clone is shallow.
  public func formerMembersExposures(comparingValues comparesValues: Bool = false)
    throws(Failure) -> [Exposure]
  {
    let present = Set(configuration.members.map(\.name))
    let held = Set(configuration.members.flatMap(\.keys))
    func former(_ members: PastMembers) -> [String: Set<String>] {
      members.keys.filter { !present.contains($0.key) }.mapValues { $0.subtracting(held) }
        .filter { !$0.value.isEmpty }
    }
    let history = try CredentialVersions(of: self) { !former($0).isEmpty }
    let members = former(history.members)
    guard !members.isEmpty else { return [] }
    let all = members.values.reduce(into: Set<String>()) { $0.formUnion($1) }
    let search = ExposureSearch(
      store: self, history: history, keyRing: comparesValues ? try keyRing() : nil)
    var exposures: [Exposure] = []
    for (member, keys) in members.sorted(by: { $0.key < $1.key }) {
      let exposure = try search.exposure(of: member, keys: keys, joining: all)
      if !exposure.open.isEmpty { exposures.append(exposure) }
    }
    return exposures
  }
}

/// Looks for what some keys could open.
private struct ExposureSearch {
  let store: Store
  let history: CredentialVersions
  /// The identities to compare values with, or `nil` to compare without.
  let keyRing: KeyRing?

  /// One credential's versions that keys could open.
  private struct Candidate: Sendable {
    let id: String
    let whole: [StoredVersion]
    let part: [StoredVersion]
    let all: [StoredVersion]
    let current: [StoredVersion]
  }

  /// What a member could read.
  ///
  /// - Parameters:
  ///   - member: The member's name.
  ///   - keys: The member's keys.
  ///   - all: Those keys and others that may have been used with them in a quorum.
  /// - Returns: The exposure.
  /// - Throws: ``Failure`` with code `system` if git refuses.
  func exposure(of member: String, keys: Set<String>, joining all: Set<String>) throws(Failure)
    -> Exposure
  {
    let candidates = candidates(for: keys, joining: all)
    let (store, keyRing) = (store, keyRing)
    let repository = try store.repository()
    let exposed = try ParallelMap.compactMap(candidates) { candidate in
      let values = keyRing.map { Values(store: store, repository: repository, keyRing: $0) }
      return .success(Self.judged(candidate, keys, values, in: store.catalogue))
    }
    return Exposure(
      member: member, keys: keys.sorted(),
      isMember: store.configuration.member(named: member) != nil,
      credentials: exposed.sorted { ($0.name, $0.id) < ($1.name, $1.id) })
  }

  private func candidates(for keys: Set<String>, joining all: Set<String>) -> [Candidate] {
    var versions = Dictionary(grouping: history.versions, by: \.id)
    // What is only in the work tree can be read there by whoever it is encrypted to.
    for (id, current) in history.current { versions[id, default: []] += current }
    return versions.compactMap { id, versions in
      let met = versions.filter { $0.opening(with: keys) != .nothing }
      guard !met.isEmpty else { return nil }
      let whole = met.filter { $0.opening(with: all) == .whole }
      return Candidate(
        id: id, whole: whole, part: met, all: versions, current: history.current[id] ?? [])
    }
  }

  private static func judged(
    _ candidate: Candidate, _ keys: Set<String>, _ values: Values?, in catalogue: Catalogue
  ) -> ExposedCredential? {
    let versions = candidate.whole.isEmpty ? candidate.part : candidate.whole
    guard let last = candidate.current.first ?? candidate.all.last else { return nil }
    var fields: [String] = []
    var comparison = ExposedCredential.Comparison.revision
    let status: ExposedCredential.Status
    if candidate.current.isEmpty {
      status = .deleted
    } else if candidate.whole.isEmpty {
      status = .quorum
    } else {
      (fields, comparison) = unchanged(candidate, values, in: catalogue)
      status = fields.isEmpty ? .closed : .open
    }
    var commits: [String] = []
    for commit in versions.compactMap(\.commit?.description) where !commits.contains(commit) {
      commits.append(commit)
    }
    return ExposedCredential(
      id: candidate.id, name: last.name, type: last.type,
      revisions: Set(versions.map(\.revision)).sorted(), commits: commits, status: status,
      fields: fields, comparison: comparison,
      isReadableNow: candidate.current.contains { $0.opening(with: keys) == .whole })
  }

  /// The fields whose present value could be read.
  private static func unchanged(
    _ candidate: Candidate, _ values: Values?, in catalogue: Catalogue
  ) -> (fields: [String], ExposedCredential.Comparison) {
    var fields: [String] = []
    var comparison: ExposedCredential.Comparison = .value
    for current in candidate.current {
      for id in current.secretFields(in: catalogue) where !fields.contains(id) {
        guard let now = current.field(id) else { continue }
        let history = ValueHistory(of: id, in: candidate.all)
        // The present file itself needs no comparing, and an equal ciphertext none either.
        let distinct = candidate.whole.filter { $0.field(id) != nil }
        let isSame = distinct.contains { then in
          guard let old = then.field(id), old != now else { return true }
          if let answer = values?.areSame(id, in: then, and: current) { return answer }
          comparison = .revision
          return history.areSame(old, now)
        }
        if isSame { fields.append(id) }
      }
    }
    if values == nil { comparison = .revision }
    return (fields, comparison)
  }
}

extension StoredVersion {
  /// The fields that are to be rotated: the secret ones, or, where there is none or the type is
  /// not known, all that are encrypted.
  fileprivate func secretFields(in catalogue: Catalogue) -> [String] {
    let ids = fields.map(\.key)
    guard let type = catalogue.type(named: type) else { return ids }
    let secret = ids.filter { type.field($0)?.fieldClass ?? .secret == .secret }
    return secret.isEmpty ? ids : secret
  }
}

/// The values of one credential's versions, decrypted when they are first compared.
private final class Values {
  private let store: Store
  private let repository: Repository
  private let keyRing: KeyRing
  private var opened: [ObjectID: [Member]?] = [:]
  private var present: [String: [Member]?] = [:]

  init(store: Store, repository: Repository, keyRing: KeyRing) {
    self.store = store
    self.repository = repository
    self.keyRing = keyRing
  }

  /// Whether a field has the same value in two versions; `nil` if one cannot be opened.
  func areSame(_ field: String, in old: StoredVersion, and new: StoredVersion) -> Bool? {
    guard let before = values(of: old), let after = values(of: new) else { return nil }
    return before.first { $0.key == field }?.value == after.first { $0.key == field }?.value
  }

  private func values(of version: StoredVersion) -> [Member]? {
    guard let blob = version.blob else {
      if let known = present[version.name] { return known }
      let values = (try? store.reader.contents(of: version.name)).flatMap { text in
        text.flatMap { self.values(in: $0, version.name) }
      }
      present[version.name] = .some(values)
      return values
    }
    if let known = opened[blob] { return known }
    let text = try? repository.contents(ofBlob: blob)
    let values = text.flatMap { self.values(in: $0, version.name) }
    opened[blob] = .some(values)
    return values
  }

  /// Every value is authenticated by itself; what is not checked does not matter here.
  private func values(in text: [UInt8], _ name: String) -> [Member]? {
    guard let file = try? CredentialFile(text.span, name: name) else { return nil }
    return try? file.openUnsealed(with: keyRing, configuration: store.configuration).contents.fields
  }
}
