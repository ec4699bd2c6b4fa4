internal import CredentialTypes
internal import Credentials
internal import OpenSSL
internal import Secrets

/// A file for HTTP digest authentication, whose lines are good for one realm.
struct HtDigest: Artifact {
  let id = "htdigest"
  let title = "a file of users for HTTP digest authentication"
  let takesSeveral = true
  let optionNames = ["realm"]

  private static let form = ValueForm(forbidden: Set(text: ":"), forbiddenAtStart: Set(text: "#"))

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "username") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let given = try options.line("realm", of: id)
    let users = try WebUser.sorted(credentials, options, id)
    var text = ArtifactText(id)
    for user in users {
      let realm = given ?? user.credential.effectiveText("realm") ?? "Restricted"
      try text.add(user.name, "username", of: user.credential, as: Self.form)
      text.add(":")
      try text.add(text: realm, "realm", of: user.credential, as: Self.form)
      text.add(":")
      text.add(finished: try hash(of: user, realm: realm))
      text.add("\n")
    }
    return text.finish()
  }

  private func hash(of user: WebUser, realm: String) throws(Failure) -> Secret {
    var input = SecretBuilder()
    input.append(user.name.bytes)
    input.append(":\(realm):")
    input.append(try user.credential.required("password").bytes)
    do throws(OpenSSLError) {
      let digest = try Digest.secret(of: input.bytes, .md5)
      return Secret(FieldText.bytes(of: Hex.encode(digest.bytes)))
    } catch {
      throw Failure(
        .system, "the system's OpenSSL refuses MD5, which \(id) is made of: use htpasswd")
    }
  }
}
