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
    func limited(_ text: String?, _ field: String, bytes: Int, isLong: Bool = false) -> String? {
      guard let text else { return nil }
      if let problem = Self.problem(with: text, bytes: bytes, isLong: isLong) {
        problems.append(Problem(problem, field: field))
      }
      return text
    }
    title = limited(input.title, "title", bytes: 200) ?? title
    if input.title == "" { title = name }
    description =
      limited(input.description, "description", bytes: 64 << 10, isLong: true) ?? description
    category = limited(input.category, "category", bytes: 20) ?? category
    if input.category == "" { category = type.category }
    if let text = limited(input.baseURL, "baseUrl", bytes: 200) {
      baseURL = text.isEmpty ? nil : text
      if !text.isEmpty { problems += Self.problems(withBaseURL: text) }
    }
    if let text = limited(input.owner, "owner", bytes: 200) { owner = text.isEmpty ? nil : text }
    if let text = limited(input.parent, "parent", bytes: 200) {
      parent = text.isEmpty ? nil : text
      if text == name || text == id {
        problems.append(Problem("must be another credential", field: "parent"))
      }
    }
    links = input.links ?? links
    for link in input.links ?? [] { _ = limited(link, "links", bytes: 2000) }
    expiresAt = input.expiresAt ?? expiresAt
    rotateBy = input.rotateBy ?? rotateBy
    if let projects = input.projects {
      for project in projects {
        if let problem = Self.problem(withProject: project) {
          problems.append(Problem(problem, field: "projects"))
        }
      }
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

  /// What is wrong with a text: its length, or characters that would spoil a line of output.
  private static func problem(with text: String, bytes: Int, isLong: Bool = false) -> String? {
    if text.utf8.count > bytes { return "must not be longer than \(bytes) bytes" }
    if text.utf8.contains(where: { ($0 < 0x20 && $0 != 0x0A && $0 != 0x09) || $0 == 0x7F }) {
      return "must not hold control characters"
    }
    if !isLong, text.utf8.contains(where: { $0 < 0x20 }) {
      return "must be one line, without tabs"
    }
    return nil
  }

  /// What is wrong with the name of a project, or `nil`.
  static func problem(withProject project: String) -> String? {
    project.isEmpty
      ? "must not have an empty name in it" : problem(with: project, bytes: 200)
  }

  private static func problems(withBaseURL text: String) -> [Problem] {
    guard ServiceAddress(text) != nil else {
      return [
        Problem(
          "must be a URL, or a host with a port or a path, such as https://git.example.com/team",
          field: "baseUrl")
      ]
    }
    guard !URLText.hasPassword(text) else {
      return [
        Problem("must not have a password in it: everybody can read it", field: "baseUrl")
      ]
    }
    return []
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

  /// What the policy grants and this clone has not accepted.
  ///
  /// - Throws: ``Failure`` with code `system` if what was accepted cannot be read.
  public func grantsNotAccepted() throws(Failure) -> [AccessGrant] {
    try AcceptedPolicy(commonFolder: try repository().commonFolder).news(in: configuration)
  }

  /// Accepts a policy that the user has just made.
  ///
  /// - Throws: ``Failure`` with code `system` if that cannot be noted.
  public func accept(_ configuration: Configuration) throws(Failure) {
    try AcceptedPolicy(commonFolder: try repository().commonFolder).accept(configuration)
  }
}
