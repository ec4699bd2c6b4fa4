internal import Age
internal import Credentials
internal import SOPS
internal import Secrets

/// The data key of a merged file, and the entries by which its readers find it.
///
/// Where one side has another data key than both began with, the result has that one; where both
/// have, or where somebody who holds the key is no reader any more, a new one is made.
struct KeyMerge {
  let key: Secret
  let metadata: SOPSMetadata

  /// Settles on a key.
  ///
  /// - Parameters:
  ///   - base: What both sides began with, where it could be opened.
  ///   - ours: Our side.
  ///   - theirs: Their side.
  ///   - readers: Whom the result opens for.
  ///   - mayWrap: Whether the key may be encrypted for a recipient. Entries that one of the files
  ///     has already are copied and not asked about.
  /// - Throws: ``Failure`` with code `conflict` if the key would have to be encrypted for
  ///   somebody for whom it may not, `invalid` if there are keys of other kinds that a new data
  ///   key cannot be encrypted for.
  init(
    base: OpenedFile?, ours: OpenedFile, theirs: OpenedFile, readers: Readers,
    mayWrap: (String) -> Bool
  ) throws(Failure) {
    let decision = ThreeWay(hasBase: base != nil, choices: MergeChoices())
    let side = decision.side(base?.key, ours.key, theirs.key)
    let files = [ours, theirs] + (base.map { [$0] } ?? [])
    if let side {
      let owner = side == .ours ? ours : theirs
      let holders = files.filter { $0.key == owner.key }
      let known = holders.reduce(into: Set<String>()) { $0.formUnion(Readers(of: $1.file).keys) }
      if known.isSubset(of: readers.keys),
        let metadata = try Self.keeping(holders, readers: readers, mayWrap: mayWrap)
      {
        (key, self.metadata) = (owner.key, metadata)
        return
      }
    }
    (key, metadata) = try Self.renewed(files, readers: readers, mayWrap: mayWrap)
  }

  /// The metadata of the files that share the key, with entries for all readers, or `nil` if
  /// they have other groups.
  private static func keeping(
    _ holders: [OpenedFile], readers: Readers, mayWrap: (String) -> Bool
  ) throws(Failure) -> SOPSMetadata? {
    guard let first = holders.first else { return nil }
    // The merge's own two sides come first; what only the base has was taken away since.
    let kinds = Set(holders.map { $0.file.document.metadata.foreign })
    guard kinds.count == 1 else { return nil }
    if let same = holders.first(where: { Readers(of: $0.file) == readers }) {
      return same.file.document.metadata
    }
    guard readers.isFlat, holders.allSatisfy({ $0.file.document.metadata.keyGroups.isEmpty })
    else { return nil }
    var metadata = first.file.document.metadata
    let present = holders.flatMap(\.file.document.metadata.ageEntries)
    metadata.ageEntries = []
    for reader in readers.groups[0] {
      if let entry = present.first(where: { $0.recipient == reader }) {
        metadata.ageEntries.append(entry)
      } else {
        let recipient = try recipient(reader, of: first.file.name, mayWrap: mayWrap)
        metadata.ageEntries += try wrapping(first.file.name) { () throws(SOPSError) in
          try KeyWrapping.wrap(first.key.bytes, for: [recipient])
        }
      }
    }
    return metadata
  }

  private static func renewed(
    _ files: [OpenedFile], readers: Readers, mayWrap: (String) -> Bool
  ) throws(Failure) -> (Secret, SOPSMetadata) {
    let file = files[0].file
    let kinds = Set(files.prefix(2).flatMap(\.file.document.metadata.foreignKinds))
    guard kinds.isEmpty else {
      throw Failure(
        .invalid,
        "\(file.name) needs a new data key, and has \(kinds.sorted().joined(separator: ", ")) keys, "
          + "for which it cannot be encrypted here; rekey it with the tool that made them")
    }
    var metadata = SOPSMetadata(
      rule: file.document.metadata.rule, version: file.document.metadata.version)
    var groups: [[any Recipient]] = []
    for group in readers.groups {
      var recipients: [any Recipient] = []
      for reader in group {
        recipients.append(try recipient(reader, of: file.name, mayWrap: mayWrap))
      }
      groups.append(recipients)
    }
    let key = try wrapping(file.name) { () throws(SOPSError) in Secret(try KeyWrapping.newKey()) }
    if let threshold = readers.threshold {
      metadata.shamirThreshold = threshold
      metadata.keyGroups = try wrapping(file.name) { () throws(SOPSError) in
        try KeyWrapping.wrap(key.bytes, groups: groups, threshold: threshold)
      }
    } else {
      metadata.ageEntries = try wrapping(file.name) { () throws(SOPSError) in
        try KeyWrapping.wrap(key.bytes, for: groups.flatMap(\.self))
      }
    }
    return (key, metadata)
  }

  private static func recipient(
    _ text: String, of name: String, mayWrap: (String) -> Bool
  ) throws(Failure) -> any Recipient {
    guard mayWrap(text) else {
      throw Failure(
        .conflict,
        "the data key of \(name) must be encrypted for \(text), which the policy of our side does "
          + "not grant, or this clone has not accepted; run 'credtree resolve-conflict \(name)', which "
          + "goes by the merged policy and asks")
    }
    do { return try Recipients.parse(text) } catch {
      throw Failure(.invalid, "a key that reads \(name) cannot be used: \(error.message)")
    }
  }

  private static func wrapping<Value>(
    _ name: String, _ body: () throws(SOPSError) -> Value
  ) throws(Failure) -> Value {
    do throws(SOPSError) { return try body() } catch {
      let code: Failure.Code = error.cause?.code == .plugin ? .system : .invalid
      throw Failure(code, "\(name) cannot be encrypted: \(error.message)")
    }
  }
}
