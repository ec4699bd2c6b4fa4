public import Secrets

extension Workspace {
  /// Records that secrets were read, for `lastUsed` and for whoever asks who read them.
  ///
  /// It is a local record, and that it cannot be written is no failure.
  ///
  /// - Parameters:
  ///   - credentials: What was read.
  ///   - verb: The command, such as `reveal`.
  ///   - fields: The fields that were read; `nil` for all that are encrypted.
  public func recordUse(of credentials: [OpenedCredential], by verb: String, fields: [String]?) {
    store.record(
      credentials.map { credential in
        UsageLog.Use(
          credentialID: credential.id, revision: credential.revision, verb: verb,
          fields: fields ?? credential.fields.map(\.key))
      })
  }

  /// Holds a presented secret against a credential.
  ///
  /// - Parameters:
  ///   - presented: The secret.
  ///   - reference: The credential's name, id, or the start of its id.
  ///   - field: The field to hold it against; `nil` for the digest or the only secret.
  /// - Returns: The answer as `--json` prints it, and a sentence, where the secret fits.
  /// - Throws: ``Failure`` with code `forbidden` where it does not, `findings` where it does and
  ///   the credential has expired; else as opening the credential throws.
  public func check(
    _ presented: borrowing SecretBytes, against reference: String, field: String? = nil
  ) throws(Failure) -> (document: Node, text: String) {
    let credential = try open(reference)
    var members = [
      Member("credentialId", .string(credential.id)), Member("name", .string(credential.name)),
    ]
    let end = credential.metadata.expiresAt.map { Member("expiresAt", .string($0.description)) }
    switch try credential.check(presented, against: field) {
    case .fits:
      recordUse(of: [credential], by: "check-secret", fields: field.map { [$0] })
      members.append(Member("valid", .bool(true)))
      if let end { members.append(end) }
      return (.object(members), "the secret fits \(credential.name)\n")
    case .differs:
      members.append(Member("valid", .bool(false)))
      throw Failure(
        .forbidden, "the secret does not fit \(credential.name)", context: members)
    case .expired(let time):
      members += [Member("valid", .bool(false)), Member("expired", .bool(true))]
      if let end { members.append(end) }
      throw Failure(
        .findings,
        "the secret fits \(credential.name), which expired at \(time); "
          + "'credtree rotate \(credential.name)' makes a new one",
        context: members)
    }
  }
}

extension OneTimePassword {
  /// The code as `--json` prints it.
  public func revealed(of credential: OpenedCredential) -> SecretBytes {
    SecretJSON.write(
      .object([
        Member("credentialId", .string(credential.id)), Member("name", .string(credential.name)),
        Member("type", .string(credential.type.id)), Member("revision", .int(credential.revision)),
        Member("code", Node(.secret(code))), Member("period", .int(period)),
        Member("validUntil", .string(validUntil.description)),
      ]), endsWithLineFeed: true)
  }
}
