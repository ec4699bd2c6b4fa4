internal import Access
internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Documents
internal import Git

/// The credentials that a change touches, and what is wrong with them.
struct CredentialChanges {
  private let store: Store
  /// The files as they are now.
  private let checks: [FileCheck]
  /// The readable parts as they were, by name.
  private let former: [String: CredentialHeader]
  private(set) var lost: [ChangeCheck.Lost] = []
  private var findings: [Finding] = []
  private var checked = 0
  private var opened = 0

  var report: CheckReport {
    CheckReport(
      findings: findings.sorted {
        ($0.credential ?? "", $0.rule.rawValue) < ($1.credential ?? "", $1.rule.rawValue)
      }, credentials: checked, opened: opened)
  }

  init(_ changes: [Change], store: Store, opening: Bool, _ now: Timestamp) throws(Failure) {
    self.store = store
    let repository = try store.repository()
    let folder = store.configuration.store
    func name(_ path: String) -> String { String(path.dropFirst(folder.count + 1).dropLast(5)) }
    let keyRing = opening ? try store.keyRing() : nil
    let usable = keyRing.flatMap { $0.identities.isEmpty ? nil : $0 }
    let holders = KeyHolders([store.configuration])
    let present = changes.filter { $0.new != nil }.map { name($0.path) }
    checks = try ParallelMap.compactMap(present) { name in
      do throws(Failure) {
        return .success(
          try FileCheck(name, in: store, holders: holders, keyRing: usable, at: now))
      } catch { return .failure(error) }
    }
    var states: [String: CredentialState] = [:]
    for change in changes {
      guard let blob = change.old else { continue }
      do {
        states[name(change.path)] = CredentialState(
          name(change.path), try repository.contents(ofBlob: blob), store.configuration)
      } catch { throw Failure(error) }
    }
    former = states.compactMapValues { $0.file.map(CredentialHeader.init(of:)) }
    findLost(Set(present))
    checked = checks.count
    opened = checks.count(where: \.isOpened)
    let policy = store.configuration.policy
    for check in checks {
      let before = formerName(of: check).flatMap { former[$0] }
      let wasDue = before.map { DueFinding.all(of: $0, by: policy, at: now).map(\.rule) } ?? []
      findings += check.findings.filter { finding in
        // That it ends soon is no fault of the change, and neither is what was due before.
        !finding.rule.isAboutTime
          || (finding.rule != .expiresSoon && !wasDue.contains(finding.rule))
      }
      try findFlaws(of: check, states)
    }
  }

  private mutating func findLost(_ present: Set<String>) {
    let ids = Set(checks.compactMap(\.metadata?.id))
    for (name, header) in former.sorted(by: { $0.key < $1.key }) where !present.contains(name) {
      lost.append(ChangeCheck.Lost(header: header, isRenamed: ids.contains(header.id)))
    }
  }

  /// Under which name a credential was before.
  private func formerName(of check: FileCheck) -> String? {
    if former[check.name] != nil { return check.name }
    return lost.first { $0.isRenamed && $0.header.id == check.metadata?.id }?.header.name
  }

  /// What is wrong with the revision.
  private mutating func findFlaws(of check: FileCheck, _ states: [String: CredentialState])
    throws(Failure)
  {
    guard let metadata = check.metadata, let name = formerName(of: check), let old = states[name],
      // Another credential that took the name has revisions of its own.
      old.file?.metadata.id == metadata.id, let text = try store.reader.contents(of: check.name)
    else { return }
    let new = CredentialState(check.name, text, store.configuration)
    guard let diff = CredentialDiff(from: old, to: new) else { return }
    findings += RangeCheck.findings(in: [diff], folder: store.configuration.store)
  }

  /// Holds what changed against the credentials that did not.
  mutating func compareWithOthers() throws(Failure) {
    let known = Set(former.keys)
    let added = checks.filter { !known.contains($0.name) }
    let moved = checks.filter { check in
      guard let metadata = check.metadata else { return false }
      let before = former[check.name]?.metadata
      return before?.id != metadata.id || before?.parent != metadata.parent
        || (metadata.isDefault && before?.isDefault != true)
    }
    guard !added.isEmpty || !moved.isEmpty || !lost.isEmpty else { return }
    let names = try store.reader.names()
    let changed = Set(checks.map(\.name))
    let index = try IdentityIndex(of: store)
    var others: [CredentialHeader] = []
    let ids = Set(checks.compactMap(\.metadata?.id))
    let movesDefault = moved.contains { $0.metadata?.isDefault == true }
    for entry in index.entries where !changed.contains(entry.name) {
      // A file is read only where it says something that a changed one may clash with.
      guard
        ids.contains(entry.facts.id) || (movesDefault && entry.facts.isDefault)
          || (!lost.isEmpty && entry.facts.hasParent)
      else { continue }
      if let header = try? store.header(entry.name) { others.append(header) }
    }
    let identities = Set(index.entries.map(\.facts.id))
    let comparison = CredentialComparison(
      names: names, credentials: others + checks.compactMap(\.header),
      parents: identities.union(names), store: store, touched: changed)
    let lostNames = Set(lost.flatMap { [$0.header.id, $0.header.name] })
    let orphans = Set(
      others.filter { lostNames.contains($0.metadata.parent ?? "") }.map(\.name))
    findings += comparison.findings.filter { finding in
      let name = finding.credential ?? ""
      return finding.rule != .unknownParent || changed.contains(name) || orphans.contains(name)
    }
  }

  /// Checks every credential, and adds what the state before had no fault with.
  mutating func addEverything(since commit: ObjectID?, opening: Bool, _ now: Timestamp)
    throws(Failure)
  {
    let changed = Set(checks.map(\.name))
    let all = try StoreCheck.run(store, opening: opening, at: now)
    var before: Set<Finding> = []
    // What it was before may not be a store at all.
    if let commit, let old = try? Store(root: store.root, source: .commit(commit.description)) {
      before = Set((try? StoreCheck.run(old, opening: false, at: now).findings) ?? [])
    }
    let own = Set(findings)
    findings += all.findings.filter { finding in
      guard !own.contains(finding), !finding.rule.isAboutTime, finding.rule != .integrity
      else { return false }
      return changed.contains(finding.credential ?? "") || !before.contains(finding)
    }
    checked = all.credentials
    opened = all.opened
  }
}

extension CheckRule {
  /// Whether a finding comes with time, without any change.
  var isAboutTime: Bool { self == .expired || self == .expiresSoon || self == .rotationDue }
}
