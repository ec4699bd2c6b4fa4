internal import CredentialTypes
internal import Credentials
internal import Secrets

/// `~/.netrc`: a login a host, for curl, git, pip, and Python.
///
/// Only what every reader takes alike is bare; everything else is in double quotes, which curl
/// knows since 7.84. The option `strict` refuses what needs them.
struct Netrc: Artifact {
  let id = "netrc"
  let title = "~/.netrc with a login for each host"
  let takesSeveral = true
  let optionNames = ["strict", "machine", "login"]

  private static let form = ValueForm(
    quote: "\"", escapes: [UInt8: String](escaping: "\"\\"),
    bare: Set.alphanumeric.union(Set(text: "._~:/@%+=,!*?&^-")))

  func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id) && (type.has("username") || type.has("token"))
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let isStrict = try options.flag("strict", of: id)
    var form = Self.form
    if isStrict { form.forbidden = Set(0...255).subtracting(form.bare) }
    var owners: [String: String] = [:]
    var lines: [(host: String, credential: OpenedCredential)] = []
    for credential in credentials {
      let host = try host(of: credential, options, credentials.count)
      if let other = owners.updateValue(credential.name, forKey: host) {
        throw Failure(
          .conflict,
          "\(other) and \(credential.name) are both for \(host), and a netrc has one login a host:"
            + " name one of them")
      }
      lines.append((host, credential))
    }
    var text = ArtifactText(id)
    for line in lines.sorted(by: { $0.host < $1.host }) {
      let field = try GitLogin.passwordField(of: line.credential)
      text.add("machine \(line.host) login ")
      try text.add(
        try login(of: line.credential, options), "username", of: line.credential, as: form)
      text.add(" password ")
      try text.add(try line.credential.required(field), field, of: line.credential, as: form)
      text.add("\n")
    }
    return text.finish()
  }

  /// The host without its port, which a netrc has no place for.
  private func host(of credential: OpenedCredential, _ options: RenderOptions, _ count: Int)
    throws(Failure) -> String
  {
    if let machine = try options.line("machine", of: id) {
      guard count == 1, URLText.isHost(machine) else {
        throw Failure(
          .usage, "the option machine of \(id) must be the host that one credential is for")
      }
      return machine
    }
    if let host = credential.effectiveText("host") { return host }
    guard credential.type.has("baseUrl") || credential.type.has("url"),
      credential.type.id == "codecommit" || credential.effectiveText("baseUrl") != nil
        || credential.effectiveText("url") != nil
    else {
      throw credential.invalid("does not say which host it is for: give --option machine=HOST")
    }
    return try GitLogin.address(of: credential).host
  }

  /// Who logs in: a token alone has no user, and the option `login` says what to send instead.
  private func login(of credential: OpenedCredential, _ options: RenderOptions) throws(Failure)
    -> Secret
  {
    guard credential.type.has("username") else {
      let name = try options.line("login", of: id) ?? "token"
      return Secret(FieldText.bytes(of: name))
    }
    guard options["login"] == nil else {
      throw Failure(
        .usage, "\(credential.name) has a username of its own: leave the option login out")
    }
    return try credential.anyOf(["username"])
  }
}
