internal import Access
internal import Configuration

/// How `credtree.yaml` differs between two states.
public struct PolicyDiff: Hashable, Sendable {
  /// One thing in the file that differs.
  public struct Change: Hashable, Sendable {
    /// What kind of thing it is; the raw value is the word in reports.
    public enum Kind: String, Hashable, Sendable {
      /// A member.
      case member
      /// A team.
      case team
      /// A rule of access, by its glob.
      case rule
      /// A project.
      case project
      /// An output, by its path.
      case output
      /// A target.
      case target
      /// A setting.
      case setting
    }

    /// One part of it that differs.
    public struct Part: Hashable, Sendable {
      /// What part, such as `role`.
      public let name: String
      /// The text before, or `nil` where there was none.
      public let from: String?
      /// The text after, or `nil` where there is none.
      public let to: String?
    }

    /// What kind of thing it is.
    public let kind: Kind
    /// Its name.
    public let name: String
    /// What happened to it: `added`, `changed`, or `removed`.
    public let change: FieldDiff.Change
    /// What of it differs; for a new one what it is, for a removed one what it was.
    public let parts: [Part]
  }

  /// What differs, in the order of the file.
  public internal(set) var changes: [Change] = []
  /// What the policy grants now and did not before, one line each.
  public internal(set) var addedGrants: [String] = []
  /// What the policy granted and does not any more, one line each.
  public internal(set) var removedGrants: [String] = []
  /// Who gains and who loses the right to read, with the globs.
  public internal(set) var gained: [Reach] = []
  /// Who loses the right to read, with the globs.
  public internal(set) var lost: [Reach] = []
  /// Why the file before cannot be read, or `nil`; if it cannot, nothing is compared.
  public internal(set) var formerProblem: String?
  /// Why the file after cannot be read, or `nil`; if it cannot, nothing is compared.
  public internal(set) var problem: String?

  /// A member and the globs of the rules that let him read.
  public struct Reach: Hashable, Sendable {
    /// The member's name.
    public let member: String
    /// The globs.
    public internal(set) var patterns: [String]
  }

  /// Whether nothing differs that is in force.
  public var isEmpty: Bool {
    changes.isEmpty && addedGrants.isEmpty && removedGrants.isEmpty && problem == nil
      && formerProblem == nil
  }
}

extension PolicyDiff {
  /// Compares two policies, either of which may not be there.
  init(from old: Configuration?, to new: Configuration?) {
    let (granted, grants) = (old?.grants ?? [], new?.grants ?? [])
    let added = Self.grants(grants, beyond: granted)
    let removed = Self.grants(granted, beyond: grants)
    addedGrants = added.map(\.text)
    removedGrants = removed.map(\.text)
    gained = Self.reaches(added)
    lost = Self.reaches(removed)
    let before = old.map(PolicyParts.of) ?? []
    let after = new.map(PolicyParts.of) ?? []
    changes = PolicyParts.changes(from: before, to: after)
  }

  /// What one policy grants and another does not.
  private static func grants(_ grants: [AccessGrant], beyond others: [AccessGrant])
    -> [AccessGrant]
  {
    grants.filter { grant in !others.contains { grant.isCovered(by: $0) } }
  }

  private static func reaches(_ grants: [AccessGrant]) -> [Reach] {
    var reaches: [Reach] = []
    for grant in grants {
      let index =
        reaches.firstIndex { $0.member == grant.member }
        ?? {
          reaches.append(Reach(member: grant.member, patterns: []))
          return reaches.count - 1
        }()
      if !reaches[index].patterns.contains(grant.pattern) {
        reaches[index].patterns.append(grant.pattern)
      }
    }
    return reaches
  }
}
