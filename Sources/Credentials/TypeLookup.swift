public import CredentialTypes

extension Catalogue {
  /// The type that a user means.
  ///
  /// - Throws: ``Failure`` with code `not_found`, naming what is near, or `invalid` where a type
  ///   of the repository's own is wrong and may be the one meant.
  public func requiredType(named name: String) throws(Failure) -> CredentialType {
    if let type = type(named: name) { return type }
    let broken = problems
    guard broken.isEmpty else {
      throw Failure(
        .invalid, "this repository's own types have problems, and none that is right is called so",
        details: broken)
    }
    let near = suggestions(for: name)
    let hint =
      near.isEmpty
      ? "'credtree types list' shows what there is"
      : "did you mean \(near.joined(separator: " or "))?"
    throw Failure(.notFound, "there is no credential type of that name; \(hint)")
  }
}
