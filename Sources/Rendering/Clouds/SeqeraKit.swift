internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// The `credentials` of a file for seqerakit, which hands each on to `tw credentials add`.
struct SeqeraKit: Artifact {
  let id = "seqera-yaml"
  let title = "credentials for Seqera Platform, in seqerakit's YAML"
  let takesSeveral = true
  let optionNames = ["workspace", "name", "key-file", "overwrite"]

  private typealias Setting = (name: String, field: String)

  /// Seqera's names for types and their settings.
  private static let types: [String: (type: String, settings: [Setting])] = {
    let login: [Setting] = [("username", "username"), ("base-url", "baseUrl")]
    let aws: [Setting] = [
      ("access-key", "accessKey"), ("secret-key", "secretKey"),
      ("assume-role-arn", "assumeRoleArn"),
    ]
    return [
      "aws": ("aws", aws), "seqera-compute": ("seqeracompute", aws),
      "azure": (
        "azure",
        [
          ("batch-name", "batchName"), ("batch-key", "batchKey"), ("storage-name", "storageName"),
          ("storage-key", "storageKey"),
        ]
      ),
      "google": ("google", []),
      "github": ("github", login), "gitea": ("gitea", login), "azure-repos": ("azurerepos", login),
      "gitlab": ("gitlab", login + [("token", "token")]), "bitbucket": ("bitbucket", login),
      "codecommit": (
        "codecommit",
        [("access-key", "username"), ("secret-key", "password"), ("base-url", "baseUrl")]
      ),
      "container-registry": (
        "container-reg",
        [("username", "username"), ("password", "password"), ("registry", "server")]
      ),
      "kubernetes": ("k8s", [("token", "token")]),
      "ssh": ("ssh", [("passphrase", "passphrase")]),
      "tower-agent": ("agent", [("connection-id", "connectionId"), ("work-dir", "workDir")]),
    ]
  }()

  /// Types with a key that `tw` reads from a file.
  private static let keyFiles: Set<String> = ["google", "ssh"]

  /// seqerakit puts variables where it finds `$NAME`, whatever the quotes.
  private static let form: ValueForm = {
    var form = ValueForm.quoted
    form.forbidden = Set(text: "$")
    return form
  }()

  func accepts(_ type: CredentialType) -> Bool { Self.types[type.id] != nil }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    guard let workspace = try options.line("workspace", of: id) else {
      throw Failure(
        .usage, "say where the credentials belong: --option workspace=ORGANIZATION/WORKSPACE")
    }
    var text = ArtifactText(id)
    text.add("credentials:\n")
    for section in try SectionNames.of(credentials, option: "name", options, id) {
      let credential = section.credential
      guard let known = Self.types[credential.type.id] else { continue }
      text.add("  - type: \"\(known.type)\"\n    name: \"\(section.name)\"\n    workspace: ")
      try text.add(text: workspace, "workspace", of: credential, as: Self.form)
      text.add("\n")
      for (name, field) in known.settings {
        if field == "workDir", credential.public.allSatisfy({ $0.key != "workDir" }) { continue }
        if field == "baseUrl", credential.public.allSatisfy({ $0.key != "baseUrl" }) { continue }
        try text.setting(
          name, field, of: credential, as: Self.form, indent: "    ", separator: ": ")
      }
      if known.settings.contains(where: { $0.name == "base-url" && $0.field == "baseUrl" }),
        credential.type.id != "codecommit"
      {
        let field = try GitLogin.passwordField(of: credential)
        try text.setting(
          "password", field, of: credential, as: Self.form, indent: "    ", separator: ": ")
      }
      if Self.keyFiles.contains(credential.type.id) {
        guard let file = try options.line("key-file", of: id) else {
          throw Failure(
            .usage, "say where the key of \(credential.name) is as a file: --option key-file=PATH")
        }
        text.add("    key: ")
        try text.add(text: file, "key-file", of: credential, as: Self.form)
        text.add("\n")
      }
      if try options.flag("overwrite", of: id) { text.add("    overwrite: true\n") }
    }
    return text.finish()
  }
}
