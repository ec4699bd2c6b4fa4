internal import Documents

extension CredentialReader {
  /// Finds the credential that a user means.
  ///
  /// - Parameter reference: A name, an id, or the first 6 or more characters of an id.
  /// - Returns: The name.
  /// - Throws: ``Failure`` with code `not_found` or `ambiguous`.
  public func name(of reference: String) throws(Failure) -> String {
    var isName = false
    if CredentialName.problem(with: reference) == nil {
      isName = try contents(of: reference) != nil
    }
    // A name wins over the start of an id. A whole id cannot be a name by chance.
    if isName, !CredentialID.isValid(reference) { return reference }
    // Nuvla's way to write an id.
    let prefix = "credential/"
    if !isName, reference.hasPrefix(prefix) {
      let id = String(reference.dropFirst(prefix.count))
      if CredentialID.isValid(id) { return try name(of: id) }
    }
    let names = try names()
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
          if try id(of: name)?.hasPrefix(reference) ?? false { matches.append(name) }
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

  private func id(of name: String) throws(Failure) -> String? {
    guard let text = try contents(of: name) else { return nil }
    return try CredentialHeader(text.span, name: name).id
  }
}
