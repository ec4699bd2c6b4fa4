internal import Credentials
internal import Documents

/// Three-way decisions, one value after the other, with the conflicts that were met.
struct ThreeWay {
  /// Whether it is known what both sides began with.
  let hasBase: Bool
  let choices: MergeChoices
  private(set) var conflicts: [FieldConflict] = []
  /// The conflicts that a choice decided, with the side that was taken.
  private(set) var decided: [String: MergeSide] = [:]

  init(hasBase: Bool, choices: MergeChoices) {
    self.hasBase = hasBase
    self.choices = choices
  }

  /// The side whose value the result has, or `nil` if both changed it, each to something else.
  ///
  /// Without a base every difference is a conflict: nobody could say which side made the change.
  func side<Value: Equatable>(_ base: Value?, _ ours: Value?, _ theirs: Value?) -> MergeSide? {
    if ours == theirs { return .ours }
    guard hasBase else { return nil }
    if base == ours { return .theirs }
    return base == theirs ? .ours : nil
  }

  /// The value that the result has; in a conflict that nobody decided, ours stands in for it.
  ///
  /// A side that was chosen for this very field wins also where only the other changed it: fields
  /// that belong together, such as a certificate and its key, must come from one side.
  mutating func merge<Value: Equatable>(
    _ field: String, _ base: Value?, _ ours: Value?, _ theirs: Value?
  ) -> Value? {
    if let side = side(base, ours, theirs), ours == theirs || choices.fields[field] == nil {
      return side == .ours ? ours : theirs
    }
    guard let choice = choices.side(for: field) else {
      conflicts.append(
        FieldConflict(
          field: field, ours: change(from: base, to: ours),
          theirs: change(from: base, to: theirs)))
      return ours
    }
    decided[field] = choice
    return choice == .ours ? ours : theirs
  }

  /// A set that has what either side added and lacks what either side removed, in our order.
  func merge(_ base: [String]?, _ ours: [String], _ theirs: [String]) -> [String] {
    let before = Set(base ?? [])
    let (mine, others) = (Set(ours), Set(theirs))
    let kept = ours.filter { others.contains($0) || !before.contains($0) }
    return kept + theirs.filter { !mine.contains($0) && !before.contains($0) }
  }

  /// What a side did; without a base nobody knows that a value was not there before.
  private func change<Value: Equatable>(from base: Value?, to side: Value?)
    -> FieldConflict.Change
  {
    if side == nil { return .removed }
    return hasBase && base == nil ? .added : .changed
  }
}

/// A field's value, and which part of the file it stands in.
struct PlacedField: Equatable {
  let key: String
  let value: Node
  let isSealed: Bool

  /// All fields of a credential, readable ones first.
  static func all(of contents: CredentialContents) -> [PlacedField] {
    contents.public.map { PlacedField(key: $0.key, value: $0.value, isSealed: false) }
      + contents.fields.map { PlacedField(key: $0.key, value: $0.value, isSealed: true) }
  }
}

extension ThreeWay {
  /// Merges fields by name: ours in their order, and behind them those that only theirs has.
  ///
  /// Fields of which `isComputed` says that they follow from others are not held against each
  /// other.
  mutating func merge(
    _ base: [PlacedField], _ ours: [PlacedField], _ theirs: [PlacedField],
    exceptFor isComputed: (String) -> Bool
  ) -> [PlacedField] {
    func field(_ key: String, in fields: [PlacedField]) -> PlacedField? {
      fields.first { $0.key == key }
    }
    let keys = ours.map(\.key) + theirs.map(\.key).filter { field($0, in: ours) == nil }
    return keys.compactMap { key in
      let (mine, other) = (field(key, in: ours), field(key, in: theirs))
      return isComputed(key) ? mine ?? other : merge(key, field(key, in: base), mine, other)
    }
  }
}
