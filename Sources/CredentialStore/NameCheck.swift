public import Credentials
internal import Documents

extension Store {
  /// Makes sure that a credential can be created under a name.
  ///
  /// Names of deleted credentials are free again.
  ///
  /// - Throws: ``Failure`` with code `invalid` for what is no name, or has no access rule,
  ///   `duplicate` for one that is taken, in whatever case.
  public func requireUsable(_ name: String) throws(Failure) {
    if let problem = CredentialName.problem(with: name) {
      let slug = CredentialName.slug(of: name)
      throw Failure(
        .invalid, "the name \(problem)\(slug.map { "; '\($0)' would do" } ?? "")",
        details: [Problem(problem, field: "name")],
        context: slug.map { [Member("suggestion", .string($0))] } ?? [])
    }
    let folded = CredentialName.folded(name)
    let names = try reader.names()
    if let other = names.first(where: { CredentialName.folded($0) == folded }) {
      throw Failure(
        .duplicate,
        other == name
          ? "there is a credential '\(name)' already; take another name"
          : "there is a credential '\(other)' already, and names must differ in more than case")
    }
    if CredentialID.isValid(name) {
      for other in names where (try? header(other))?.id == name {
        throw Failure(.duplicate, "'\(name)' is the id of \(other); take another name")
      }
    }
    _ = try access(for: name)
  }
}
