internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// Docker's protocol for credential helpers, which podman, skopeo, buildah, and helm speak too.
///
/// One argument says what to do. All errors go to standard output with exit status 1. Docker takes
/// one of them, and no other, for "there is none": that is said only where it is so.
struct DockerCredentialHelper {
  /// What docker takes for "there is none"; it then goes on without a login.
  static let notFound = "credentials not found in native keychain"
  static let missingServer = "no credentials server URL"
  static let missingUsername = "no credentials username"

  let program: String
  let stores: () throws(Failure) -> HelperStores

  /// Answers one call.
  func reply(to action: String, input: borrowing SecretBytes) -> HelperReply {
    do throws(Failure) {
      switch action {
      case "get": return try get(input)
      case "list": return try list()
      case "store": return try store(input)
      case "erase": return try erase(input)
      default: return Self.error("\(program): unknown action: \(action)")
      }
    } catch {
      return Self.error("credtree: \(error.line)")
    }
  }

  private static func error(_ text: String) -> HelperReply { HelperReply(line: text, status: 1) }

  private func get(_ input: borrowing SecretBytes) throws(Failure) -> HelperReply {
    guard let server = Self.server(in: input) else { return Self.error(Self.missingServer) }
    guard let found = try credential(for: server) else { return Self.error(Self.notFound) }
    let login = try Self.login(of: found.credential)
    found.store.recordUse(
      of: found.credential, by: "docker-credential", fields: ["username", login.field])
    return HelperReply(
      SecretJSON.writeLine(
        .object([
          Member("ServerURL", .string(server)), Member("Username", login.username),
          Member("Secret", Node(.secret(login.secret))),
        ])), message: found.credential.expiryNote)
  }

  /// The servers that there are logins for, with their users.
  ///
  /// Logins that no identity of the user opens are left out, since docker asks for each that is
  /// listed; but where there are logins and none opens, the store is locked, and not empty.
  private func list() throws(Failure) -> HelperReply {
    var logins: [String: (member: Member, isDefault: Bool)] = [:]
    var refusals: [Failure] = []
    let stores = try self.stores()
    for store in stores.stores {
      for name in try store.registryLogins() {
        do throws(Failure) {
          let (_, credential) = try store.open(name)
          guard let key = credential.registryKey else { continue }
          // The first store that has one answers for it.
          if let known = logins[key], known.isDefault || !credential.metadata.isDefault {
            continue
          }
          logins[key] = (
            Member(key, try Self.login(of: credential).username), credential.metadata.isDefault
          )
        } catch {
          guard error.code == .forbidden else { throw error }
          refusals.append(error)
        }
      }
    }
    try stores.requireAllAsked()
    if logins.isEmpty, let refusal = refusals.first { throw refusal }
    let members = logins.values.map(\.member).sorted { $0.key < $1.key }
    return HelperReply(
      SecretJSON.writeLine(.object(members)),
      message: refusals.isEmpty ? nil : "\(refusals.count) logins are not yours to open")
  }

  /// Docker stores what it has just been given, or what somebody typed.
  private func store(_ input: borrowing SecretBytes) throws(Failure) -> HelperReply {
    let document: Node
    do { document = try JSON.parse(input.bytes, strings: .secret) } catch {
      throw Failure(.usage, "what docker stores is no JSON: \(error.message)")
    }
    guard let url = document["ServerURL"]?.secret, let server = Self.server(in: url.bytes) else {
      return Self.error(Self.missingServer)
    }
    guard let username = document["Username"]?.secret, username.bytes.count > 0 else {
      return Self.error(Self.missingUsername)
    }
    if let found = try credential(for: server) {
      let login = try Self.login(of: found.credential)
      if login.isSame(username: username, secret: document["Secret"]?.secret) {
        return HelperReply()
      }
      throw Failure(
        .conflict,
        "\(found.credential.name) has another login for it: "
          + "change it with 'credtree update \(found.credential.name) password=-'")
    }
    throw Failure(
      .notFound,
      "logins are kept in git: make one with "
        + "'credtree create container-registry NAME server=\(server) username=USER password=-'")
  }

