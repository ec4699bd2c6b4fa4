internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// A URL that a program connects with; user, password, and path are percent-encoded.
struct ConnectionURL: Artifact {
  /// `connection-url`, or `redis-url` for those who look for that.
  let id: String
  let title = "a URL such as postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
  let optionNames = ["scheme"]

  private static let schemes = [
    "postgresql": "postgresql", "mysql": "mysql", "redis": "redis", "mongodb": "mongodb",
    "rabbitmq": "amqp", "clickhouse": "clickhouse", "smtp": "smtp",
  ]

  func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id) && Self.schemes[type.id] != nil
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    var text = ArtifactText(id)
    if credential.type.id == "mongodb",
      try text.setting("", "connectionString", of: credential, as: .line, separator: "")
    {
      return text.finish()
    }
    text.add("\(try scheme(of: credential, options))://")
    let hasUser = credential.filled("username") != nil
    if let user = credential.filled("username") {
      try text.add(user, "username", of: credential, as: .percent)
    }
    if let password = credential.filled("password") {
      text.add(":")
      try text.add(password, "password", of: credential, as: .percent)
      text.add("@")
    } else if hasUser {
      text.add("@")
    }
    guard let host = credential.effectiveText("host") else {
      throw credential.invalid("has no host: set it with credtree update")
    }
    text.add(host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host)
    if let port = credential.effective("port")?.int { text.add(":\(port)") }
    let place = credential.type.id == "rabbitmq" ? "vhost" : "database"
    if let path = credential.filled(place) {
      text.add("/")
      try text.add(path, place, of: credential, as: .percent)
    } else if credential.type.id == "mongodb" {
      text.add("/")
    }
    if let query = query(of: credential) {
      text.add("?\(query.name)=")
      try text.add(text: query.value, query.field, of: credential, as: .percent)
    }
    text.add("\n")
    return text.finish()
  }

  /// The scheme, which says in some cases that the connection has TLS.
  private func scheme(of credential: OpenedCredential, _ options: RenderOptions) throws(Failure)
    -> String
  {
    if let scheme = options["scheme"] { return try SectionNames.word(scheme, "scheme", id) }
    let scheme = Self.schemes[credential.type.id] ?? credential.type.id
    switch credential.type.id {
    case "redis":
      let mode = credential.effectiveText("tlsMode") ?? "disable"
      return ["require", "verify-ca", "verify-full"].contains(mode) ? "rediss" : scheme
    case "rabbitmq": return credential.effective("tls")?.bool == true ? "amqps" : scheme
    case "smtp": return credential.effectiveText("secure") == "tls" ? "smtps" : scheme
    default: return scheme
    }
  }

  private func query(of credential: OpenedCredential) -> (
    name: String, value: String, field: String
  )? {
    switch credential.type.id {
    case "postgresql":
      return credential.effectiveText("tlsMode").map { ("sslmode", $0, "tlsMode") }
    case "mysql":
      let modes = [
        "require": "REQUIRED", "verify-ca": "VERIFY_CA", "verify-full": "VERIFY_IDENTITY",
      ]
      return credential.effectiveText("tlsMode").flatMap { modes[$0] }.map {
        ("ssl-mode", $0, "tlsMode")
      }
    case "mongodb":
      guard credential.filled("username") != nil else { return nil }
      return credential.effectiveText("authSource").map { ("authSource", $0, "authSource") }
    case "clickhouse":
      // The port that ClickHouse has for TLS.
      return credential.effective("port")?.int == 9440 ? ("secure", "true", "port") : nil
    default: return nil
    }
  }
}
