internal import CredentialTypes
internal import Credentials
public import Documents

/// How one field of a credential differs between two states.
public struct FieldDiff: Hashable, Sendable {
  /// What happened to the field.
  public enum Change: String, Hashable, Sendable {
    /// It has a value that it did not have.
    case added
    /// It has another value, or another ciphertext under the same data key.
    case changed
    /// It no longer has a value.
    case removed
    /// It was encrypted anew: with the same value, or, where no key says so, perhaps another.
    case reencrypted
  }

  /// What a key says of two ciphertexts.
  public enum Comparison: String, Hashable, Sendable {
    /// They hold the same value.
    case same
    /// They hold different values.
    case different
    /// No key was at hand that opens both.
    case unknown
  }

  /// The field's id, or the property's name.
  public let field: String
  /// What happened.
  public let change: Change
  /// The value before, where everybody may see it.
  public let from: Node?
  /// The value after, where everybody may see it.
  public let to: Node?
  /// Whether a value lies in clear that should be encrypted; it is not shown.
  public let isExposed: Bool
  /// Whether the value is encrypted, and so not shown.
  public let isEncrypted: Bool
  /// Whether it belongs to the properties that every credential has, and not to its type.
  public let isProperty: Bool
  /// What a key says of the two values, or `nil` where they are public or there are not two.
  public let comparison: Comparison?

  /// Whether an encrypted value is another, as far as can be told.
  public var isNewValue: Bool { isEncrypted && change != .reencrypted }
}

extension FieldDiff {
  /// Compares two states of a credential, of which at least one exists; properties come first.
  ///
  /// What the types want encrypted, or what is encrypted in the other state, is never shown, even
  /// where it lies in clear.
  static func between(
    _ old: CredentialState?, _ new: CredentialState?, values: ValueComparison, types: [Catalogue]
  ) -> [FieldDiff] {
    var hidden = Set(((old?.sealed ?? []) + (new?.sealed ?? [])).map(\.key))
    for file in [old?.file, new?.file] {
      if let file { hidden.formUnion(ExposedFields.of(file, types: types)) }
    }
    func properties(_ state: CredentialState?) -> [Member] {
      (state?.file?.metadata.members ?? []).filter { member in
        !isSilent(member.key, old, new) && !isEmpty(member.value)
      }
    }
    return readable(properties(old), properties(new), isProperty: true, hidden: [])
      + readable(
        old?.file?.public ?? [], new?.file?.public ?? [], isProperty: false, hidden: hidden)
      + encrypted(old, new, values: values)
  }

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

  private static func isEmpty(_ value: Node) -> Bool {
    switch value.content {
    case .string(let text): text.isEmpty
    case .array(let values): values.isEmpty
    case .bool(let value): !value
    default: false
    }
  }

  private static func readable(
    _ old: [Member], _ new: [Member], isProperty: Bool, hidden: Set<String>
  ) -> [FieldDiff] {
    keys(old, new).compactMap { key in
      let from = old.first { $0.key == key }?.value
      let to = new.first { $0.key == key }?.value
      guard from != to else { return nil }
      let isExposed = hidden.contains(key)
      return FieldDiff(
        field: key, change: change(from, to), from: isExposed ? nil : from,
        to: isExposed ? nil : to, isExposed: isExposed, isEncrypted: false,
        isProperty: isProperty, comparison: nil)
    }
  }

  private static func encrypted(
    _ old: CredentialState?, _ new: CredentialState?, values: ValueComparison
  ) -> [FieldDiff] {
    let isNewKey =
      old != nil && new != nil && (old?.wrappedKeys ?? []).isDisjoint(with: new?.wrappedKeys ?? [])
    let (before, after) = (old?.sealed ?? [], new?.sealed ?? [])
    return keys(before, after).compactMap { key in
      let from = before.first { $0.key == key }?.value
      let to = after.first { $0.key == key }?.value
      guard from != to else { return nil }
      var seen = change(from, to)
      let comparison = seen == .changed ? values.comparison(of: key) : nil
      switch comparison {
      case .same: seen = .reencrypted
      case .unknown: if isNewKey { seen = .reencrypted }
      case .different, nil: break
      }
      return FieldDiff(
        field: key, change: seen, from: nil, to: nil, isExposed: false, isEncrypted: true,
        isProperty: false, comparison: comparison)
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
