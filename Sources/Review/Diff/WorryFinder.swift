internal import Configuration
internal import CredentialTypes
internal import Credentials
internal import Documents

/// Finds what a reviewer should look at in the change of one credential.
struct WorryFinder {
  /// The policy after the change.
  let policy: Configuration?
  /// The types after the change.
  let types: Catalogue
  let now: Timestamp

  /// How long before its end something is worth a word where the policy does not say.
  private static let warning: Int64 = 30 * 86_400

  /// The public fields in which types keep when something ends.
  private static let endings: Set<String> = ["notAfter", "expiry", "expires", "expiresAt"]

  /// What there is to worry about, the worst first.
  func worries(about pair: StateComparison.Pair, _ diff: CredentialDiff) -> [Worry] {
    var worries: [Worry] = []
    if diff.change == .unreadable {
      let isUnresolved = pair.new?.isUnresolved ?? false
      worries.append(
        Worry(
          .unreadable,
          pair.new != nil && pair.new?.file == nil
            ? (isUnresolved
              ? "the merge of its file is not resolved"
              : "its file is damaged, or is no credential file")
            : "its file could not be read before"))
    }
    if let name = pair.new?.name, pair.old?.name != name,
      let problem = CredentialName.problem(with: name)
    {
      worries.append(Worry(.invalidName, "its name \(problem); move it with 'git mv'"))
    }
    if let damage = pair.values.damage { worries.append(Worry(.integrity, damage)) }
    worries += places(pair)
    worries += readers(pair, diff)
    worries += revisions(pair, diff)
    worries += expiry(pair, diff)
    worries += weakness(pair, diff)
    return worries
  }

  /// Values that lie in clear and should not.
  private func places(_ pair: StateComparison.Pair) -> [Worry] {
    guard let state = pair.new, let file = state.file else { return [] }
    let naked = state.sealed.filter { !$0.value.isSealed }.map(\.key)
    let exposed = ExposedFields.of(file, types: [types]).union(
      ExposedFields.moved(
        from: pair.old, to: file, type: types.type(named: file.metadata.type)))
    return (naked + exposed.sorted()).map { field in
      Worry(
        .notEncrypted, "\(field) is not encrypted: everybody who reads the repository knows it",
        field: field)
    }
  }

  private func readers(_ pair: StateComparison.Pair, _ diff: CredentialDiff) -> [Worry] {
    var worries: [Worry] = []
    let strangers = Set(pair.new?.ungranted ?? []).subtracting(pair.old?.ungranted ?? [])
    let named = strangers.map { key in
      policy?.members(holding: key).first ?? key
    }.sorted()
    if !named.isEmpty {
      worries.append(
        Worry(
          .unknownReader,
          "\(named.joined(separator: ", ")) can open it, whom the policy does not name for it"))
    }
    let unbound = Set(pair.new?.unboundByPolicy ?? []).subtracting(
      pair.old?.unboundByPolicy ?? []
    ).sorted()
    if !unbound.isEmpty {
      worries.append(
        Worry(
          .unknownReader,
          "\(unbound.joined(separator: ", ")) can open it with fewer others than the policy asks for"
        ))
    }
    if let old = pair.old?.quorum, let new = pair.new?.quorum {
      let eased = new.eased(from: old).filter { !unbound.contains($0) }
      let alone = eased.filter { new.others(for: $0) == 0 }
      let fewer = eased.filter { !alone.contains($0) }
      for (readers, words) in [(alone, "alone"), (fewer, "with fewer others")]
      where !readers.isEmpty {
        worries.append(
          Worry(.gainsAccess, "\(readers.joined(separator: ", ")) can read it \(words) now"))
      }
    }
    let gained = diff.addedReaders.filter { !named.contains($0) }
    if diff.change == .changed || diff.change == .renamed, !gained.isEmpty {
      worries.append(Worry(.gainsAccess, "\(gained.joined(separator: ", ")) can read it now"))
    }
    return worries
  }

  private func revisions(_ pair: StateComparison.Pair, _ diff: CredentialDiff) -> [Worry] {
    var worries: [Worry] = []
    if let old = pair.old?.file?.metadata.id, let new = pair.new?.file?.metadata.id, old != new {
      worries.append(Worry(.changedID, "it is another credential than the one that had the name"))
      return worries
    }
    guard let from = diff.revisions.from, let to = diff.revisions.to else { return worries }
    // Encrypting under a new data key is no new value, and has no new revision.
    if diff.change == .changed || diff.change == .renamed, from == to,
      diff.fields.contains(where: { $0.change != .reencrypted })
    {
      worries.append(Worry(.noNewRevision, "changed without a new revision"))
    }
    if to < from { worries.append(Worry(.earlierRevision, "goes back to an earlier revision")) }
    return worries
  }

  private func expiry(_ pair: StateComparison.Pair, _ diff: CredentialDiff) -> [Worry] {
    var worries: [Worry] = []
    func closer(_ field: String, _ from: Timestamp?, _ to: Timestamp?) {
      guard let from, let to, to < from,
        !worries.contains(where: { $0.kind == .expiryCloser && $0.message.hasSuffix("\(to)") })
      else { return }
      worries.append(
        Worry(.expiryCloser, "\(field) moves closer, from \(from) to \(to)", field: field))
    }
    for field in diff.fields where !field.isEncrypted && Self.endings.contains(field.field) {
      closer(
        field.field, field.from?.string.flatMap { Timestamp($0) },
        field.to?.string.flatMap { Timestamp($0) })
    }
    if pair.old?.file != nil, pair.new?.file != nil {
      for field in diff.fields
      where field.change == .removed && !field.isEncrypted && Self.endings.contains(field.field) {
        worries.append(
          Worry(
            .expiryRemoved, "\(field.field) is gone: nothing says any more when it ends",
            field: field.field))
      }
    }
    for certificate in diff.certificates {
      closer(certificate.field, certificate.from?.notAfter, certificate.to?.notAfter)
    }
    guard let file = pair.new?.file, diff.change != .removed else { return worries }
    let ends =
      [file.metadata.expiresAt].compactMap(\.self)
      + diff.certificates.compactMap { $0.to?.notAfter }
    if let end = ends.min(), end <= now {
      worries.append(Worry(.expired, "it expired at \(end)"))
    } else if let end = ends.min(),
      end.secondsSince1970 - now.secondsSince1970
        <= policy?.policy.expiryWarning?.seconds ?? Self.warning
    {
      worries.append(Worry(.expiresSoon, "it expires at \(end)"))
    }
    return worries
  }

  private func weakness(_ pair: StateComparison.Pair, _ diff: CredentialDiff) -> [Worry] {
    guard let file = pair.new?.file else { return [] }
    let changed = Set(diff.fields.filter(\.isNewValue).map(\.field))
    let type = types.type(named: file.metadata.type)
    return ValueClass.weak(pair.values.values, of: type, among: changed).map { field in
      Worry(.weakValue, "\(field) is weak: it can be guessed", field: field)
    }
  }
}
