internal import CredentialTypes
internal import Credentials
internal import Secrets

/// `.yarnrc.yml` of Yarn 2 and later: a login a registry, and the scopes that are there.
struct YarnConfig: Artifact {
  let id = "yarnrc-yml"
  let title = ".yarnrc.yml with a login for each registry"
  let takesSeveral = true
  let optionNames = ["scope", "registry"]

  /// Yarn puts variables where it reads `${NAME}`, whatever the quotes.
  private static let form: ValueForm = {
    var form = ValueForm.quoted
    form.forbiddenTexts = ["${"]
    return form
  }()

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "registry") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    guard credentials.count == 1 || options.values.isEmpty else {
      throw Failure(.usage, "the options of \(id) are for one credential: render them one by one")
    }
    var owners: [String: String] = [:]
    var registries = ArtifactText(id)
    var scopes: [(name: String, server: String)] = []
    var usual: String?
    for credential in credentials.sorted(by: { $0.name < $1.name }) {
      let address = try PackageRegistry.address(of: credential, options, id)
      let base = PackageRegistry.withSlash(address)
      if let other = owners.updateValue(credential.name, forKey: base) {
        throw Failure(
          .conflict, "\(other) and \(credential.name) are both for \(base): name one of them")
      }
      let server = "\(address.scheme):\(base)"
      if let scope = try PackageRegistry.scope(of: credential, options, id) {
        scopes.append((scope, server))
      } else if usual == nil {
        usual = server
      } else {
        throw Failure(
          .conflict, "there is one registry for packages without a scope: set the others' scope")
      }
      // Yarn wants the address without the slash that npm wants.
      registries.add("  \"\(base.dropLast())\":\n    npmAlwaysAuth: true\n")
      try addLogin(of: credential, to: &registries)
    }
    var text = ArtifactText(id)
    text.add("npmRegistries:\n")
    text.add(finished: Secret(registries.finish()))
    if let usual { text.add("npmRegistryServer: \"\(usual)\"\n") }
    if !scopes.isEmpty { text.add("npmScopes:\n") }
    for scope in scopes.sorted(by: { $0.name < $1.name }) {
      text.add("  \"\(scope.name)\":\n    npmRegistryServer: \"\(scope.server)\"\n")
    }
    return text.finish()
  }

  private func addLogin(of credential: OpenedCredential, to text: inout ArtifactText)
    throws(Failure)
  {
    if try text.setting(
      "npmAuthToken", "token", of: credential, as: Self.form, indent: "    ", separator: ": ")
    {
      return
    }
    guard let password = credential.filled("password"),
      let username = credential.filled("username")
    else { throw credential.invalid("has no token, and no username with a password") }
    guard !SecretText.contains(UInt8(ascii: ":"), in: username.bytes) else {
      throw credential.invalid("has a username with ':', which \(id) cannot hold")
    }
    // Yarn sends it in base64, as HTTP basic authentication has it.
    var ident = SecretBuilder()
    ident.append(username.bytes)
    ident.append(":")
    ident.append(password.bytes)
    text.add("    npmAuthIdent: \"")
    text.addBase64(Secret(ident.finish()))
    text.add("\"\n")
  }
}
