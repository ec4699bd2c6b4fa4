internal import CredentialStore
public import CredentialTypes
public import Credentials
public import Documents

/// Two revisions of one credential merged field by field.
///
/// What one side changed is taken from it; what both changed to the same is taken; what both
/// changed, each to something else, is a conflict, and nothing is lost. Values are compared
/// decrypted, in locked memory.
public struct CredentialMerge: Sendable {
  /// The merged contents; a field in conflict has our value in them.
  public private(set) var contents: CredentialContents
  /// The fields and properties that both sides changed and nobody decided.
  public private(set) var conflicts: [FieldConflict]
  /// The fields and properties that a choice decided, and the side that was taken.
  public let decided: [String: MergeSide]
  /// Why the result is not valid although each side may be.
  public private(set) var problems: [Problem] = []

  /// Merges.
  ///
  /// - Parameters:
  ///   - base: What both sides began with, or `nil` where that is not known.
  ///   - ours: One side.
  ///   - theirs: The other side.
  ///   - choices: Which side wins where both changed the same.
  ///   - catalogue: Where the credential's type is looked up.
  /// - Throws: ``Failure`` with code `conflict` if the sides are not the same credential, or its
  ///   type is not known.
  public init(
    base: OpenedFile?, ours: OpenedFile, theirs: OpenedFile, choices: MergeChoices = MergeChoices(),
    catalogue: Catalogue
  ) throws(Failure) {
    let (mine, other) = (ours.contents, theirs.contents)
    try Self.requireSameCredential(base?.contents, mine, other)
    guard let type = catalogue.type(named: mine.metadata.type) else {
      throw Failure(
        .conflict,
        "\(mine.metadata.name) has the type \(mine.metadata.type), which this version does not know"
      )
    }
    func isDerived(_ key: String) -> Bool {
      type.field(key).map { $0.id == key && $0.isDerived } ?? false
    }
    var decision = ThreeWay(hasBase: base != nil, choices: choices)
    contents = mine
    contents.metadata = decision.merge(base?.contents.metadata, mine.metadata, other.metadata)
    let (placed, others) = (PlacedField.all(of: mine), PlacedField.all(of: other))
    let former = base.map { PlacedField.all(of: $0.contents) } ?? []
    // Encrypting anew is no new value: where that is all that either side did, the revision stays.
    if let base, former == placed, former == others, base.contents.metadata == mine.metadata,
      mine.metadata == other.metadata
    {
      contents.metadata = mine.metadata
    }
    let fields = decision.merge(former, placed, others, exceptFor: isDerived)
    contents.public = fields.filter { !$0.isSealed }.map { Member($0.key, $0.value) }
    contents.fields = fields.filter(\.isSealed).map { Member($0.key, $0.value) }
    conflicts = decision.conflicts
    decided = decision.decided
    let followsValues = [mine, other].allSatisfy {
      $0.metadata.expiresAt == Store.expiry(of: $0.public)
    }
    if followsValues { conflicts.removeAll { $0.field == "expiresAt" } }
    guard conflicts.isEmpty else { return }
    derive(type)
    if followsValues { contents.metadata.expiresAt = Store.expiry(of: contents.public) }
  }

  /// Refuses to make one credential of two.
  ///
  /// The salt is made with the credential, never changes, and is encrypted: a file with another
  /// one was not made from the same beginnings by somebody who could open them.
  private static func requireSameCredential(
    _ base: CredentialContents?, _ ours: CredentialContents, _ theirs: CredentialContents
  ) throws(Failure) {
    let name = ours.metadata.name
    let all = [base, theirs].compactMap(\.self)
    guard all.allSatisfy({ $0.metadata.id == ours.metadata.id }) else {
      throw Failure(.conflict, "\(name) is another credential on each side")
    }
    guard all.allSatisfy({ $0.metadata.type == ours.metadata.type }) else {
      throw Failure(.conflict, "\(name) has another type on each side")
    }
    guard all.allSatisfy({ $0.salt == ours.salt }) else {
      throw Failure(
        .conflict,
        "the sides of \(name) have the same id and were not made from the same file: one of them "
          + "was written by somebody who could not open it")
    }
  }

  /// Computes derived fields anew, and checks that the fields fit together.
  private mutating func derive(_ type: CredentialType) {
    let all = contents.public + contents.fields
    let validated: ValidatedValues
    do {
      validated = try type.validate(
        type.merging([], over: all), provider: contents.metadata.provider, keeping: all)
    } catch {
      problems = error.problems
      return
    }
    contents.public = Self.deriving(contents.public, from: validated.public, type)
    contents.fields = Self.deriving(contents.fields, from: validated.confidentialAndSecret, type)
  }

  /// Members whose derived ones are those that were just computed; all others stay as they are.
  private static func deriving(
    _ members: [Member], from computed: [Member], _ type: CredentialType
  ) -> [Member] {
    func isDerived(_ member: Member) -> Bool { type.field(member.key)?.isDerived ?? false }
    var result: [Member] = members.compactMap { member in
      isDerived(member) ? computed.first { $0.key == member.key } : member
    }
    result += computed.filter { new in
      isDerived(new) && !result.contains { $0.key == new.key }
    }
    return result
  }
}
