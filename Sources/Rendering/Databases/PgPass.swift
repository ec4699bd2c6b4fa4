internal import CredentialTypes
internal import Credentials
internal import Secrets

/// `~/.pgpass`: libpq takes the password of the first line that fits.
struct PgPass: Artifact {
  let id = "pgpass"
  let title = "~/.pgpass with a line for each database"
  let takesSeveral = true
  let optionNames = ["any-database"]

  private static let form = ValueForm(
    escapes: [UInt8: String](escaping: ":\\"), forbidden: [0x0A, 0x0D], keepsControls: true)

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "database") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let anyDatabase = try options.flag("any-database", of: id)
    var text = ArtifactText(id)
    for credential in credentials.sorted(by: { $0.name < $1.name }) {
      for field in ["host", "port", "database", "username", "password"] {
        if field == "database", anyDatabase {
          text.add("*")
        } else {
          let value = try credential.anyOf([field])
          try text.add(value, field, of: credential, as: Self.form)
        }
        text.add(field == "password" ? "\n" : ":")
      }
    }
    return text.finish()
  }
}
