public import CredentialTypes
public import Credentials
internal import Documents
public import Secrets

/// Docker's `config.json`: logins to container registries.
///
/// The file is what `docker login` writes: indented with tabs, one entry a registry, sorted by
/// key. No `credsStore` and no `credHelpers`, for either would override the entries.
public struct DockerConfig: Artifact {
  /// The name on the command line.
  public let id = "docker-config"
  /// What it is, for a person.
  public let title = "docker's config.json with registry logins"
  /// It holds passwords.
  public let isPublic = false
  /// One entry a credential.
  public let takesSeveral = true
  /// `default-wins`: of two credentials for one registry, take the store's default; `server`: the
  /// registry of a single credential that does not name one itself.
  public let optionNames = ["default-wins", "server"]

  /// Creates the artifact.
  public init() {}

  /// Whether credentials of a type have what it takes; others only hold such a thing as well.
  public func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id)
      && (type.field("server") != nil || RegistryLogin.isKnown(type))
  }

  /// Makes the file.
  public func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let auths = try logins(of: credentials, options: options)
    return SecretJSON.write(.object([Member("auths", .object(auths))]), endsWithLineFeed: true)
  }

  /// The logins by registry, sorted.
  func logins(of credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> [Member]
  {
    var entries: [String: OpenedCredential] = [:]
    let defaultWins = try options.flag("default-wins", of: id)
    guard options["server"] == nil || credentials.count == 1 else {
      throw Failure(
        .usage, "the option server of \(id) names one registry, not \(credentials.count)")
    }
    for credential in credentials {
      let key = try registry(of: credential, options).key
      guard let other = entries[key] else {
        entries[key] = credential
        continue
      }
      guard defaultWins, other.metadata.isDefault != credential.metadata.isDefault else {
        throw Failure(
          .conflict,
          "\(other.name) and \(credential.name) are both for the registry \(key), and docker knows"
            + " one login a registry: name one of them")
      }
      if credential.metadata.isDefault { entries[key] = credential }
    }
    var auths: [Member] = []
    for (key, credential) in entries.sorted(by: { $0.key < $1.key }) {
      // In the order in which docker writes them.
      var login = [Member("auth", Node(.secret(try self.login(of: credential))))]
      for (field, name) in [("email", "email"), ("identityToken", "identitytoken")] {
        guard let value = credential.secret(field), value.bytes.count > 0 else { continue }
        login.append(Member(name, Node(.secret(value))))
      }
      auths.append(Member(key, .object(login)))
    }
    return auths
  }

  /// Warns of logins that docker cannot use as they are.
  public func warnings(_ credentials: [OpenedCredential]) -> [String] {
    credentials.compactMap { credential in
      guard credential.effectiveText("registryKind") == "ecr",
        credential.effectiveText("username") != "AWS"
      else { return nil }
      return
        "\(credential.name) is an access key pair for Amazon ECR: docker cannot log in with it, only"
        + " with the user AWS and a token that lasts 12 hours"
    }
  }

  private func registry(of credential: OpenedCredential, _ options: RenderOptions) throws(Failure)
    -> RegistryServer
  {
    if let text = try options.line("server", of: id) ?? RegistryLogin.server(of: credential) {
      guard let server = RegistryServer(text) else {
        throw Failure(.usage, "the option server of \(id) must be a registry: HOST or HOST:PORT")
      }
      return server
    }
    if RegistryLogin.isKnown(credential.type) {
      throw credential.invalid(
        "does not say which registry it is for: give --option server=HOST")
    }
    // A repository of charts is a registry if its address begins with oci://.
    var text = credential.effectiveText("server")
    if text == nil, let url = credential.effectiveText("url"), url.hasPrefix("oci://") {
      // Helm and Flux look for the login of a host, whatever the path of its charts.
      text = url.dropFirst("oci://".count).split(separator: "/").first.map(String.init)
    }
    guard let server = text.flatMap({ RegistryServer($0) }) else {
      throw credential.invalid("has a server that is no registry: set it with credtree update")
    }
    return server
  }

  /// Base64 of `username:password`; with an identity token the password is empty.
  private func login(of credential: OpenedCredential) throws(Failure) -> Secret {
    if credential.type.id == "google" {
      return try RegistryLogin.serviceAccount(of: credential)
    }
    let username = try credential.required("username")
    // Docker cuts at the first colon, and trims NUL bytes at the end.
    guard !SecretText.contains(UInt8(ascii: ":"), in: username.bytes) else {
      throw credential.invalid("has a username with ':', which docker's config cannot hold")
    }
    var login = SecretBuilder()
    login.append(username.bytes)
    login.append(":")
    if credential.secret("identityToken") == nil {
      let field =
        RegistryLogin.isKnown(credential.type)
        ? try GitLogin.passwordField(of: credential) : "password"
      let password = try credential.required(field)
      guard !SecretText.contains(0, in: password.bytes) else {
        throw credential.invalid("has a \(field) with a NUL byte, which docker would cut off")
      }
      login.append(password.bytes)
    }
    return Secret(Base64.encodeSecret(login.bytes))
  }
}
