internal import Age
internal import Credentials
internal import SOPS
internal import Secrets

/// The data key of a merged file, and the entries by which its readers find it.
///
/// Our side's data key stays where their side did not change it, and everybody who holds it is
/// still a reader. Otherwise a new one is made: nobody can say who else knows a key of their side,
/// such as one that a revert brings back.
struct KeyMerge {
  let key: Secret
  let metadata: SOPSMetadata

  /// Settles on a key.
  ///
  /// - Parameters:
  ///   - base: What both sides began with, where it could be opened.
  ///   - ours: Our side.
  ///   - theirs: Their side.
  ///   - readers: Whom the result opens for, and the policy lets read it.
  /// - Throws: ``Failure`` with code `invalid` if there are keys of other kinds that a new data
  ///   key cannot be encrypted for.
  init(base: OpenedFile?, ours: OpenedFile, theirs: OpenedFile, readers: Readers) throws(Failure) {
    let decision = ThreeWay(hasBase: base != nil, choices: MergeChoices())
    let side = decision.side(base?.key, ours.key, theirs.key)
    let files = [ours, theirs] + (base.map { [$0] } ?? [])
    if side == .ours {
      let holders = files.filter { $0.key == ours.key }
      let known = holders.reduce(into: Set<String>()) { $0.formUnion(Readers(of: $1.file).keys) }
      if known.isSubset(of: readers.keys),
        let metadata = try Self.keeping(holders, readers: readers)
      {
        (key, self.metadata) = (ours.key, metadata)
        return
      }
    }
    (key, metadata) = try Self.renewed(files, readers: readers)
  }

  /// The metadata of the files that share the key, with entries for all readers, or `nil` if
  /// they have other groups.
  private static func keeping(
    _ holders: [OpenedFile], readers: Readers
  ) throws(Failure) -> SOPSMetadata? {
    guard let first = holders.first else { return nil }
    // The merge's own two sides come first; what only the base has was taken away since.
    let kinds = Set(
      holders.map { file in
        let metadata = file.file.document.metadata
        return metadata.foreign + metadata.keyGroups.flatMap(\.foreign)
      })
    guard kinds.count == 1 else { return nil }
    if let same = holders.first(where: { Readers(of: $0.file) == readers }) {
      var metadata = first.file.document.metadata
      metadata.ageEntries = same.file.document.metadata.ageEntries
      metadata.keyGroups = same.file.document.metadata.keyGroups
      metadata.shamirThreshold = same.file.document.metadata.shamirThreshold
      return metadata
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
        let recipient = try recipient(reader, of: first.file.name)
        metadata.ageEntries += try wrapping(first.file.name) { () throws(SOPSError) in
          try KeyWrapping.wrap(first.key.bytes, for: [recipient])
        }
      }
    }
    return metadata
  }

  private static func renewed(
    _ files: [OpenedFile], readers: Readers
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
        recipients.append(try recipient(reader, of: file.name))
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

  private static func recipient(_ text: String, of name: String) throws(Failure)
    -> any Recipient
  {
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
