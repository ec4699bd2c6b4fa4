internal import CredentialTypes
internal import Credentials
internal import Documents
internal import OpenSSL
internal import Secrets

/// `rclone.conf` with a remote for each credential.
struct RcloneConfig: Artifact {
  let id = "rclone"
  let title = "rclone.conf with a remote for each credential"
  let takesSeveral = true
  let optionNames = ["remote"]

  /// rclone takes off backticks, and looks for `%(name)s`.
  private static let form = ValueForm(
    forbidden: Set(text: "`"), forbiddenTexts: ["\"\"\"", "%(", " #", " ;"], isTrimmed: true)

  private static let providers = [
    "aws": "AWS", "minio": "Minio", "cloudflare-r2": "Cloudflare", "wasabi": "Wasabi",
    "digitalocean": "DigitalOcean", "scaleway": "Scaleway", "ceph": "Ceph", "gcs": "GCS",
  ]

  private static let types = [
    "object-storage", "exoscale", "azure", "google", "openstack", "sftp",
  ]

  func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id) && Self.types.contains(type.id)
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    var text = ArtifactText(id)
    for section in try SectionNames.of(credentials, option: "remote", options, id) {
      text.add(text.isEmpty ? "[\(section.name)]\n" : "\n[\(section.name)]\n")
      try addRemote(section.credential, to: &text)
    }
    return text.finish()
  }

  private func addRemote(_ credential: OpenedCredential, to text: inout ArtifactText)
    throws(Failure)
  {
    switch credential.type.id {
    case "azure":
      text.add("type = azureblob\n")
      try add([("account", "storageName"), ("key", "storageKey")], of: credential, to: &text)
    case "google":
      guard let key = credential.filled("data") else {
        throw credential.invalid("has no key of a service account, which rclone needs")
      }
      text.add("type = google cloud storage\nservice_account_credentials = ")
      try text.add(Secret(CompactJSON.flattened(key.bytes)), "data", of: credential, as: Self.form)
      text.add("\n")
      try add([("project_number", "projectId")], of: credential, to: &text)
    case "openstack":
      text.add("type = swift\n")
      try add(
        [
          ("user", "username"), ("key", "password"), ("auth", "authUrl"),
          ("domain", "userDomainName"), ("tenant", "projectName"),
          ("tenant_domain", "projectDomainName"), ("region", "region"),
          ("application_credential_id", "applicationCredentialId"),
          ("application_credential_secret", "applicationCredentialSecret"),
        ], of: credential, to: &text)
    case "sftp":
      text.add("type = sftp\n")
      try add(
        [("host", "host"), ("user", "username"), ("port", "port")], of: credential, to: &text)
      if let password = credential.filled("password") {
        text.add("pass = ")
        text.add(finished: try RcloneObscured.value(password, field: "password", of: credential))
        text.add("\n")
      } else if let key = credential.filled("privateKey") {
        // rclone wants the line breaks of a key written out.
        text.add("key_pem = ")
        try text.add(key, "privateKey", of: credential, as: ValueForm(escapes: [0x0A: "\\n"]))
        text.add("\n")
      }
    default: try addS3(credential, to: &text)
    }
  }

  private func addS3(_ credential: OpenedCredential, to text: inout ArtifactText) throws(Failure) {
    let flavour = credential.effectiveText("flavour") ?? "auto"
    let endpoint = AWSKeys.endpoint(of: credential)
    let provider = Self.providers[flavour] ?? (endpoint == nil ? "AWS" : "Other")
    text.add("type = s3\nprovider = \(provider)\nenv_auth = false\n")
    let keys = try AWSKeys.required(of: credential)
    let isOwn = credential.type.has("apiSecretKey")
    text.add("access_key_id = ")
    try text.add(keys.access, isOwn ? "apiKey" : "accessKey", of: credential, as: Self.form)
    text.add("\nsecret_access_key = ")
    try text.add(keys.secret, isOwn ? "apiSecretKey" : "secretKey", of: credential, as: Self.form)
    text.add("\n")
    try add([("session_token", "sessionToken")], of: credential, to: &text)
    if let region = AWSKeys.region(of: credential) {
      text.add("region = ")
      try text.add(region, "region", of: credential, as: Self.form)
      text.add("\n")
    }
    if let endpoint { text.add("endpoint = \(endpoint)\n") }
    if provider == "Cloudflare" { text.add("no_check_bucket = true\n") }
  }

  private func add(
    _ settings: [(String, String)], of credential: OpenedCredential, to text: inout ArtifactText
  ) throws(Failure) {
    for (key, field) in settings {
      try text.setting(key, field, of: credential, as: Self.form)
    }
  }
}

/// rclone's way to write passwords, which hides them from a glance and from nothing else.
enum RcloneObscured {
  /// The key in rclone's source (`fs/config/obscure`).
  private static let key: [UInt8] = [
    0x9c, 0x93, 0x5b, 0x48, 0x73, 0x0a, 0x55, 0x4d, 0x6b, 0xfd, 0x7c, 0x63, 0xc8, 0x86, 0xa9, 0x2b,
    0xd3, 0x90, 0x19, 0x8e, 0xb8, 0x12, 0x8a, 0xfb, 0xf4, 0xde, 0x16, 0x2b, 0x8b, 0x95, 0xf6, 0x38,
  ]

  /// Base64url of a vector and AES-256-CTR; the vector comes from the credential's salt.
  static func value(_ password: Secret, field: String, of credential: OpenedCredential)
    throws(Failure) -> Secret
  {
    let vector = try RenderingSalt.bytes(16, for: "rclone", field: field, of: credential)
    do throws(OpenSSLError) {
      return Secret(try encrypted(password.bytes, vector: vector))
    } catch {
      throw Failure(.internalError, "cannot obscure a password: \(error.operation) failed")
    }
  }

  private static func encrypted(_ password: borrowing SecretBytes, vector: [UInt8])
    throws(OpenSSLError) -> SecretBytes
  {
    // Counter mode goes byte by byte; the blocks beyond the password are cut off again.
    var padded = SecretBuilder(capacity: password.count + 16)
    padded.append(password)
    while padded.count % AESCipher.blockSize != 0 { padded.append(UInt8(0)) }
    let stream = try AESCipher.ctr256.encrypt(padded.bytes, key: key.span, vector: vector.span)
    var output = SecretBuilder(capacity: password.count + 16)
    output.append(vector.span)
    output.append(stream.bytes.extracting(0..<password.count))
    return Base64.encodeSecretForURL(output.bytes)
  }
}
