public import Documents

/// What `credtree.yaml` says: who there is, who may read what, and what is made of it.
public struct Configuration: Sendable {
  /// The file's name, at the repository's root.
  public static let fileName = "credtree.yaml"

  /// The folder of the credentials, as a path from the root without a `/` at its ends.
  public var store: String
  /// The account, where one is named.
  public var account: Account?
  /// The members, in the file's order.
  public var members: [MemberEntry]
  /// The teams, in the file's order.
  public var teams: [Team]
  /// The rules of access, in the file's order: the first that matches counts.
  public var access: [AccessRule]
  /// The projects, in the file's order.
  public var projects: [String]
  /// How references are searched.
  public var references: ReferenceSettings
  /// The artifacts to render.
  public var outputs: [Output]
  /// The places to deliver to, in the file's order.
  public var targets: [Target]
  /// The rules for commits and age.
  public var policy: Policy
  /// The file that this was read from, as a path from the repository's root.
  public var file: String

  /// The member of a name.
  public func member(named name: String) -> MemberEntry? { members.first { $0.name == name } }
  /// The team of a name.
  public func team(named name: String) -> Team? { teams.first { $0.name == name } }

  /// The names of the members who hold a key, by its canonical text.
  public func members(holding key: String) -> [String] {
    members.filter { $0.keys.contains(key) }.map(\.name)
  }

  /// The members whose commits a key signs, by its canonical text.
  public func members(signingWith key: String) -> [MemberEntry] {
    members.filter { $0.signing.contains(key) }
  }
}

/// The account that the credentials belong to, for output only.
public struct Account: Hashable, Sendable {
  /// Its id.
  public var id: String?
  /// Its name.
  public var name: String?
}

/// What a member may do.
public enum Role: String, Hashable, Sendable, CaseIterable {
  /// Everything, and changing who may read.
  case admin
  /// Changing credentials.
  case manager
  /// Reading.
  case viewer
}

/// A person or a machine with keys.
public struct MemberEntry: Hashable, Sendable {
  /// The name, unique among members and teams.
  public var name: String
  /// What the member may do.
  public var role: Role
  /// The keys that open files, canonical: `age1…`, or an SSH key without its comment.
  public var keys: [String]
  /// The keys that sign commits: SSH keys without comments, or ``openPGPPrefix`` and a
  /// fingerprint.
  public var signing: [String]
  /// Where the name stands in the file.
  public var position: Position?

  /// What stands before the fingerprint of an OpenPGP key.
  public static let openPGPPrefix = "openpgp:"
}

/// A name for several members.
public struct Team: Hashable, Sendable {
  /// The name, unique among members and teams.
  public var name: String
  /// The members' names.
  public var members: [String]
  /// Where the name stands in the file.
  public var position: Position?
}

/// Who may read the credentials whose names a glob covers.
public struct AccessRule: Hashable, Sendable {
  /// How reading is granted.
  public enum Grant: Hashable, Sendable {
    /// Every one of these members and teams can read alone.
    case readers([String])
    /// Only `threshold` of these groups together can read; a group holds members and teams.
    case quorum(threshold: Int, groups: [[String]])
  }

  /// Which names it covers.
  public var match: Glob
  /// Who may read.
  public var grant: Grant
  /// The members and teams who may change these credentials; empty if the role alone decides.
  public var managers: [String]
  /// Where the rule starts in the file.
  public var position: Position?
}

/// How references are searched.
public struct ReferenceSettings: Hashable, Sendable {
  /// Files that are not searched.
  public var exclude: [Glob] = []
  /// The repository's own rules, as they stand in the file.
  public var rules: [Node] = []
  /// The ids of built-in rules that do not count.
  public var disabled: [Node] = []
}

/// One artifact to render.
public struct Output: Hashable, Sendable {
  /// Which credentials go into an artifact.
  public enum Selection: Hashable, Sendable {
    /// These names.
    case names([String])
    /// Every one that fits all of what is not `nil`.
    case query(type: String?, project: String?, name: Glob?)
  }

  /// The artifact's id.
  public var artifact: String
  /// The credentials that go in, or `nil` for all that the artifact takes.
  public var selection: Selection?
  /// The artifact's own options.
  public var options: [Member]
  /// The file to write, as a path from the repository's root.
  public var path: String
  /// The names of the targets to deliver it to.
  public var targets: [String]
  /// Where the output starts in the file.
  public var position: Position?
}

/// A place to deliver artifacts to.
public struct Target: Hashable, Sendable {
  /// What a target is.
  public enum Kind: Hashable, Sendable {
    /// A folder of this machine.
    case directory(path: String)
    /// A branch of another repository, and the folder in it.
    case git(url: String, branch: String?, path: String?)
    /// A command line that the user's own git config names.
    case command
  }

  /// The name.
  public var name: String
  /// What it is.
  public var kind: Kind
  /// Where the name stands in the file.
  public var position: Position?
}

/// The rules for commits and age.
public struct Policy: Hashable, Sendable {
  /// Whether `verify` wants every commit signed.
  public var requireSignedCommits = false
  /// How long before its expiry a credential is reported.
  public var expiryWarning: TimeSpan?
  /// How old a credential may become before it is due.
  public var rotateAfter: TimeSpan?
}
