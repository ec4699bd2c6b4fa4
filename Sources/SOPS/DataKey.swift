public import Age
public import Documents
public import Secrets

extension SOPSDocument {
  /// The length of a data key, in bytes.
  public static let dataKeySize = 32

  /// Finds the data key: whole in one age entry, or in shares in key groups.
  ///
  /// - Parameter identities: Whom to open it as. Entries that name one of them come first.
  /// - Returns: The data key of 32 bytes.
  /// - Throws: ``SOPSError`` with code `noIdentity`, which lists whose identities would do, or
  ///   `malformed` for shares that do not fit together.
  public func dataKey(with identities: [any Identity]) throws(SOPSError) -> SecretBytes {
    let groups = metadata.effectiveGroups
    var parts: [Secret] = []
    var unopened: [SOPSMetadata.KeyGroup] = []
    var cause: AgeError?
    for group in groups {
      if let part = group.open(with: identities, reporting: &cause) {
        parts.append(part)
      } else {
        unopened.append(group)
      }
    }
    let needed = groups.count == 1 ? 1 : metadata.shamirThreshold ?? groups.count
    guard parts.count >= needed else {
      throw Self.noIdentity(for: unopened, missing: needed - parts.count, cause)
    }
    guard groups.count > 1 else {
      guard parts[0].bytes.count == Self.dataKeySize else {
        throw SOPSError(.malformed, "the data key is not 32 bytes", field: "sops.age")
      }
      return parts[0].bytes.copy()
    }
    guard let key = Shamir.combine(parts), key.count == Self.dataKeySize else {
      throw SOPSError(
        .malformed, "the shares of the data key do not fit together", field: "sops.key_groups")
    }
    return key
  }

  private static func noIdentity(
    for groups: [SOPSMetadata.KeyGroup], missing: Int, _ cause: AgeError?
  ) -> SOPSError {
    let recipients = groups.flatMap { $0.age.map(\.recipient) }
    var message =
      recipients.isEmpty
      ? "no identity opens the file, which has no age recipients"
      : "no identity opens the file, one of these would: \(recipients.joined(separator: ", "))"
    if missing > 1 { message += " (\(missing) more key groups are needed)" }
    if let cause { message += " (an identity failed: \(cause.message))" }
    var error = SOPSError(.noIdentity, message)
    error.recipients = recipients
    error.missingGroups = missing
    error.unopenedGroups = groups.map { $0.age.map(\.recipient) }
    error.cause = cause
    return error
  }

  /// Finds age entries that an identity opens although they name another recipient.
  ///
  /// Nothing authenticates the name, so somebody could hide who can read a file.
  public func mislabelledEntries(for identities: [any Identity]) -> [Problem] {
    var problems: [Problem] = []
    for entry in metadata.ageEntries + metadata.keyGroups.flatMap(\.age) {
      for identity in identities {
        guard let text = identity.recipientText, text != entry.recipient else { continue }
        var cause: AgeError?
        if entry.open(with: [identity], reporting: &cause) != nil {
          problems.append(
            Problem("the entry says \(entry.recipient), but \(text) opens it", field: "sops.age"))
        }
      }
    }
    return problems
  }
}

extension SOPSMetadata.KeyGroup {
  /// The data key or share that the group holds, or `nil` if no identity opens it.
  func open(with identities: [any Identity], reporting cause: inout AgeError?) -> Secret? {
    let names = identities.compactMap(\.recipientText)
    let named = age.filter { names.contains($0.recipient) }
    let others = age.filter { !names.contains($0.recipient) }
    for entry in named + others {
      if let part = entry.open(with: identities, reporting: &cause) { return part }
    }
    return nil
  }
}

extension SOPSMetadata.AgeEntry {
  fileprivate func open(with identities: [any Identity], reporting cause: inout AgeError?)
    -> Secret?
  {
    let file = Array(enc.utf8)
    do throws(AgeError) {
      return Secret(try AgeFile.decrypt(file.span, with: identities))
    } catch {
      if error.code != .noMatch { cause = error }
      return nil
    }
  }
}
