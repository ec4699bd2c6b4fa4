public import Configuration
internal import Documents
public import SOPS

/// How the recipients of one credential's file differ from those that the policy gives it.
///
/// It needs no key. What a file says of its recipients is not authenticated: a file can be
/// readable for fewer than it says, and by whoever once had its data key.
public struct RecipientDifference: Hashable, Sendable {
  /// What makes the file match the policy.
  public enum Remedy: Hashable, Sendable {
    /// Nothing: it matches.
    case nothing
    /// Entries for those who are missing; the data key stays.
    case addition
    /// A new data key, since somebody loses access or other keys must meet than before.
    case newKey
  }

  /// The credential's name.
  public let name: String
  /// Whom the file names, in its order.
  public let actual: [Reader]
  /// Who should be able to read, in the policy's order.
  public let policy: [Reader]
  /// Who can do more by the policy than with the file as it is.
  public let gained: [Reader]
  /// Who can do less by the policy than with the file as it is.
  public let lost: [Reader]
  /// How many of the file's key groups must meet, or `nil` where each key opens it alone.
  public let actualThreshold: Int?
  /// How many groups must meet by the policy, or `nil` where each key is to open it alone.
  public let policyThreshold: Int?
  /// The kinds of keys that are not age's in the file, such as `kms`, in its order.
  public let foreignKinds: [String]
  /// What makes the file match the policy.
  public let remedy: Remedy

  /// Whether the file matches the policy.
  public var isMatch: Bool { remedy == .nothing }

  /// Compares a file's metadata with a policy.
  ///
  /// - Parameters:
  ///   - name: The credential's name.
  ///   - metadata: What stands under `sops` in its file.
  ///   - access: Who may read it by the policy.
  ///   - holders: Who holds which key.
  public init(
    name: String, metadata: SOPSMetadata, access: Access, holders: KeyHolders
  ) {
    let isQuorum = !metadata.hasKeysOutsideGroups && metadata.keyGroups.count > 1
    let groups = metadata.effectiveGroups.map { $0.age.map(\.recipient) }
    let actual = Self.distinct(groups.joined())
    let threshold = isQuorum ? metadata.shamirThreshold ?? groups.count : nil
    let policyGroups = access.groups.map { $0.map(\.key) }
    let policy = Self.distinct(policyGroups.joined())
    let (present, wanted) = (Set(actual), Set(policy))
    self.name = name
    self.actual = actual.map(holders.reader)
    self.policy = policy.map(holders.reader)
    actualThreshold = threshold
    policyThreshold = access.threshold
    foreignKinds = metadata.foreignKinds

    let needed = (file: threshold ?? 1, policy: access.threshold ?? 1)
    // Fewer groups that must meet is more for everybody, and more of them is less.
    let gained = policy.filter { !present.contains($0) || needed.policy < needed.file }
    let lost = actual.filter { !wanted.contains($0) || needed.policy > needed.file }
    self.gained = gained.map(holders.reader)
    self.lost = lost.map(holders.reader)

    let sameShape =
      threshold == access.threshold && groups.count == policyGroups.count
      // Groups beside keys that stand outside of them count for nothing, and do not belong there.
      && (isQuorum || metadata.keyGroups.isEmpty)
    let pairs = zip(groups, policyGroups).map { (Set($0), Set($1)) }
    if sameShape, pairs.allSatisfy({ $0 == $1 }) {
      remedy = .nothing
    } else if sameShape, pairs.allSatisfy({ $0.isSubset(of: $1) }) {
      remedy = .addition
    } else {
      remedy = .newKey
    }
  }

  private static func distinct(_ keys: some Sequence<String>) -> [String] {
    var seen: Set<String> = []
    return keys.filter { seen.insert($0).inserted }
  }
}

extension Access {
  /// The groups of keys; one where each key opens files alone.
  var groups: [[MemberKey]] {
    switch self {
    case .readers(let keys): [keys]
    case .quorum(_, let groups): groups
    }
  }

  /// How many groups must meet, or `nil` where each key opens files alone.
  var threshold: Int? {
    switch self {
    case .readers: nil
    case .quorum(let threshold, _): threshold
    }
  }
}
