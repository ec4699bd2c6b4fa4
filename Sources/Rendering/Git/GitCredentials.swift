internal import CredentialTypes
internal import Credentials
internal import Secrets

/// `~/.git-credentials`, as `git credential-store` reads it: one URL a line.
///
/// Git compares whole paths, and only with `credential.useHttpPath`; so a line has a path only
/// with the option `path`. Of two lines for one host git takes the first.
struct GitCredentials: Artifact {
  let id = "git-credentials"
  let title = "~/.git-credentials for git credential-store"
  let takesSeveral = true
  let optionNames = ["path"]

  /// Git skips a line whose user or password has a line break in it.
  static let form: ValueForm = {
    var form = ValueForm.percent
    form.forbidden = [0x0A, 0x0D]
    return form
  }()

  func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id) && type.has("username")
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let withPath = try options.flag("path", of: id)
    var owners: [String: String] = [:]
    var lines: [(place: String, address: ServiceAddress, credential: OpenedCredential)] = []
    for credential in credentials {
      let address = try GitLogin.address(of: credential)
      guard address.scheme == "https" || address.scheme == "http" else {
        throw credential.invalid("has an address that is not http, which git asks no login for")
      }
      let path = withPath && !address.path.isEmpty ? "/\(address.path)" : ""
      let place = address.hostAndPort + path
      if let other = owners.updateValue(credential.name, forKey: address.scheme + place) {
        throw Failure(
          .conflict,
          "\(other) and \(credential.name) are both for \(place), and git takes the first: name one,"
            + " or give the option path")
      }
      lines.append((place, address, credential))
    }
    // The longer path first: it is the narrower one.
    lines.sort { ($1.place.utf8.count, $0.place) < ($0.place.utf8.count, $1.place) }
    var text = ArtifactText(id)
    for line in lines {
      text.add("\(line.address.scheme)://")
      let field = try GitLogin.passwordField(of: line.credential)
      try text.add(
        try line.credential.required("username"), "username", of: line.credential, as: Self.form)
      text.add(":")
      try text.add(try line.credential.required(field), field, of: line.credential, as: Self.form)
      text.add("@\(line.place)\n")
    }
    return text.finish()
  }
}
