/// The credential that applies to an image or an address, as it is shown.
public struct ResolvedCredential: Sendable {
  /// The credential, and why it applies.
  public let match: CredentialMatch
  /// What the user should know.
  public let notes: [String]
  private let question: CredentialQuestion
  private let item: CredentialItem

  init(
    _ match: CredentialMatch, to question: CredentialQuestion, item: CredentialItem,
    notes: [String]
  ) {
    self.match = match
    self.question = question
    self.item = item
    self.notes = notes
  }

  /// The answer as `--json` prints it.
  public var document: Node {
    var members = match.members
    switch question.subject {
    case .image(let image):
      members.append(Member("purpose", .string(question.purpose.rawValue)))
      members.append(Member("image", .string(image.text)))
      members.append(Member("registry", .string(image.registry)))
      members.append(Member("repository", .string(image.repository)))
    case .address(let address):
      members.append(Member("host", .string(address.host)))
      if let port = address.port { members.append(Member("port", .int(port))) }
    }
    members.append(Member("credential", item.document))
    return .object(members)
  }

  /// The credential's name, for people and for `$(…)`.
  public var text: String { match.header.name + "\n" }
}

extension Workspace {
  /// Finds the credential that applies to an image or an address; opens none and needs no key.
  ///
  /// - Parameters:
  ///   - question: What is asked, with types and provider as the user named them.
  ///   - explicit: The credential that was named for it, which then applies, whatever it is for.
  /// - Returns: The credential, and why it applies.
  /// - Throws: ``Failure`` with code `not_found` if none applies, or a type is unknown,
  ///   `ambiguous` if several do equally well, `invalid` if the one named cannot log in to a
  ///   registry, `integrity` for a damaged file that might have been it.
  public func resolve(_ question: CredentialQuestion, explicit: String? = nil) throws(Failure)
    -> ResolvedCredential
  {
    var question = question
    var ids: Set<String> = []
    for type in question.types { ids.insert(try store.type(type).id) }
    question.types = ids
    var notes: [String] = []
    let match: CredentialMatch
    if let explicit {
      match = try self.match(explicit, for: question, notes: &notes)
    } else {
      let answer = try question.answer(reading: store.reader, catalogue: store.catalogue)
      match = answer.match
      notes = answer.unread.map { "not asked: \($0)" }
    }
    let header = match.header
    if let end = header.metadata.expiresAt, end <= .now {
      notes.append("\(header.name) has expired: \(end.description)")
    }
    return ResolvedCredential(
      match, to: question,
      item: CredentialItem(
        header: header, type: store.catalogue.type(named: header.metadata.type),
        accountID: store.configuration.account?.id),
      notes: notes)
  }

  /// The credential that was named, which applies even where it is for something else.
  private func match(
    _ reference: String, for question: CredentialQuestion, notes: inout [String]
  ) throws(Failure) -> CredentialMatch {
    let name = try store.resolve(reference)
    guard let header = try store.header(name) else {
      throw Failure(.notFound, "there is no credential '\(name)'")
    }
    let found = question.match(header, in: store.catalogue)
    if case .image(let image) = question.subject {
      let type = try store.type(header.metadata.type)
      guard type.isRegistryLogin else {
        throw Failure(
          .invalid,
          "\(name) is no login of a registry but a \(type.id); name a container-registry")
      }
      if found?.base == nil { notes.append("\(name) is not for \(image.registry)") }
    } else if found == nil {
      notes.append("\(name) is for something else, by its base URL")
    }
    return CredentialMatch(explicit: header, found: found)
  }
}
