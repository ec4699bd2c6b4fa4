internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// `repositories.yaml` of Helm, sorted by name.
///
/// A registry belongs into `helm-registry-config`.
struct HelmRepositories: Artifact {
  let id = "helm-repositories-yaml"
  let title = "Helm's repositories.yaml"
  let takesSeveral = true
  let optionNames = ["name", "ca-file"]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "passCredentialsAll") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let file = try options.line("ca-file", of: id) ?? ""
    var entries: [Node] = []
    for section in try SectionNames.of(credentials, option: "name", options, id) {
      let credential = section.credential
      guard let url = credential.effectiveText("url") else {
        throw credential.invalid("has no url: set it with credtree update")
      }
      guard !url.hasPrefix("oci://") else {
        throw credential.invalid("is for a registry, which belongs into helm-registry-config")
      }
      // In the order in which helm writes them.
      entries.append(
        .object([
          Member("caFile", .string(file)), Member("certFile", .string("")),
          Member("insecure_skip_tls_verify", .bool(false)), Member("keyFile", .string("")),
          Member("name", .string(section.name)),
          Member(
            "pass_credentials_all",
            .bool(credential.effective("passCredentialsAll")?.bool == true)),
          Member("password", Node(.secret(try credential.required("password")))),
          Member("url", .string(url)),
          Member("username", Node(.secret(try credential.required("username")))),
        ]))
    }
    // The time is helm's own note, and must not differ from one rendering to the next.
    return SecretYAML.write(
      .object([
        Member("apiVersion", .string("")),
        Member("generated", .string("0001-01-01T00:00:00Z")),
        Member("repositories", .array(entries)),
      ]))
  }
}
