internal import CredentialTypes
internal import Credentials
internal import Secrets

/// A part of `~/.gitconfig` that logs in by itself: with a header, or with the option
/// `style=insteadof` by writing the login into every address.
///
/// A credential helper needs neither, and leaves the login nowhere.
struct GitConfig: Artifact {
  let id = "gitconfig"
  let title = "a part of ~/.gitconfig that logs in with a header"
  let takesSeveral = true
  let optionNames = ["style"]

  func accepts(_ type: CredentialType) -> Bool { GitCredentials().accepts(type) }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let style = try options.choice("style", of: ["header", "insteadof"], for: id)
    var owners: [String: String] = [:]
    var parts: [(place: String, credential: OpenedCredential, scheme: String)] = []
    for credential in credentials {
      let address = try GitLogin.address(of: credential)
      guard address.scheme == "https" || address.scheme == "http" else {
        throw credential.invalid("has an address that is not http, which git asks no login for")
      }
      let place = address.hostAndPort + (address.path.isEmpty ? "/" : "/\(address.path)/")
      if let other = owners.updateValue(credential.name, forKey: address.scheme + place) {
        throw Failure(
          .conflict, "\(other) and \(credential.name) are both for \(place): name one of them")
      }
      parts.append((place, credential, address.scheme))
    }
    var text = ArtifactText(id)
    for part in parts.sorted(by: { $0.place < $1.place }) {
      let field = try GitLogin.passwordField(of: part.credential)
      let user = try part.credential.anyOf(["username"])
      let password = try part.credential.required(field)
      if style == "header" {
        guard !SecretText.contains(UInt8(ascii: ":"), in: user.bytes) else {
          throw part.credential.invalid(
            "has a username with ':', which a login's header cuts there")
        }
        var login = SecretBuilder()
        login.append(user.bytes)
        login.append(":")
        login.append(password.bytes)
        text.add("[http \"\(part.scheme)://\(part.place)\"]\n")
        text.add("\textraheader = AUTHORIZATION: basic ")
        text.addBase64(Secret(login.finish()))
        text.add("\n")
      } else {
        text.add("[url \"\(part.scheme)://")
        try text.add(user, "username", of: part.credential, as: GitCredentials.form)
        text.add(":")
        try text.add(password, field, of: part.credential, as: GitCredentials.form)
        text.add("@\(part.place)\"]\n\tinsteadOf = \(part.scheme)://\(part.place)\n")
      }
    }
    return text.finish()
  }

  /// git shows the addresses that it was given in messages and in `git remote -v`.
  func warnings(_ credentials: [OpenedCredential]) -> [String] {
    [
      "gitconfig keeps logins where every program that git starts can read them: the credential"
        + " helper git-credential-credtree needs no file"
    ]
  }
}
