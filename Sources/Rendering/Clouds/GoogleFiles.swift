internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// A file that `GOOGLE_APPLICATION_CREDENTIALS` can point at, one for each mode.
struct GoogleFile: Artifact {
  enum Form: String, CaseIterable {
    case serviceAccount = "gcp-service-account-json"
    case externalAccount = "gcp-external-account-json"
    case authorizedUser = "gcp-authorized-user-json"
  }

  let form: Form
  var id: String { form.rawValue }
  var title: String {
    switch form {
    case .serviceAccount: "a Google service account's key file"
    case .externalAccount: "Google's configuration of workload identity federation"
    case .authorizedUser: "a Google user's refresh token"
    }
  }
  /// Federation uses no key.
  var isPublic: Bool { form == .externalAccount }
  var optionNames: [String] { form == .externalAccount ? ["token-file"] : [] }

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "mode") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let modes: [Form: String] = [
      .serviceAccount: "service-account-key", .externalAccount: "workload-identity",
      .authorizedUser: "authorized-user",
    ]
    let mode = credential.effectiveText("mode") ?? "service-account-key"
    guard modes[form] == mode else {
      throw credential.invalid("has the mode \(mode), which \(id) is not for")
    }
    switch form {
    case .serviceAccount:
      var output = SecretBuilder()
      Self.append(try credential.anyOf(["data"]).bytes, to: &output)
      return output.finish()
    case .authorizedUser:
      var members = [Member("type", .string("authorized_user"))]
      for (name, field) in [
        ("client_id", "clientId"), ("client_secret", "clientSecret"),
        ("refresh_token", "refreshToken"),
      ] {
        members.append(Member(name, Node(.secret(try credential.anyOf([field])))))
      }
      return SecretJSON.write(.object(members), endsWithLineFeed: true)
    case .externalAccount: return try external(credential, options)
    }
  }

  private func external(_ credential: OpenedCredential, _ options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    guard let provider = credential.effectiveText("workloadIdentityProvider"),
      let email = credential.effectiveText("serviceAccountEmail")
    else { throw credential.invalid("has no workloadIdentityProvider with a serviceAccountEmail") }
    let file = try options.line("token-file", of: id) ?? "/var/run/secrets/tokens/gcp-token"
    let account =
      "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/\(email):generateAccessToken"
    let source: [Member] = [
      Member("file", .string(file)),
      Member("format", .object([Member("type", .string("text"))])),
    ]
    return SecretJSON.write(
      .object([
        Member("type", .string("external_account")),
        Member("audience", .string("//iam.googleapis.com/\(provider)")),
        Member("subject_token_type", .string("urn:ietf:params:oauth:token-type:jwt")),
        Member("token_url", .string("https://sts.googleapis.com/v1/token")),
        Member("service_account_impersonation_url", .string(account)),
        Member("credential_source", .object(source)),
      ]), endsWithLineFeed: true)
  }

  /// The key file as it came, with one line break at its end.
  private static func append(_ text: borrowing SecretBytes, to output: inout SecretBuilder) {
    output.append(text)
    if text.bytes[text.count - 1] != 0x0A { output.append("\n") }
  }
}
