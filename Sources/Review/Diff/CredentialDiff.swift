internal import Configuration
internal import CredentialTypes
internal import Credentials
internal import Documents

/// How one credential differs between two states, as far as can be told with the keys at hand.
public struct CredentialDiff: Hashable, Sendable {
  /// What happened to the credential.
  public enum Change: String, Hashable, Sendable {
    /// It was created.
    case added
    /// Its fields, properties, or readers changed.
    case changed
    /// It was deleted.
    case removed
    /// It has another name, and perhaps other changes.
    case renamed
    /// Its file cannot be read in one of the states.
    case unreadable
  }

  /// What a change consists of; the raw value is the word in reports, which never changes.
  public enum Aspect: String, Hashable, Sendable, CaseIterable {
    /// It is new.
    case created
    /// It is gone.
    case deleted
    /// It has another name.
    case renamed
    /// An encrypted value is another, as far as can be told.
    case rotated
    /// Values were encrypted anew, and are known to be the same.
    case reencrypted = "re-encrypted"
    /// Values were encrypted anew, and only a key could tell whether they are the same.
    case perhapsRotated = "re-encrypted, value unknown"
    /// It is of another type.
    case retyped
    /// It became the default, or no longer is.
    case defaultChanged = "default"
    /// It belongs to other projects.
    case projects
    /// A public value is another.
    case publicValues = "public values"
    /// A property is another.
    case metadata
    /// Others can read it, or others must meet to read it.
    case readers
    /// Its file cannot be read.
    case unreadable
  }

  /// The name, after the change where there is an after.
  public let name: String
  /// The name before, where it was another.
  public let oldName: String?
  /// The identity.
  public let id: String?
  /// The id of the type.
  public let type: String?
  /// What happened.
  public let change: Change
  /// The revisions before and after.
  public let revisions: (from: Int?, to: Int?)
  /// The fields and properties that differ, properties first.
  public let fields: [FieldDiff]
  /// The readers who can open it now and could not before: members, or keys of nobody known.
  public let addedReaders: [String]
  /// The readers who could open it and cannot any more.
  public let removedReaders: [String]
  /// How many of which readers had to meet, where that changed; `nil` where it did not.
  public let formerQuorum: String?
  /// How many of which readers must meet, where that changed; `nil` where it did not.
  public let quorum: String?
  /// What is odd about the file, and no worry of its own.
  public let note: String?
  /// How its certificates differ.
  public let certificates: [CertificateDiff]
  /// Whether a key opened the file after, so that MAC and seal hold; `false` says nothing.
  public let isVerified: Bool
  /// What a reviewer should look at.
  public internal(set) var worries: [Worry]
  /// The commits of the range that changed it, newest first, by id.
  public internal(set) var commits: [String] = []
  /// Where it is used in the state after, or, where it was deleted, still is.
  public internal(set) var uses: [CredentialUse] = []

  /// Compares everything but the commits.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.name == rhs.name && lhs.oldName == rhs.oldName && lhs.id == rhs.id
      && lhs.type == rhs.type && lhs.change == rhs.change && lhs.revisions == rhs.revisions
      && lhs.fields == rhs.fields && lhs.addedReaders == rhs.addedReaders
      && lhs.removedReaders == rhs.removedReaders && lhs.note == rhs.note
      && lhs.formerQuorum == rhs.formerQuorum && lhs.quorum == rhs.quorum
      && lhs.certificates == rhs.certificates && lhs.worries == rhs.worries
  }

  /// Hashes the name and what happened.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(change)
  }
}

/// A place that uses a credential.
public struct CredentialUse: Hashable, Sendable {
  /// The file, as a path from the repository's root.
  public let file: String
  /// The line, from 1.
  public let line: Int
  /// What uses it, such as an application's name.
  public let name: String
  /// Where in the file's own terms it stands, such as `spec.imagePullSecrets`.
  public let field: String

  /// Creates a use.
  public init(file: String, line: Int, name: String, field: String) {
    self.file = file
    self.line = line
    self.name = name
    self.field = field
  }
}

extension CredentialDiff {
  /// Compares two states of a credential, of which at least one exists.
  init?(
    from old: CredentialState?, to new: CredentialState?, values: ValueComparison = .none,
    types: [Catalogue] = [.builtIn]
  ) {
    guard let present = new ?? old else { return nil }
    name = present.name
    oldName = old.flatMap { old in new.flatMap { $0.name == old.name ? nil : old.name } }
    let readable = new?.file ?? old?.file
    id = readable?.metadata.id
    type = readable?.metadata.type
    revisions = (old?.file?.metadata.revision, new?.file?.metadata.revision)
    let isUnreadable = (old != nil && old?.file == nil) || (new != nil && new?.file == nil)
    fields = isUnreadable ? [] : FieldDiff.between(old, new, values: values, types: types)
    certificates = isUnreadable ? [] : CertificateDiff.between(old?.file, new?.file)
    // Of a file that cannot be read nobody knows who its readers are.
    let (before, after) = isUnreadable ? ([], []) : (old?.readers ?? [], new?.readers ?? [])
    addedReaders = after.filter { !before.contains($0) }
    removedReaders = before.filter { !after.contains($0) }
    let shapes = isUnreadable ? (nil, nil) : (old?.quorum, new?.quorum)
    let isNamed = (shapes.0?.isNeeded ?? false) || (shapes.1?.isNeeded ?? false)
    let isShown = isNamed && shapes.0 != shapes.1
    formerQuorum = isShown ? shapes.0?.text : nil
    quorum = isShown ? shapes.1?.text : nil
    if isUnreadable {
      change = .unreadable
    } else if old == nil {
      change = .added
    } else if new == nil {
      change = .removed
    } else {
      change = oldName == nil ? .changed : .renamed
    }
    isVerified = values.isVerified
    worries = []
    // A reviewer has to look at it: the key entries or the salt may be others than they seem.
    let isSilent =
      change == .changed && fields.isEmpty && addedReaders.isEmpty && removedReaders.isEmpty
      && !isShown && revisions.from == revisions.to
    note = isSilent ? "no field changed, but other parts of the file did; see 'git diff'" : nil
  }

  /// What is odd about the change itself, whoever made it.
  public var remarks: [String] {
    let odd: Set<Worry.Kind> = [.noNewRevision, .earlierRevision, .notEncrypted]
    return worries.filter { odd.contains($0.kind) }.map(\.message) + (note.map { [$0] } ?? [])
  }

  /// What the change consists of, in a fixed order.
  public var aspects: [Aspect] {
    var found: Set<Aspect> = []
    switch change {
    case .added: return [.created]
    case .removed: return [.deleted]
    case .unreadable: return [.unreadable]
    case .renamed: found.insert(.renamed)
    case .changed: break
    }
    for field in fields { found.insert(Self.aspect(of: field)) }
    // What is sure of one value need not be said of another that is not.
    if found.contains(.rotated) || found.contains(.perhapsRotated) { found.remove(.reencrypted) }
    let isQuorumChanged = formerQuorum != nil || quorum != nil
    if !addedReaders.isEmpty || !removedReaders.isEmpty || isQuorumChanged {
      found.insert(.readers)
    }
    return Aspect.allCases.filter(found.contains)
  }

  private static func aspect(of field: FieldDiff) -> Aspect {
    if field.isEncrypted {
      guard field.change == .reencrypted else { return .rotated }
      return field.comparison == .same ? .reencrypted : .perhapsRotated
    }
    guard field.isProperty else { return .publicValues }
    return switch field.field {
    case "isDefault": .defaultChanged
    case "projects": .projects
    case "type": .retyped
    default: .metadata
    }
  }
}
