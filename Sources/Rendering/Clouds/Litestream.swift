internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// `litestream.yml`, which replicates a SQLite database to a bucket.
struct Litestream: Artifact {
  let id = "litestream"
  let title = "litestream.yml with a bucket to replicate to"
  let optionNames = ["db", "path"]

  /// Litestream puts variables where it reads `$NAME`, before it reads the YAML.
  private static let form: ValueForm = {
    var form = ValueForm.quoted
    form.escapes[UInt8(ascii: "$")] = "\\x24"
    return form
  }()

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "bucket") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let keys = try AWSKeys.required(of: credential)
    guard let database = try options.line("db", of: id) else {
      throw Failure(.usage, "say which database \(id) is for: --option db=/path/to/db.sqlite")
    }
    guard credential.effectiveText("bucket") != nil else {
      throw credential.invalid("has no bucket to replicate to: set it with credtree update")
    }
    var text = ArtifactText(id)
    text.add("access-key-id: ")
    try text.add(keys.access, "accessKey", of: credential, as: Self.form)
    text.add("\nsecret-access-key: ")
    try text.add(keys.secret, "secretKey", of: credential, as: Self.form)
    text.add("\ndbs:\n  - path: ")
    try text.add(text: database, "db", of: credential, as: Self.form)
    text.add("\n    replicas:\n      - type: s3\n")
    let indent = "        "
    try text.setting(
      "bucket", "bucket", of: credential, as: Self.form, indent: indent, separator: ": ")
    if let path = try options.line("path", of: id) {
      text.add("\(indent)path: ")
      try text.add(text: path, "path", of: credential, as: Self.form)
      text.add("\n")
    }
    for field in ["region", "endpoint"] {
      try text.setting(
        field, field, of: credential, as: Self.form, indent: indent, separator: ": ")
    }
    if credential.effective("pathStyleAccessEnabled")?.bool == true {
      text.add("\(indent)force-path-style: true\n")
    }
    return text.finish()
  }
}
