internal import Credentials

/// Finds the credential that a user means in a commit, where no work tree is needed.
struct CredentialSearch {
  let state: RepositoryState
  let folder: String

  /// So many characters of an id are enough.
  private static let shortest = 6

  /// The name and, where the commit has it, the identity; what is no id is taken for a name that
  /// perhaps is not there any more.
  ///
  /// - Throws: ``Failure`` with code `ambiguous` for the start of several ids, `not_found` for what
  ///   can be no name, `system` if git refuses.
  func find(_ reference: String) throws(Failure) -> (name: String, id: String?) {
    if CredentialName.problem(with: reference) == nil,
      let text = try state.contents(of: "\(folder)/\(reference).json")
    {
      return (reference, (try? CredentialHeader(text.span, name: reference))?.id)
    }
    if reference.utf8.count >= Self.shortest {
      var found: [CredentialHeader] = []
      for name in try state.names() {
        guard let text = try state.contents(of: "\(folder)/\(name).json"),
          let header = try? CredentialHeader(text.span, name: name),
          header.id.hasPrefix(reference)
        else { continue }
        found.append(header)
      }
      if found.count > 1 {
        let names = found.map(\.name).joined(separator: ", ")
        throw Failure(.ambiguous, "\(reference) is the start of the ids of \(names)")
      }
      if let one = found.first { return (one.name, one.id) }
    }
    guard CredentialName.problem(with: reference) == nil else {
      throw Failure(.notFound, "there is no credential '\(reference)', nor can there be")
    }
    return (reference, nil)
  }
}
