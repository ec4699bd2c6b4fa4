public import CredentialTypes

extension Catalogue {
  /// The type that a user means.
  ///
  /// - Throws: ``Failure`` with code `not_found`, naming what is near.
  public func requiredType(named name: String) throws(Failure) -> CredentialType {
    if let type = type(named: name) { return type }
    let near = suggestions(for: name)
    let hint =
      near.isEmpty
      ? "'credtree types list' shows what there is"
      : "did you mean \(near.joined(separator: " or "))?"
    throw Failure(.notFound, "there is no credential type of that name; \(hint)")
  }
}
