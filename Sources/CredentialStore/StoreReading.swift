internal import Age
public import Configuration
public import CredentialTypes
public import Credentials
internal import Documents

extension Store {
  /// Finds the credential that a user means.
  ///
  /// - Parameter reference: A name, an id, or the first 6 or more characters of an id.
  /// - Returns: The name.
  /// - Throws: ``Failure`` with code `not_found` or `ambiguous`.
  public func resolve(_ reference: String) throws(Failure) -> String {
    var isName = false
    if CredentialName.problem(with: reference) == nil {
      isName = try reader.contents(of: reference) != nil
    }
    // A name wins over the start of an id. A whole id cannot be a name by chance.
    if isName, !CredentialID.isValid(reference) { return reference }
    // Nuvla's way to write an id.
    let prefix = "credential/"
    if !isName, reference.hasPrefix(prefix) {
      let id = String(reference.dropFirst(prefix.count))
      if CredentialID.isValid(id) { return try resolve(id) }
    }
    let names = try reader.names()
    let mayBeID =
      reference.utf8.count >= CredentialID.shortestPrefix
      && CredentialID.isValid(
        reference
          + String(repeating: "0", count: max(0, CredentialID.length - reference.utf8.count)))
    if mayBeID {
      var matches: [String] = []
      var damage: Failure?
      for name in names {
        do throws(Failure) {
          if try header(name)?.id.hasPrefix(reference) ?? false { matches.append(name) }
        } catch {
          guard error.code == .integrity else { throw error }
          damage = error
        }
      }
      if isName, !matches.contains(reference) { matches.append(reference) }
      if matches.count == 1 { return matches[0] }
      if matches.count > 1 {
        throw Failure(
          .ambiguous,
          "that means any of \(matches.joined(separator: ", ")); give a name or more of the id")
      }
      // It may be the one that cannot be read.
      if let damage { throw damage }
    }
    let near = NearNames.hint(for: reference, among: names)
    let hint = near.isEmpty ? "; 'credtree list' shows what there is" : near
    throw Failure(.notFound, "there is no credential \(shown(reference))\(hint)")
  }

  // What was typed is echoed only if it can be a name: it could be a secret in a wrong place.
  private func shown(_ reference: String) -> String {
    CredentialName.problem(with: reference) == nil ? "'\(reference)'" : "of that name"
  }

  /// A credential's file, read and checked for form.
  ///
  /// - Throws: ``Failure`` with code `not_found` if there is none, `integrity` if it is no
  ///   credential file.
  public func file(_ name: String) throws(Failure) -> CredentialFile {
    guard let text = try reader.contents(of: name) else {
      throw Failure(.notFound, "there is no credential '\(name)'")
    }
    return try CredentialFile(text.span, name: name)
  }

  /// A credential's readable part, without looking at the rest of its file.
  ///
  /// - Throws: ``Failure`` with code `integrity` if the file is no credential file.
  public func header(_ name: String) throws(Failure) -> CredentialHeader? {
    guard let text = try reader.contents(of: name) else { return nil }
    return try CredentialHeader(text.span, name: name)
  }

  /// The user's identities, after a person was asked for whatever opening a credential takes.
  ///
  /// Nobody else can work on the repository while a lock is held, so what is asked is asked
  /// before. What fails here fails again, and is told, when the file is opened.
  public func unlockedKeyRing(for name: String) throws(Failure) -> KeyRing {
    let keyRing = try keyRing()
    guard keyRing.identities.contains(where: \.mayAsk), let file = try? file(name) else {
      return keyRing
    }
    _ = try? file.openUnsealed(with: keyRing, configuration: configuration)
    return keyRing
  }

  /// Opens a credential's file.
  ///
  /// - Throws: ``Failure`` with code `not_found`, `forbidden`, or `integrity`.
  public func open(_ name: String) throws(Failure) -> OpenedFile {
    try file(name).open(with: try keyRing(), configuration: configuration)
  }

  /// A credential, opened.
  ///
  /// - Throws: ``Failure`` with code `not_found`, `forbidden`, or `integrity`.
  public func credential(_ name: String) throws(Failure) -> OpenedCredential {
    try open(name).credential(in: catalogue)
  }

  /// The type that a user means.
  ///
  /// - Throws: ``Failure`` with code `not_found`, naming what is near.
  public func type(_ name: String) throws(Failure) -> CredentialType {
    try catalogue.requiredType(named: name)
  }

  /// Who may read a credential of a name, by the policy.
  ///
  /// - Throws: ``Failure`` with code `invalid` if no rule applies.
  public func access(for name: String) throws(Failure) -> Access {
    do { return try configuration.access(for: name) } catch {
      throw Failure(.invalid, "the policy has no rule for \(name)", details: error.problems)
    }
  }
}
