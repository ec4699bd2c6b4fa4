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
      let suggestion = slug.map { [Member("suggestion", .string($0))] } ?? []
      throw Failure(
        .invalid, "the name \(problem)\(slug.map { "; '\($0)' would do" } ?? "")",
        details: [Problem(problem, field: "name")],
        context: [Member("valid", .bool(false))] + suggestion)
    }
    let folded = CredentialName.folded(name)
    let names = try reader.names()
    if let other = names.first(where: { CredentialName.folded($0) == folded }) {
      throw Failure(
        .duplicate,
        other == name
          ? "there is a credential '\(name)' already"
          : "there is a credential '\(other)' already, and names must differ in more than case",
        context: [Member("valid", .bool(false))])
    }
    do throws(Failure) { _ = try access(for: name) } catch {
      throw Failure(
        error.code, error.message, details: error.details,
        context: error.context + [Member("valid", .bool(false))])
    }
  }
}
