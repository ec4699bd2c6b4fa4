internal import CredentialTypes
internal import Credentials
internal import Secrets

/// Users and hashed passwords inside the configuration of a web server.
struct UserList: Artifact {
  enum Server: String, CaseIterable {
    /// A `userlist` section.
    case haproxy = "haproxy-userlist"
    /// A `basic_auth` block.
    case caddy = "caddy-basicauth"
    /// `user:hash` lines, or a label of docker compose.
    case traefik = "traefik-users"
  }

  let server: Server
  var id: String { server.rawValue }
  var title: String {
    switch server {
    case .haproxy: "a userlist section of HAProxy"
    case .caddy: "a basic_auth block of a Caddyfile"
    case .traefik: "Traefik's basicAuth users"
    }
  }
  let takesSeveral = true
  var optionNames: [String] {
    switch server {
    case .haproxy: ["hash", "cost", "name"]
    case .caddy: ["cost", "user"]
    case .traefik: ["hash", "cost", "format"]
    }
  }

  private var hashes: [PasswordHash] {
    switch server {
    case .haproxy: [.sha512Crypt, .sha256Crypt]
    case .caddy: [.bcrypt]
    case .traefik: [.bcrypt, .apr1]
    }
  }

  /// How each writes a user.
  private var form: ValueForm {
    switch server {
    case .haproxy:
      ValueForm(
        escapes: [UInt8: String](escaping: " \\#\"'$"), bare: Set.alphanumeric)
    case .caddy:
      ValueForm(
        quote: "\"", escapes: [UInt8: String](escaping: "\"\\"), forbidden: Set(text: "{}:"),
        bare: Set.alphanumeric.union(Set(text: "_.@-")))
    case .traefik:
      ValueForm(forbidden: Set(text: ":,"), forbiddenAtStart: Set(text: "#"), isTrimmed: true)
    }
  }

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "username", "hash") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let users = try WebUser.sorted(credentials, options, id)
    var text = ArtifactText(id)
    switch server {
    case .haproxy:
      text.add("userlist \(try SectionNames.word(options["name"] ?? "users", "name", id))\n")
    case .caddy: text.add("basic_auth {\n")
    case .traefik: break
    }
    var isLabel = false
    if server == .traefik {
      isLabel = try options.choice("format", of: ["file", "label"], for: id) == "label"
    }
    if isLabel { for user in users { try requireNoColon(user) } }
    for (index, user) in users.enumerated() {
      let hash = try user.hash(hashes, options, id)
      switch server {
      case .haproxy: text.add("    user ")
      case .caddy: text.add("\t")
      case .traefik: text.add(isLabel && index > 0 ? "," : "")
      }
      try text.add(user.name, "username", of: user.credential, as: isLabel ? label : form)
      text.add(server == .haproxy ? " password " : server == .caddy ? " " : ":")
      try text.add(hash, "password", of: user.credential, as: isLabel ? label : .line)
      text.add(isLabel ? "" : "\n")
    }
    if server == .caddy { text.add("}\n") }
    if isLabel { text.add("\n") }
    return text.finish()
  }

  private func requireNoColon(_ user: WebUser) throws(Failure) {
    if SecretText.contains(UInt8(ascii: ":"), in: user.name.bytes) {
      throw user.credential.invalid("has a username with ':', which \(id) cannot hold")
    }
  }

  /// docker compose looks for variables in labels; Traefik cuts them at commas.
  private var label: ValueForm {
    ValueForm(
      escapes: [UInt8(ascii: "$"): "$$"], forbidden: Set(text: ","),
      forbiddenAtStart: Set(text: "#"),
      isTrimmed: true)
  }
}
