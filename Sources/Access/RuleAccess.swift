public import Configuration

/// What a rule gives to each member.
public struct RuleAccess: Hashable, Sendable {
  /// What a member may do with what a rule covers.
  public struct Right: Hashable, Sendable {
    /// How a member can read.
    public enum Reading: Hashable, Sendable {
      /// Not at all.
      case none
      /// Only together with members of other groups; the groups are counted from 0.
      case share(groups: [Int])
      /// Alone.
      case alone
    }

    /// How the member can read.
    public var reading: Reading
    /// Whether the member may change it, which takes reading too.
    public var manages: Bool
  }

  /// The rule's place in the list, counted from 0.
  public let index: Int
  /// The rule.
  public let rule: AccessRule
  /// What each member may do, by name; who may do nothing is not in it.
  public let rights: [String: Right]
  /// The names of those who read, alone or with others, in the policy's order.
  public let readers: [String]
  /// The names of those who read and may change, in the file's order.
  public let managers: [String]
  /// The quorum, with teams resolved, or `nil` where each reader reads alone.
  public let quorum: Quorum?

  /// How many groups must meet, and who is in them.
  public struct Quorum: Hashable, Sendable {
    /// How many groups must meet.
    public let threshold: Int
    /// The names of the members of each group.
    public let groups: [[String]]
  }

  /// What the rule at a place in a configuration's list gives.
  public init(_ index: Int, of configuration: Configuration) {
    let rule = configuration.access[index]
    self.index = index
    self.rule = rule
    var rights: [String: Right] = [:]
    var readers: [String] = []
    func add(_ name: String, _ reading: Right.Reading) {
      if rights[name] == nil { readers.append(name) }
      rights[name] = Right(reading: reading, manages: false)
    }
    func withKeys(_ names: [String]) -> [String] {
      configuration.members(in: names).filter {
        configuration.member(named: $0)?.keys.isEmpty == false
      }
    }
    switch rule.grant {
    case .readers(let names):
      for name in withKeys(names) { add(name, .alone) }
      quorum = nil
    case .quorum(let threshold, let groups):
      let groups = groups.map(withKeys)
      for (index, group) in groups.enumerated() {
        for name in group {
          var places = [index]
          if case .share(let former)? = rights[name]?.reading { places = former + places }
          add(name, .share(groups: places))
        }
      }
      quorum = Quorum(threshold: threshold, groups: groups)
    }
    let managers = configuration.managers(under: rule).filter { rights[$0] != nil }
    for name in managers { rights[name]?.manages = true }
    self.rights = rights
    self.readers = readers
    self.managers = managers
  }
}

extension Configuration {
  /// What every rule gives, in the order of the rules.
  public var ruleAccess: [RuleAccess] { access.indices.map { RuleAccess($0, of: self) } }
}
