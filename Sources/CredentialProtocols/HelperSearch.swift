internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// A credential that a helper gives away, with the store that it is from.
struct FoundCredential {
  let credential: OpenedCredential
  let store: HelperStore
}

extension HelperStores {
  /// Opens the credential that was named.
  ///
  /// - Parameters:
  ///   - reference: A name, an id, or the start of an id.
  ///   - protocolID: What the credential's type must be able to be, of its artifacts.
  /// - Returns: The credential.
  /// - Throws: ``Failure`` with code `not_found`, `invalid` for a credential of another kind, and
  ///   as opening it throws.
  func credential(_ reference: String, as protocolID: String) throws(Failure) -> FoundCredential {
    for store in stores {
      let name: String
      do throws(Failure) { name = try store.name(of: reference) } catch {
        guard error.code == .notFound, stores.count + missing.count > 1 else { throw error }
        continue
      }
      let (_, credential) = try store.open(name)
      guard credential.type.artifacts.contains(protocolID) else {
        throw Failure(.invalid, "\(name) is a \(credential.type.id), which is no \(protocolID)")
      }
      return FoundCredential(credential: credential, store: store)
    }
    try requireAllAsked()
    throw Failure(.notFound, "no registered store has the credential; see 'credtree list'")
  }

  /// Opens the credential that a question is answered with, or returns `nil` where none is.
  ///
  /// The readable part of a file says which it may be. Whether it is, is decided by what was
  /// sealed, after opening it.
  ///
  /// - Parameters:
  ///   - question: What is asked.
  ///   - choice: Which of several that apply.
  ///   - accepts: Whether credentials of a type can answer.
  /// - Returns: The credential.
  /// - Throws: ``Failure`` with code `ambiguous`, with `integrity` for a file that is damaged and
  ///   might have been it, `system` for a store that is missing, and as opening throws.
  func answer(
    to question: CredentialQuestion, choosing choice: Choice,
    accepting accepts: (CredentialType) -> Bool
  ) throws(Failure) -> FoundCredential? {
    for store in stores {
      if let names = store.hinted(by: question.lookupKeys) {
        // Where what is hinted at is not the answer, for whatever reason, all files are asked.
        let found = try? store.answer(
          to: question, choosing: choice, among: names, accepting: accepts
        ).found
        if let found { return found }
      }
      let (found, unread) = try store.answer(
        to: question, choosing: choice, among: try store.names(), accepting: accepts)
      if let found { return found }
      // It may be one of those that cannot be read.
      if let damage = unread.first { throw damage }
    }
    try requireAllAsked()
    return nil
  }
}

extension HelperStore {
  /// The name of the credential that was named, by its id perhaps.
  func name(of reference: String) throws(Failure) -> String {
    if CredentialID.isValid(reference), let name = hinted(by: [.id(reference)])?.first,
      let text = try? reader.contents(of: name),
      (try? CredentialHeader(text.span, name: name))?.id == reference
    {
      return name
    }
    return try reader.name(of: reference)
  }

  /// Opens the credential of some that a question is answered with.
  func answer(
    to question: CredentialQuestion, choosing choice: Choice, among names: [String],
    accepting accepts: (CredentialType) -> Bool
  ) throws(Failure) -> (found: FoundCredential?, unread: [Failure]) {
    let (found, unread) = try question.matches(
      among: names, reading: reader, catalogue: catalogue)
    let candidates = found.filter { match in
      guard match.base != nil else { return false }
      return catalogue.type(named: match.header.metadata.type).map(accepts) ?? false
    }
    for match in try choice.ordered(candidates) {
      let (header, credential) = try open(match.header.name)
      guard accepts(credential.type), let sealed = question.match(header, in: catalogue),
        sealed.base != nil, sealed.depth >= match.depth
      else {
        throw Failure(
          .integrity, "\(header.name) is for something else than its file said before; try again")
      }
      if case .user(let name) = choice, !credential.isLogin(of: name) { continue }
      return (FoundCredential(credential: credential, store: self), unread)
    }
    return (nil, unread)
  }
}

/// Which credential answers, of several that are for what was asked.
enum Choice {
  /// The one with the longest base; among equals the default, and else it is ambiguous.
  case one
  /// The one with the longest base, and among equals the oldest, of those with a user name.
  case user(String?)

  /// The credentials to try, the first of them first.
  func ordered(_ matches: [CredentialMatch]) throws(Failure) -> [CredentialMatch] {
    let sorted = matches.sorted { left, right in
      if left.depth != right.depth { return left.depth > right.depth }
      let (one, other) = (left.header.metadata, right.header.metadata)
      if case .one = self, one.isDefault != other.isDefault { return one.isDefault }
      if one.createdAt != other.createdAt { return one.createdAt < other.createdAt }
      return left.header.name < right.header.name
    }
    guard case .one = self, let first = sorted.first else { return sorted }
    let equal = sorted.prefix {
      $0.depth == first.depth && $0.header.metadata.isDefault == first.header.metadata.isDefault
    }
    guard equal.count == 1 else {
      let names = equal.map(\.header.name).joined(separator: ", ")
      throw Failure(
        .ambiguous, "\(names) apply equally; make one of them the default with set-default")
    }
    return [first]
  }
}

extension OpenedCredential {
  /// Whether its user name is the one that was asked for; any is where none was.
  func isLogin(of name: String?) -> Bool {
    guard let name else { return true }
    guard let own = secret("username") else { return false }
    let bytes = Array(name.utf8)
    let asked = SecretBytes(copying: bytes.span)
    return own == Secret(asked)
  }

  /// The text of a field, or its type's default: not empty, and not what is still encrypted.
  ///
  /// - Throws: ``Failure`` with code `invalid` for a value that no program must be given.
  func usable(_ field: String) throws(Failure) -> Secret? {
    guard let value = type.effectiveValue(of: field, in: `public` + fields), !value.isNull else {
      return nil
    }
    let secret: Secret
    if let own = value.secret {
      secret = own
    } else {
      let bytes = Array((value.string ?? "").utf8)
      secret = Secret(SecretBytes(copying: bytes.span))
    }
    guard secret.bytes.count > 0 else {
      throw Failure(.invalid, "the \(field) of \(name) is empty; set it with 'credtree update'")
    }
    guard !Self.isEncrypted(secret.bytes) else {
      throw Failure(.invalid, "the \(field) of \(name) is still encrypted by sops")
    }
    return secret
  }

  /// The text of a field that a protocol cannot do without.
  ///
  /// - Throws: ``Failure`` with code `invalid` where there is none.
  func needed(_ field: String) throws(Failure) -> Secret {
    guard let value = try usable(field) else {
      throw Failure(.invalid, "\(name) has no \(field); set it with 'credtree update \(name)'")
    }
    return value
  }

  private static func isEncrypted(_ value: borrowing SecretBytes) -> Bool {
    let prefix = Array("ENC[AES256_GCM,".utf8)
    guard value.count > prefix.count, value.bytes[value.count - 1] == UInt8(ascii: "]") else {
      return false
    }
    return prefix.indices.allSatisfy { value.bytes[$0] == prefix[$0] }
  }

  /// What to tell a person about it, beside giving it away.
  var expiryNote: String? {
    guard let end = metadata.expiresAt, end <= .now else { return nil }
    return "\(name) has expired: \(end.description); 'credtree rotate \(name)' makes a new one"
  }
}
