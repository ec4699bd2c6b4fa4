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
    let (more, less) = (Self.steps(added, from: granted), Self.steps(removed, from: grants))
    // Whoever reads the same by another rule now neither gains nor loses it by that.
    let gains = more.filter { step in !less.contains { step.isOwed(to: $0) } }
    let losses = less.filter { step in !more.contains { step.isOwed(to: $0) } }
    addedGrants = gains.map(\.text)
    removedGrants = losses.map(\.text)
    gained = Self.reaches(gains)
    lost = Self.reaches(losses)
    let before = old.map(PolicyParts.of) ?? []
    let after = new.map(PolicyParts.of) ?? []
    changes = PolicyParts.changes(from: before, to: after)
  }

  /// What one policy grants and another does not.
  private static func grants(_ grants: [AccessGrant], beyond others: [AccessGrant])
    -> [AccessGrant]
  {
    grants.filter { grant in !others.contains { covers($0, grant) } }
  }

  /// Whether one grant gives a key all that another one gives, also by a wider rule: one of `**`,
  /// or of a folder that the other's glob is in.
  private static func covers(_ wide: AccessGrant, _ grant: AccessGrant) -> Bool {
    if grant.isCovered(by: wide) { return true }
    guard wide.key == grant.key, wide.member == grant.member,
      wide.share == nil, wide.exceptions.allSatisfy(grant.exceptions.contains)
    else { return false }
    guard wide.pattern != "**" else { return true }
    guard wide.pattern.hasSuffix("/**") else { return false }
    let folder = wide.pattern.dropLast(2)
    return grant.pattern.hasPrefix(folder)
      && folder.utf8.allSatisfy { byte in !"*?[]{}\\!".utf8.contains(byte) }
  }

  /// What one grant gives beyond the grants of another policy.
  private struct Step {
    let grant: AccessGrant
    /// What is new: the whole of the grant, or, where the rule was there, only what it left out.
    let patterns: [String]
    let isWhole: Bool

    var text: String {
      guard !isWhole else { return grant.text }
      let key = "\(grant.member) (\(grant.key))\(grant.share.map { ", \($0)" } ?? "")"
      return "\(patterns.joined(separator: ", ")) by the rule for \(grant.pattern): \(key)"
    }

    /// Whether a grant only takes the place of another one of the same key, which gives no less.
    func isOwed(to other: Step) -> Bool {
      grant.member == other.grant.member && grant.key == other.grant.key
        && grant.share != nil && other.grant.share == nil
        && patterns.allSatisfy(other.patterns.contains)
    }
  }

  private static func steps(_ grants: [AccessGrant], from others: [AccessGrant]) -> [Step] {
    grants.map { grant in
      let known = others.filter {
        $0.pattern == grant.pattern && $0.member == grant.member && $0.key == grant.key
          && ($0.share == grant.share || $0.share == nil)
      }
      let missing = known.map { $0.exceptions.filter { !grant.exceptions.contains($0) } }
      guard let least = missing.min(by: { $0.count < $1.count }), !least.isEmpty else {
        return Step(grant: grant, patterns: [grant.pattern], isWhole: true)
      }
      return Step(grant: grant, patterns: least, isWhole: false)
    }
  }

  private static func reaches(_ steps: [Step]) -> [Reach] {
    var reaches: [Reach] = []
    for step in steps {
      let index =
        reaches.firstIndex { $0.member == step.grant.member }
        ?? {
          reaches.append(Reach(member: step.grant.member, patterns: []))
          return reaches.count - 1
        }()
      for pattern in step.patterns where !reaches[index].patterns.contains(pattern) {
        reaches[index].patterns.append(pattern)
      }
    }
    return reaches
  }
}
