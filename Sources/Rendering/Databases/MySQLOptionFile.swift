internal import CredentialTypes
internal import Credentials
internal import Secrets

/// `~/.my.cnf` for the clients of MySQL and MariaDB.
struct MySQLOptionFile: Artifact {
  let id = "my-cnf"
  let title = "~/.my.cnf for MySQL and MariaDB clients"
  let optionNames = ["ca-file", "group"]

  private static let form = ValueForm(
    quote: "\"",
    escapes: [UInt8: String](escaping: "\"\\").adding(.lineBreaks).adding([0x08: "\\b"]),
    longest: 2000)

  private static let modes = [
    "allow": "PREFERRED", "prefer": "PREFERRED", "require": "REQUIRED", "verify-ca": "VERIFY_CA",
    "verify-full": "VERIFY_IDENTITY",
  ]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "database") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let group = try SectionNames.word(options["group"] ?? "client", "group", id)
    var text = ArtifactText(id)
    text.add("[\(group)]\n")
    for (key, field) in [
      ("user", "username"), ("password", "password"), ("host", "host"), ("port", "port"),
    ] {
      try text.setting(key, field, of: credential, as: Self.form, separator: "=")
    }
    if let ca = try options.line("ca-file", of: id) {
      text.add("ssl-ca=")
      try text.add(text: ca, "ca-file", of: credential, as: Self.form)
      text.add("\n")
    }
    if let mode = credential.effectiveText("tlsMode").flatMap({ Self.modes[$0] }) {
      // MySQL's clients know the first, MariaDB's the second; loose- keeps each from failing.
      text.add("loose-ssl-mode=\(mode)\n")
      if mode == "VERIFY_IDENTITY" { text.add("loose-ssl-verify-server-cert\n") }
    }
    // Not every client has an option for the database, so it is the shell's alone.
    if group == "client" {
      text.add("\n[mysql]\n")
      try text.setting("database", "database", of: credential, as: Self.form, separator: "=")
    }
    return text.finish()
  }
}
