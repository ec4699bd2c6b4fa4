internal import Age
internal import Configuration
internal import Credentials
internal import SOPS

/// Whom a file opens for, as public keys: one group, or several of which some must meet.
struct Readers {
  /// How many groups it takes, or `nil` where any one key opens the file.
  var threshold: Int?
  /// The keys; one group where there is no threshold.
  var groups: [[String]]

  init(of file: CredentialFile) {
    let metadata = file.document.metadata
    let groups = metadata.effectiveGroups
    threshold = groups.count > 1 ? metadata.shamirThreshold ?? groups.count : nil
    self.groups = groups.map { $0.age.map(\.recipient) }
  }

  init(_ access: Access) {
    func texts(_ keys: [MemberKey]) -> [String] { Self.canonical(keys.map(\.key)) }
    switch access {
    case .readers(let keys):
      threshold = nil
      groups = [texts(keys)]
    case .quorum(let threshold, let groups):
      self.threshold = threshold
      self.groups = groups.map(texts)
    }
  }

  /// Keys as a file names them, each once: without the comment of an SSH key.
  static func canonical(_ keys: [String]) -> [String] {
    var texts: [String] = []
    for key in keys {
      let text = (try? Recipients.parse(key).text) ?? key
      if !texts.contains(text) { texts.append(text) }
    }
    return texts
  }

  /// Every key, in whatever group.
  var keys: Set<String> { Set(groups.joined()) }

  /// Whether nobody opens the file who may not by a policy, and nobody alone who may not alone.
  func areWithin(_ policy: Readers) -> Bool {
    policy.isFlat ? keys.isSubset(of: policy.keys) : self == policy
  }

  /// Whether one key alone opens the file.
  var isFlat: Bool { threshold == nil }
}

extension Readers: Equatable {
  static func == (lhs: Readers, rhs: Readers) -> Bool {
    lhs.threshold == rhs.threshold && lhs.groups.map(Set.init) == rhs.groups.map(Set.init)
  }
}

extension Readers {
  /// The readers of a merged file: who was taken away on either side stays away.
  ///
  /// Groups are merged as a whole, since a key in another group is worth something else.
  ///
  /// - Returns: The readers, or `nil` if both sides changed the groups, or nobody is left.
  static func merged(_ base: Readers?, _ ours: Readers, _ theirs: Readers) -> Readers? {
    let decision = ThreeWay(hasBase: base != nil, choices: MergeChoices())
    if let side = decision.side(base, ours, theirs) { return side == .ours ? ours : theirs }
    guard let base, base.isFlat, ours.isFlat, theirs.isFlat else { return nil }
    var merged = ours
    merged.groups = [decision.merge(base.groups[0], ours.groups[0], theirs.groups[0])]
    return merged.groups[0].isEmpty ? nil : merged
  }
}
