internal import CredentialTypes
public import Credentials
internal import Documents

extension Store {
  /// Makes a credential the one that applies where none is named.
  ///
  /// Whatever was the default is demoted in the same commit; after a merge that can be two.
  ///
  /// - Parameters:
  ///   - name: The credential's name.
  ///   - options: How the change is recorded.
  /// - Returns: What was done; where it is the only default already, nothing is written.
  /// - Throws: ``Failure`` with code `invalid` for a type that has no default, `forbidden` if
  ///   the credential or the old default cannot be opened, else as an update.
  public func setDefault(_ name: String, options: MutationOptions) throws(Failure)
    -> MutationResult
  {
    let typeID = try file(name).metadata.type
    guard try type(typeID).allowsDefault else {
      throw Failure(
        .invalid, "\(name) is of the type \(typeID), which has no default",
        details: [Problem("isDefault is only valid for container-registry", field: "isDefault")])
    }
    try unlockDefaults(exceptFor: name)
    return try change(name, verb: "set-default", outcome: .madeDefault, options: options) {
      contents, snapshot throws(Failure) in
      let demoted = try snapshot.demotedDefaults(exceptFor: name, in: self)
      contents.metadata.isDefault = true
      var details: [Member] = []
      if let previous = demoted.names.first {
        details.append(Member("previousDefault", .string(previous)))
      }
      return Companions(writes: demoted.writes, notes: demoted.notes, details: details)
    }
  }
}

extension Snapshot {
  /// The file of the credential that becomes the default when another one is deleted.
  ///
  /// - Parameters:
  ///   - deleted: The credential that goes.
  ///   - successor: The credential that the user named, or `nil`.
  ///   - store: The store.
  /// - Returns: The successor's file, where the deleted one is the default and one was named.
  /// - Throws: ``Failure`` with code `conflict` if there are others and none was named, `usage`
  ///   if one was named that cannot be it.
  func succession(
    of deleted: CredentialHeader, to successor: String?, in store: Store
  ) throws(Failure) -> Companions {
    guard deleted.metadata.isDefault else {
      guard successor == nil else {
        throw Failure(
          .usage,
          "\(deleted.name) is not the default, so it has no successor; "
            + "use 'credtree set-default'")
      }
      return Companions()
    }
    let others = try headers(
      among: try credentialFiles(in: store), in: store,
      having: "\"\(deleted.metadata.type)\""
    ) { $0.metadata.type == deleted.metadata.type && $0.name != deleted.name }
    // After a merge there may be another default already.
    if successor == nil, others.contains(where: \.metadata.isDefault) { return Companions() }
    let candidates = others.map(\.name)
    guard let successor else {
      guard candidates.isEmpty else {
        throw Failure(
          .conflict,
          "\(deleted.name) is the default; name its successor with --new-default: "
            + candidates.joined(separator: ", "))
      }
      return Companions()
    }
    guard candidates.contains(successor) else {
      throw Failure(
        .usage,
        "\(successor) cannot be the default; --new-default takes one of "
          + candidates.joined(separator: ", "))
    }
    let previous = try file(successor, in: store)
      .open(with: try store.keyRing(), configuration: store.configuration)
    guard !previous.contents.metadata.isDefault else { return Companions() }
    let now = Timestamp.now
    var contents = previous.contents
    contents.metadata.isDefault = true
    contents.metadata.revision += 1
    contents.metadata.updatedAt = now
    let file = try contents.sealed(
      for: try store.access(for: successor), replacing: previous, at: now)
    return Companions(
      writes: [store.path(of: successor): file], notes: ["\(successor) is now the default"],
      details: [Member("newDefault", .string(successor))])
  }
}
