public import Configuration
internal import CredentialTypes
public import Credentials
internal import Documents
internal import Git

extension CredentialMetadata {
  /// Takes over what an input says about the properties that every type has.
  ///
  /// - Returns: Everything that is wrong with it.
  mutating func apply(
    _ input: CredentialInput, type: CredentialType, configuration: Configuration
  ) -> [Problem] {
    var problems: [Problem] = []
    func limited(_ text: String?, _ field: String, bytes: Int) -> String? {
      guard let text else { return nil }
      if text.utf8.count > bytes {
        problems.append(Problem("must not be longer than \(bytes) bytes", field: field))
      }
      if text.utf8.contains(where: { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 }) {
        problems.append(Problem("must not hold control characters", field: field))
      }
      return text
    }
    title = limited(input.title, "title", bytes: 200) ?? title
    description = limited(input.description, "description", bytes: 64 << 10) ?? description
    category = limited(input.category, "category", bytes: 20) ?? category
    baseURL = limited(input.baseURL, "baseUrl", bytes: 200) ?? baseURL
    owner = limited(input.owner, "owner", bytes: 200) ?? owner
    parent = limited(input.parent, "parent", bytes: 200) ?? parent
    links = input.links ?? links
    expiresAt = input.expiresAt ?? expiresAt
    rotateBy = input.rotateBy ?? rotateBy
    if let projects = input.projects {
      self.projects = Array(Set(projects)).sorted()
      if !configuration.projects.isEmpty {
        for project in self.projects where !configuration.projects.contains(project) {
          let known = configuration.projects.joined(separator: ", ")
          problems.append(
            Problem(
              "names a project that credtree.yaml does not; it has \(known)", field: "projects"))
        }
      }
    }
    if input.isDefault == true, !type.allowsDefault {
      problems.append(Problem("is only valid for a container-registry", field: "isDefault"))
    }
    return problems
  }
}

extension Store {
  /// Checks a credential's values, all of them, against their type.
  ///
  /// - Parameters:
  ///   - values: The values.
  ///   - type: The type.
  ///   - provider: The provider, if one was given.
  ///   - stored: The fields as they are, from which those are kept that the program made.
  ///   - remade: Those of them that are to be made anew.
  ///   - creator: Who a key is made for.
  ///   - problems: What else was found wrong, so that everything is told at once.
  /// - Returns: The values in their stored form.
  /// - Throws: ``Failure`` with code `invalid` if there is any problem.
  func validate(
    _ values: [Member], as type: CredentialType, provider: String?, keeping stored: [Member] = [],
    remaking remade: Set<String> = [], creator: String? = nil, besides problems: [Problem] = []
  ) throws(Failure) -> ValidatedValues {
    let problems = problems + Self.problems(withEncrypted: values)
    let validated: ValidatedValues
    do {
      validated = try type.validate(
        values, provider: provider, keeping: stored, remaking: remade, creator: creator)
    } catch {
      throw Self.invalid(type, problems + error.problems)
    }
    guard problems.isEmpty else { throw Self.invalid(type, problems) }
    return validated
  }

  static func invalid(_ type: CredentialType, _ problems: [Problem]) -> Failure {
    Failure(.invalid, "this does not make a valid \(type.id)", details: problems)
  }

  /// What is wrong with the account that a request names.
  func problems(withAccount account: String?) -> [Problem] {
    guard let account, let own = configuration.account?.id, account != own else { return [] }
    return [Problem("must be \(own), this repository's account", field: "accountId")]
  }

  /// Makes sure that the user accepts whom the policy lets read.
  ///
  /// - Parameters:
  ///   - options: Whether the user accepts, or can be asked.
  ///   - isLeaving: Which grants the change that follows takes away, so that they need not be
  ///     accepted.
  /// - Returns: What the user should know.
  /// - Throws: ``Failure`` with code `forbidden` if there are new readers that were not accepted.
  public func acceptPolicy(
    _ options: MutationOptions, exceptFor isLeaving: (AccessGrant) -> Bool = { _ in false }
  ) throws(Failure) -> [String] {
    try AcceptedPolicy(commonFolder: try repository().commonFolder)
      .require(configuration, options, exceptFor: isLeaving)
  }

  /// Accepts a policy that the user has just made.
  ///
  /// - Throws: ``Failure`` with code `system` if that cannot be noted.
  public func accept(_ configuration: Configuration) throws(Failure) {
    try AcceptedPolicy(commonFolder: try repository().commonFolder).accept(configuration)
  }
}
