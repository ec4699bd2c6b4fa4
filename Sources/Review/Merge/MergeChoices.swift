/// A side of a merge, as git calls it.
///
/// In a rebase, git's ours is the branch that is rebased onto, and theirs the commit that is moved.
public enum MergeSide: String, Hashable, Sendable, CaseIterable {
  /// The side that the merge is made on.
  case ours
  /// The side that is merged into it.
  case theirs
}

/// Which side wins where both changed the same.
public struct MergeChoices: Hashable, Sendable {
  /// The side for single fields and properties, by name.
  public var fields: [String: MergeSide]
  /// The side for all others, or `nil` to leave them in conflict.
  public var remaining: MergeSide?
  /// Fields and properties that get another value than either side's.
  public var replaced: Set<String>
  /// The name that the result gets, whatever the sides say, or `nil` to merge that as well.
  var name: String?

  /// Creates choices.
  public init(
    fields: [String: MergeSide] = [:], remaining: MergeSide? = nil, replaced: Set<String> = []
  ) {
    self.fields = fields
    self.remaining = remaining
    self.replaced = replaced
  }

  /// The side to take for a field, or `nil` where nobody chose.
  func side(for field: String) -> MergeSide? {
    fields[field] ?? (replaced.contains(field) ? .ours : remaining)
  }
}

/// A field or property that both sides changed, each to something else.
public struct FieldConflict: Hashable, Sendable {
  /// What one side did.
  public enum Change: String, Hashable, Sendable {
    /// It gave a value where there was none.
    case added
    /// It gave another value.
    case changed
    /// It took the value away.
    case removed
  }

  /// The name of the field or property.
  public let field: String
  /// What our side did.
  public let ours: Change
  /// What their side did.
  public let theirs: Change

  /// Creates a conflict.
  public init(field: String, ours: Change, theirs: Change) {
    self.field = field
    self.ours = ours
    self.theirs = theirs
  }
}
