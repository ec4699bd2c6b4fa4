internal import Age
internal import Files
internal import Secrets

/// A credential's payload, encrypted for somebody else: nothing in it is readable.
public struct SealedPacket: Sendable {
  /// The age file, binary or in armor.
  public let contents: [UInt8]
  /// Whom it is for, as `age1…` or an SSH key without its comment.
  public let recipients: [String]
  /// The members who hold some of these keys, sorted.
  public let members: [String]
  private let credential: OpenedCredential
  private let field: String?

  fileprivate init(
    _ contents: [UInt8], of credential: OpenedCredential, field: String?, recipients: [String],
    members: [String]
  ) {
    self.contents = contents
    self.credential = credential
    self.field = field
    self.recipients = recipients
    self.members = members
  }

  /// The packet as `--json` prints it, under the name that Seqera has for it.
  public var document: Node {
    var members = [
      Member("credentialId", .string(credential.id)), Member("name", .string(credential.name)),
      Member("type", .string(credential.type.id)),
      Member("revision", .int(credential.revision)),
    ]
    if let field { members.append(Member("field", .string(field))) }
    members.append(Member("recipients", .array(recipients.map { .string($0) })))
    members.append(Member("members", .array(self.members.map { .string($0) })))
    members.append(Member("keys", .string(String(decoding: contents, as: UTF8.self))))
    return .object(members)
  }

  /// Who can open it, for people.
  public var note: String {
    let whom = members.isEmpty ? "nobody in credtree.yaml" : members.joined(separator: ", ")
    let count = recipients.count
    return "sealed for \(count) \(count == 1 ? "key" : "keys"), of \(whom)"
  }
}

extension Workspace {
  /// The most bytes that a file of recipients may have.
  private static let recipientFileLimit = 1 << 20

  /// Encrypts a credential's payload to other parties' keys.
  ///
  /// - Parameters:
  ///   - credential: The credential.
  ///   - field: The one field to hand over; `nil` for all of them, as JSON.
  ///   - parties: Each an `age1…` or SSH public key, `@FILE` with such keys, one a line, or the
  ///     name of a member or a team.
  ///   - isArmored: Whether to write text rather than bytes.
  /// - Returns: The packet.
  /// - Throws: ``Failure`` with code `not_found` for a member, team, or field that there is not,
  ///   `invalid` for a key that nothing can be encrypted to, `system` for a file that cannot be
  ///   read.
  public func seal(
    _ credential: OpenedCredential, field: String?, for parties: [String], armored isArmored: Bool
  ) throws(Failure) -> SealedPacket {
    var recipients: [any Recipient] = []
    for party in parties {
      for recipient in try self.recipients(of: party)
      where !recipients.contains(where: { $0.text == recipient.text }) {
        recipients.append(recipient)
      }
    }
    let payload =
      if let field { try credential.value(ofField: field) } else { try credential.payload() }
    let texts = recipients.map(\.text)
    let members = Set(texts.flatMap { store.configuration.members(holding: $0) })
    do throws(AgeError) {
      return SealedPacket(
        try AgeFile.encrypt(payload.bytes, to: recipients, armored: isArmored), of: credential,
        field: field.map { credential.type.field($0)?.id ?? $0 }, recipients: texts,
        members: members.sorted())
    } catch { throw Failure(.invalid, error.message) }
  }

  private func recipients(of party: String) throws(Failure) -> [any Recipient] {
    if party.hasPrefix("@") { return try recipients(inFile: String(party.dropFirst())) }
    if let member = store.configuration.member(named: party) {
      return try keys(of: [member], called: party)
    }
    if let team = store.configuration.team(named: party) {
      let members = team.members.compactMap { store.configuration.member(named: $0) }
      return try keys(of: members, called: party)
    }
    // A key that is not right, or a private one, is not taken for a name.
    let looksLikeKey = ["age1", "AGE-"].contains { party.hasPrefix($0) }
    guard looksLikeKey || CredentialName.problem(with: party) != nil else {
      let names = store.configuration.members.map(\.name) + store.configuration.teams.map(\.name)
      let near = NearNames.hint(for: party, among: names)
      throw Failure(
        .notFound,
        "the recipient is no key, and no member of that name is in credtree.yaml\(near)")
    }
    return [try recipient(party, origin: "the recipient")]
  }

  private func keys(of members: [MemberEntry], called name: String) throws(Failure)
    -> [any Recipient]
  {
    let keys = members.flatMap(\.keys)
    guard !keys.isEmpty else { throw Failure(.invalid, "\(name) has no key to encrypt to") }
    var recipients: [any Recipient] = []
    for key in keys { recipients.append(try recipient(key, origin: name)) }
    return recipients
  }

  /// Reads a file as `age -R` does: one key a line, and comments.
  private func recipients(inFile path: String) throws(Failure) -> [any Recipient] {
    let text: [UInt8]
    do { text = try FileReader.contents(of: path, limit: Self.recipientFileLimit) } catch {
      throw Failure(error)
    }
    var recipients: [any Recipient] = []
    for (index, line) in text.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      let key = String(decoding: line, as: UTF8.self).trimmingBlanks
      guard !key.isEmpty, !key.hasPrefix("#") else { continue }
      recipients.append(try recipient(key, origin: "\(path), line \(index + 1)"))
    }
    guard !recipients.isEmpty else { throw Failure(.invalid, "\(path) has no key in it") }
    return recipients
  }

  private func recipient(_ key: String, origin: String) throws(Failure) -> any Recipient {
    do { return try Recipients.parse(key) } catch {
      throw Failure(.invalid, "\(origin) cannot be encrypted to: \(error.message)")
    }
  }
}

extension String {
  /// The text without blanks, tabs, and carriage returns at its ends.
  fileprivate var trimmingBlanks: String {
    let blanks: [Character] = [" ", "\t", "\r"]
    var rest = self[...]
    while let first = rest.first, blanks.contains(first) { rest = rest.dropFirst() }
    while let last = rest.last, blanks.contains(last) { rest = rest.dropLast() }
    return String(rest)
  }
}

extension OpenedCredential {
  /// All fields as one JSON object that says of which type it is, as Wave expects it.
  ///
  /// - Throws: ``Failure`` with code `invalid` where a field has the name of what says the type.
  func payload() throws(Failure) -> SecretBytes {
    let values = `public` + fields
    guard !values.contains(where: { $0.key == "discriminator" }) else {
      throw Failure(
        .invalid, "\(name) has a field 'discriminator', which says the type; name a field")
    }
    var members = [
      Member("discriminator", .string(type.id)), Member("type", .string(type.id)),
      Member("credentialId", .string(id)), Member("name", .string(name)),
      Member("revision", .int(revision)),
    ]
    if let provider = metadata.provider { members.append(Member("provider", .string(provider))) }
    // What the credential says itself goes before what is said about it.
    members.removeAll { member in values.contains { $0.key == member.key } }
    return SecretJSON.write(.object(members + values), endsWithLineFeed: true)
  }
}
