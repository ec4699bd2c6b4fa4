public import Age
public import Secrets

extension SOPSDocument {
  /// The file with recipients added under the same data key.
  ///
  /// Every entry that exists stays byte for byte, and so do values, time and MAC, none of which
  /// covers the entries.
  ///
  /// - Parameters:
  ///   - groups: Who is to open each group, in the file's order; those who have an entry are
  ///     not wrapped for again. One group for a file whose entries hold the whole data key.
  ///   - key: The data key of 32 bytes.
  ///   - identities: Those that opened the file, by which the shares of groups are recovered.
  /// - Returns: The file, or `nil` if it has another number of groups, or a share that is needed
  ///   cannot be recovered.
  /// - Throws: ``SOPSError`` with code `recipients` if a recipient cannot be used.
  public func adding(
    _ groups: [[any Recipient]], sharing key: borrowing SecretBytes,
    with identities: [any Identity]
  ) throws(SOPSError) -> SOPSDocument? {
    var result = self
    let present = metadata.effectiveGroups
    guard present.count == groups.count else { return nil }
    guard groups.count > 1 else {
      let added = try KeyWrapping.wrap(key, forMissing: groups[0], in: present[0].age)
      if metadata.hasKeysOutsideGroups {
        result.metadata.ageEntries += added
      } else {
        result.metadata.keyGroups[0].age += added
      }
      return result
    }
    var shares: [Secret?] = []
    for group in present {
      var cause: AgeError?
      shares.append(group.open(with: identities, reporting: &cause))
    }
    for (index, recipients) in groups.enumerated() {
      let missing = recipients.filter { recipient in
        !present[index].age.contains { $0.recipient == recipient.text }
      }
      guard !missing.isEmpty else { continue }
      guard let share = share(ofGroup: index, from: shares) else { return nil }
      result.metadata.keyGroups[index].age += try KeyWrapping.wrap(share.bytes, for: missing)
    }
    return result
  }

  /// A group's share: opened, or computed where every group's place is its number, as sops ≥ 3.10
  /// has them.
  private func share(ofGroup index: Int, from shares: [Secret?]) -> Secret? {
    if let share = shares[index] { return share }
    let known = shares.compactMap(\.self)
    guard known.count >= metadata.shamirThreshold ?? shares.count else { return nil }
    for (place, share) in shares.enumerated() {
      guard let share else { continue }
      guard Int(Shamir.place(of: share.bytes)) == place + 1 else { return nil }
    }
    guard let share = Shamir.share(at: UInt8(index + 1), from: known) else { return nil }
    return Secret(share)
  }
}

extension KeyWrapping {
  /// Encrypts the data key to those recipients that have no entry.
  fileprivate static func wrap(
    _ key: borrowing SecretBytes, forMissing recipients: [any Recipient],
    in entries: [SOPSMetadata.AgeEntry]
  ) throws(SOPSError) -> [SOPSMetadata.AgeEntry] {
    let missing = recipients.filter { recipient in
      !entries.contains { $0.recipient == recipient.text }
    }
    return missing.isEmpty ? [] : try wrap(key, for: missing)
  }
}
