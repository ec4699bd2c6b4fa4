internal import Configuration
internal import Credentials
public import Documents
internal import SOPS

/// How one field of a credential differs between two states.
public struct FieldDiff: Hashable, Sendable {
  /// What happened to the field.
  public enum Change: String, Hashable, Sendable {
    /// It has a value that it did not have.
    case added
    /// It has another value.
    case changed
    /// It no longer has a value.
    case removed
    /// It was encrypted anew, under another data key; whether the value changed cannot be seen.
    case reencrypted
  }

  /// The field's id, or the property's name.
  public let field: String
  /// What happened.
  public let change: Change
  /// The value before, where it is public.
  public let from: Node?
  /// The value after, where it is public.
  public let to: Node?
  /// Whether the value is encrypted, and so not shown.
  public let isEncrypted: Bool
}

/// How one credential differs between two states, as far as can be told without a key.
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
  /// What is odd about the change.
  public let remarks: [String]

  /// Compares everything.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.name == rhs.name && lhs.oldName == rhs.oldName && lhs.id == rhs.id
      && lhs.type == rhs.type && lhs.change == rhs.change && lhs.revisions == rhs.revisions
      && lhs.fields == rhs.fields && lhs.addedReaders == rhs.addedReaders
      && lhs.removedReaders == rhs.removedReaders && lhs.remarks == rhs.remarks
  }

  /// Hashes the name and what happened.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(change)
  }
}

/// A credential's file in one of the two states.
struct CredentialState {
  let name: String
  /// `nil` for a file that is no credential file.
  let file: CredentialFile?
  let configuration: Configuration?

  init(_ name: String, _ text: [UInt8], _ configuration: Configuration?) {
    self.name = name
    file = try? CredentialFile(text.span, name: name)
    self.configuration = configuration
  }

  /// Who can open the file: the names of members, or the key where nobody is known to hold it.
  var readers: [String] {
    guard let file else { return [] }
    var readers: [String] = []
    for recipient in file.document.metadata.recipients {
      let members = configuration?.members(holding: recipient) ?? []
      for reader in members.isEmpty ? [recipient] : members where !readers.contains(reader) {
        readers.append(reader)
      }
    }
    return readers
  }

  /// The encrypted fields, as they are stored.
  var sealed: [Member] {
    (file?.document.tree.first { $0.key == "secret" }?.value.object ?? [])
      .filter { file?.sealedFields.contains($0.key) ?? false }
  }

  /// The data key as it is wrapped for each recipient.
  var wrappedKeys: Set<String> {
    guard let metadata = file?.document.metadata else { return [] }
    return Set((metadata.ageEntries + metadata.keyGroups.flatMap(\.age)).map(\.enc))
  }
}

extension CredentialDiff {
  /// Compares two states of a credential, of which at least one exists.
  init?(from old: CredentialState?, to new: CredentialState?) {
    guard let present = new ?? old else { return nil }
    name = present.name
    oldName = old.flatMap { old in new.flatMap { $0.name == old.name ? nil : old.name } }
    let readable = new?.file ?? old?.file
    id = readable?.metadata.id
    type = readable?.metadata.type
    revisions = (old?.file?.metadata.revision, new?.file?.metadata.revision)
    let isUnreadable = (old != nil && old?.file == nil) || (new != nil && new?.file == nil)
    fields = isUnreadable ? [] : FieldDiff.between(old, new)
    // Of a file that cannot be read nobody knows who its readers are.
    let (before, after) = isUnreadable ? ([], []) : (old?.readers ?? [], new?.readers ?? [])
    addedReaders = after.filter { !before.contains($0) }
    removedReaders = before.filter { !after.contains($0) }
    if isUnreadable {
      change = .unreadable
    } else if old == nil {
      change = .added
    } else if new == nil {
      change = .removed
    } else {
      change = oldName == nil ? .changed : .renamed
    }
    var remarks: [String] = []
    // Encrypting under a new data key is no new value, and has no new revision.
    if change == .changed, revisions.from == revisions.to,
      fields.contains(where: { $0.change != .reencrypted })
    {
      remarks.append("changed without a new revision")
    }
    if let from = revisions.from, let to = revisions.to, to < from {
      remarks.append("goes back to an earlier revision")
    }
    for member in new?.sealed ?? [] where !member.value.isSealed {
      remarks.append("\(member.key) is not encrypted")
    }
    if change == .changed, fields.isEmpty, addedReaders.isEmpty, removedReaders.isEmpty,
      revisions.from == revisions.to
    {
      // A reviewer has to look at it: the key entries or the salt may be others than they seem.
      remarks.append("no field changed, but other parts of the file did; see 'git diff'")
    }
    self.remarks = remarks
  }
}

extension FieldDiff {
  /// The properties that say nothing about a change, or that its first line says.
  private static func isSilent(_ property: String, _ old: CredentialState?, _ new: CredentialState?)
    -> Bool
  {
    switch property {
    case "revision", "updatedAt": true
    case "id", "type", "createdAt": old == nil || new == nil
    // The file's own name, which a rename changes.
    case "name": old?.name != new?.name
    default: false
    }
  }

  static func between(_ old: CredentialState?, _ new: CredentialState?) -> [FieldDiff] {
    func properties(_ state: CredentialState?) -> [Member] {
      (state?.file?.metadata.members ?? []).filter { member in
        !isSilent(member.key, old, new) && !isEmpty(member.value)
      }
    }
    let open =
      readable(properties(old), properties(new))
      + readable(old?.file?.public ?? [], new?.file?.public ?? [])
    let isNewKey =
      old != nil && new != nil && (old?.wrappedKeys ?? []).isDisjoint(with: new?.wrappedKeys ?? [])
    return open + encrypted(old?.sealed ?? [], new?.sealed ?? [], isNewKey: isNewKey)
  }

  private static func isEmpty(_ value: Node) -> Bool {
    switch value.content {
    case .string(let text): text.isEmpty
    case .array(let values): values.isEmpty
    case .bool(let value): !value
    default: false
    }
  }

  private static func readable(_ old: [Member], _ new: [Member]) -> [FieldDiff] {
    keys(old, new).compactMap { key in
      let from = old.first { $0.key == key }?.value
      let to = new.first { $0.key == key }?.value
      guard from != to else { return nil }
      return FieldDiff(
        field: key, change: change(from, to), from: from, to: to, isEncrypted: false)
    }
  }

  private static func encrypted(_ old: [Member], _ new: [Member], isNewKey: Bool) -> [FieldDiff] {
    keys(old, new).compactMap { key in
      let from = old.first { $0.key == key }?.value
      let to = new.first { $0.key == key }?.value
      guard from != to else { return nil }
      let seen = change(from, to)
      return FieldDiff(
        field: key, change: isNewKey && seen == .changed ? .reencrypted : seen, from: nil, to: nil,
        isEncrypted: true)
    }
  }

  private static func change(_ from: Node?, _ to: Node?) -> Change {
    if from == nil { return .added }
    return to == nil ? .removed : .changed
  }

  private static func keys(_ old: [Member], _ new: [Member]) -> [String] {
    let kept = old.map(\.key)
    return kept + new.map(\.key).filter { !kept.contains($0) }
  }
}
