internal import CredentialTypes
internal import Credentials
internal import Secrets

/// `~/.m2/settings.xml` with a server for each credential.
struct MavenSettings: Artifact {
  let id = "maven-settings"
  let title = "~/.m2/settings.xml with a server for each repository"
  let takesSeveral = true

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "serverId") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    // Maven looks for ${name} in every value.
    var form = ValueForm.xml
    form.forbiddenTexts = ["${"]
    form.isTrimmed = true
    var text = ArtifactText(id)
    text.add("<settings xmlns=\"http://maven.apache.org/SETTINGS/1.0.0\">\n  <servers>\n")
    for (server, credential) in try Self.servers(credentials) {
      text.add("    <server>\n      <id>")
      try text.add(text: server, "serverId", of: credential, as: form)
      text.add("</id>\n")
      for field in ["username", "password"] {
        try text.setting(
          "<\(field)>", field, of: credential, as: form, indent: "      ", separator: "",
          end: "</\(field)>\n")
      }
      text.add("    </server>\n")
    }
    text.add("  </servers>\n</settings>\n")
    return text.finish()
  }

  /// The credentials by the server that each is for.
  static func servers(_ credentials: [OpenedCredential]) throws(Failure) -> [(
    String, OpenedCredential
  )] {
    var owners: [String: OpenedCredential] = [:]
    for credential in credentials {
      guard let server = credential.effectiveText("serverId") else {
        throw credential.invalid("has no serverId: set it with credtree update")
      }
      if let other = owners.updateValue(credential, forKey: server) {
        throw Failure(
          .conflict, "\(other.name) and \(credential.name) are both for the server \(server)")
      }
    }
    return owners.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

/// `~/.gradle/gradle.properties` with the names that Gradle gives a repository's login.
struct GradleProperties: Artifact {
  let id = "gradle-properties"
  let title = "gradle.properties with NAMEUsername and NAMEPassword"
  let takesSeveral = true

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "serverId") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    var output = SecretBuilder()
    for (server, credential) in try MavenSettings.servers(credentials) {
      guard
        server.utf8.allSatisfy({ Set<UInt8>.alphanumeric.contains($0) || "_-.".utf8.contains($0) })
      else { throw credential.invalid("has a serverId that is no name of a Gradle repository") }
      for (suffix, field) in [("Username", "username"), ("Password", "password")] {
        output.append("\(server)\(suffix)=")
        Self.append(try credential.required(field).bytes, to: &output)
        output.append("\n")
      }
    }
    return output.finish()
  }

  private static func append(_ value: borrowing SecretBytes, to output: inout SecretBuilder) {
    PropertiesEscape.append(value, to: &output)
  }
}
