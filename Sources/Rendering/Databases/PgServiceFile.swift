internal import CredentialTypes
internal import Credentials
internal import Secrets

/// `~/.pg_service.conf`: a service a database, for `service=NAME`.
struct PgServiceFile: Artifact {
  let id = "pg-service-conf"
  let title = "~/.pg_service.conf with a service for each database"
  let takesSeveral = true
  let optionNames = ["service", "ca-file"]

  /// libpq knows no quotes there, and reads lines of up to 1023 bytes.
  private static let form = ValueForm(longest: 1000, isTrimmed: true)

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "database") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let ca = try options.line("ca-file", of: id)
    var text = ArtifactText(id)
    for section in try SectionNames.of(credentials, option: "service", options, id) {
      text.add(text.isEmpty ? "[\(section.name)]\n" : "\n[\(section.name)]\n")
      for (key, field) in [
        ("host", "host"), ("port", "port"), ("dbname", "database"), ("user", "username"),
        ("password", "password"), ("sslmode", "tlsMode"),
      ] {
        try text.setting(key, field, of: section.credential, as: Self.form, separator: "=")
      }
      if let ca { text.add("sslrootcert=\(ca)\n") }
    }
    return text.finish()
  }
}
