internal import CredentialTypes
internal import Credentials
internal import Secrets

/// `.npmrc`: a login a registry, scoped by its address as npm wants it.
struct Npmrc: Artifact {
  let id = "npmrc"
  let title = ".npmrc with a login for each registry"
  let takesSeveral = true
  let optionNames = ["scope", "registry"]

  /// npm reads double quotes as JSON, and then looks for variables.
  private static let form = ValueForm(
    quote: "\"", escapes: [UInt8: String](escaping: "\"\\").adding(.lineBreaks),
    forbiddenTexts: ["${"], forbiddenWhole: ["true", "false", "null", "undefined"],
    bare: Set.alphanumeric.union(Set(text: "_./:@%+,=-")))

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "token") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    guard credentials.count == 1 || options.values.isEmpty else {
      throw Failure(.usage, "the options of \(id) are for one credential: render them one by one")
    }
    var owners: [String: String] = [:]
    var text = ArtifactText(id)
    for credential in credentials.sorted(by: { $0.name < $1.name }) {
      let address = try PackageRegistry.address(of: credential, options, id)
      let base = PackageRegistry.withSlash(address)
      if let other = owners.updateValue(credential.name, forKey: base) {
        throw Failure(
          .conflict, "\(other) and \(credential.name) are both for \(base): name one of them")
      }
      if let scope = try PackageRegistry.scope(of: credential, options, id) {
        text.add("@\(scope):registry=\(address.scheme):\(base)\n")
      } else if credential.effectiveText("registry") != nil || options["registry"] != nil {
        text.add("registry=\(address.scheme):\(base)\n")
      }
      try addLogin(of: credential, at: base, to: &text)
    }
    return text.finish()
  }

  private func addLogin(
    of credential: OpenedCredential, at base: String, to text: inout ArtifactText
  ) throws(Failure) {
    // The hosts of repositories take what they take for git.
    let isGitHost = !credential.type.has("registry")
    let takesPassword = isGitHost && credential.filled("token") == nil
    if try text.setting(
      "\(base):_authToken", takesPassword ? "password" : "token", of: credential, as: Self.form,
      separator: "=")
    {
      return
    }
    guard let password = credential.filled("password"), credential.filled("username") != nil else {
      throw credential.invalid("has no token, and no username with a password")
    }
    try text.setting("\(base):username", "username", of: credential, as: Self.form, separator: "=")
    text.add("\(base):_password=")
    text.addBase64(password)
    text.add("\n")
    try text.setting("\(base):email", "email", of: credential, as: Self.form, separator: "=")
  }
}

/// Addresses of npm's registries.
enum PackageRegistry {
  /// The registry, which GitHub and GitLab have beside their repositories.
  static func address(
    of credential: OpenedCredential, _ options: RenderOptions, _ id: String
  ) throws(Failure) -> ServiceAddress {
    var text = try options.line("registry", of: id) ?? credential.effectiveText("registry")
    switch credential.type.id {
    case "github": text = text ?? "https://npm.pkg.github.com/"
    case "gitlab":
      let server = credential.effectiveText("baseUrl") ?? "https://gitlab.com"
      text = text ?? ResticEnvironment.trimmed(server) + "/api/v4/packages/npm/"
    default: text = text ?? "https://registry.npmjs.org/"
    }
    guard let address = text.flatMap({ ServiceAddress($0) }) else {
      throw credential.invalid("has a registry that is no URL with a host")
    }
    return address
  }

  /// `//host/path/`, under which npm looks for logins.
  static func withSlash(_ address: ServiceAddress) -> String {
    let path = address.path.isEmpty ? "" : "\(address.path)/"
    return "//\(address.hostAndPort)/\(path)"
  }

  /// The scope without its `@`.
  static func scope(of credential: OpenedCredential, _ options: RenderOptions, _ id: String)
    throws(Failure) -> String?
  {
    guard var scope = try options.line("scope", of: id) ?? credential.effectiveText("scope") else {
      return nil
    }
    if scope.hasPrefix("@") { scope.removeFirst() }
    return try SectionNames.word(scope, "scope", id)
  }
}