  private func erase(_ input: borrowing SecretBytes) throws(Failure) -> HelperReply {
    guard let server = Self.server(in: input) else { return Self.error(Self.missingServer) }
    guard let found = try credential(for: server) else { return HelperReply() }
    throw Failure(
      .conflict,
      "\(found.credential.name) belongs to everyone who uses the repository; "
        + "'credtree delete \(found.credential.name)' deletes it")
  }

  /// The credential for exactly that registry; the default is for images, and not for servers.
  private func credential(for server: String) throws(Failure) -> FoundCredential? {
    guard let registry = RegistryServer(server) else { return nil }
    let path = registry.path.isEmpty ? "" : "/\(registry.path)"
    let name = registry.isDockerHub ? "docker.io" : registry.host
    var question: CredentialQuestion?
    if let image = try? ImageReference("\(name)\(path)/image"),
      let asked = RegistryServer(image.registry),
      asked.host == registry.host
        || (asked.isDockerHub && registry.isDockerHub)
    {
      question = CredentialQuestion(image: image)
    } else if let address = ServiceAddress("https://\(registry.host)\(path)") {
      question = CredentialQuestion(address: address)
    }
    guard let question else { return nil }
    return try stores().answer(to: question, choosing: .one) { $0.isRegistryLogin }
  }

  private static func login(of credential: OpenedCredential) throws(Failure) -> DockerLogin {
    try DockerLogin(of: credential)
  }

  /// The server on standard input: one line, or several that docker's library would join.
  private static func server(in input: borrowing SecretBytes) -> String? {
    guard input.count <= 8192 else { return nil }
    let bytes = input.bytes.indices.map { input.bytes[$0] }.filter {
      $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    let trimmed = text.drop { $0 == " " || $0 == "\t" }
    let end = trimmed.lastIndex { $0 != " " && $0 != "\t" }
    return end.map { String(trimmed[...$0]) }
  }
}

extension HelperStore {
  /// The names of the credentials whose files say that they log in to a registry.
  fileprivate func registryLogins() throws(Failure) -> [String] {
    let (reader, catalogue) = (reader, catalogue)
    return try ParallelMap.compactMap(try names()) { name in
      Result { () throws(Failure) -> String? in
        guard let text = try reader.contents(of: name) else { return nil }
        let type = try CredentialHeader(text.span, name: name).metadata.type
        return catalogue.type(named: type)?.isRegistryLogin ?? false ? name : nil
      }
    }
  }
}

/// A user and what lets him in, as docker has them.
struct DockerLogin {
  /// What docker calls the user of an identity token.
  static let tokenUser = "<token>"

  let username: Node
  let secret: Secret
  /// The field that the secret is from.
  let field: String

  init(of credential: OpenedCredential) throws(Failure) {
    let user = try credential.needed("username")
    if let token = try credential.usable("identityToken") {
      (username, secret, field) = (.string(Self.tokenUser), token, "identityToken")
      return
    }
    let kind = credential.type.effectiveValue(of: "registryKind", in: credential.public)?.string
    guard kind != "ecr" || credential.isLogin(of: "AWS") else {
      throw Failure(
        .invalid,
        "\(credential.name) is an access key pair for Amazon ECR, where docker logs in as AWS with "
          + "a token of 'aws ecr get-login-password'")
    }
    (username, secret, field) = (
      Node(.secret(user)), try credential.needed("password"), "password"
    )
  }

  func isSame(username: Secret, secret: Secret?) -> Bool {
    let isUser =
      self.username.secret.map { $0 == username }
      ?? (Secret(Self.bytes(of: Self.tokenUser)) == username)
    return isUser && secret == self.secret
  }

  private static func bytes(of text: String) -> SecretBytes {
    let utf8 = Array(text.utf8)
    return SecretBytes(copying: utf8.span)
  }
}

extension OpenedCredential {
  /// The one name that its registry has among docker's files.
  var registryKey: String? {
    type.effectiveValue(of: "server", in: `public`)?.string.flatMap { RegistryServer($0)?.key }
  }
}
