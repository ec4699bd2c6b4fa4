internal import Configuration
internal import SOPS

/// How many groups of readers must meet to open a file; one of one where each opens it alone.
struct Quorum: Hashable {
  let threshold: Int
  /// The readers, as names or as keys.
  let groups: [[String]]

  private init(threshold: Int, groups: [[String]]) {
    self.threshold = threshold
    self.groups = groups
  }

  /// What a file says, with every reader as the recipient of an entry.
  init(_ metadata: SOPSMetadata) {
    let groups = metadata.effectiveGroups.map { $0.age.map(\.recipient) }
    let isQuorum = !metadata.hasKeysOutsideGroups && groups.count > 1
    self.init(threshold: isQuorum ? metadata.shamirThreshold ?? groups.count : 1, groups: groups)
  }

  /// What a policy grants, with every reader as a key.
  init(_ access: Access) {
    switch access {
    case .readers(let keys): self.init(threshold: 1, groups: [keys.map(\.key)])
    case .quorum(let threshold, let groups):
      self.init(threshold: threshold, groups: groups.map { $0.map(\.key) })
    }
  }

  /// The same with other words for the readers, each once in a group.
  func naming(_ names: (String) -> [String]) -> Quorum {
    Quorum(
      threshold: threshold,
      groups: groups.map { group in
        var seen: Set<String> = []
        return group.flatMap(names).filter { seen.insert($0).inserted }
      })
  }

  /// Whether more than one group must meet.
  var isNeeded: Bool { threshold > 1 }

  /// Every reader, once.
  var readers: [String] {
    var seen: Set<String> = []
    return groups.joined().filter { seen.insert($0).inserted }
  }

  /// With how many other groups a reader must meet; nobody's is a reader who is in no group.
  func others(for reader: String) -> Int? {
    let own = groups.count { $0.contains(reader) }
    return own == 0 ? nil : max(0, threshold - own)
  }

  /// The readers of both who need fewer others here.
  func eased(from other: Quorum) -> [String] {
    readers.filter { reader in
      guard let now = others(for: reader), let before = other.others(for: reader) else {
        return false
      }
      return now < before
    }
  }

  /// In words, such as `2 of [alice] [bob, carol]`.
  var text: String {
    guard isNeeded else { return "each reader alone" }
    return
      "\(threshold) of \(groups.map { "[\($0.joined(separator: ", "))]" }.joined(separator: " "))"
  }
}
