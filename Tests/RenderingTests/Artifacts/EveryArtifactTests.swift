import CredentialTypes
import Credentials
import Documents
import Rendering
import Secrets
import TestSupport
import Testing

/// What holds for every artifact of every type.
@Suite struct EveryArtifactTests {
  /// What a sample of a type lacks for an artifact, as JSON that replaces the sample.
  private static let fuller: [String: String] = [
    "aws":
      #"{"accessKey": "AKIAIOSFODNN7EXAMPLE", "secretKey": "s", "assumeRoleArn": "arn:aws:iam::123456789012:role/deploy"}"#,
    "tower-agent": #"{"connectionId": "c", "accessToken": "t"}"#,
    "github-app":
      #"{"appId": "12", "clientId": "Iv1.abc", "privateKey": "@rsa", "organization": "acme", "installationId": "34"}"#,
    "ssh":
      #"{"privateKey": "@ssh", "username": "git", "host": "git.example.com", "knownHosts": "git.example.com ssh-ed25519 AAAA"}"#,
    "api-token": #"{"token": "t", "provider": "cloudflare", "baseUrl": "https://api.example.com"}"#,
    "azure-cloud":
      #"{"clientId": "123e4567-e89b-42d3-a456-426614174000", "clientSecret": "s", "subscriptionId": "123e4567-e89b-42d3-a456-426614174000", "tenantId": "123e4567-e89b-42d3-a456-426614174000"}"#,
    "codecommit":
      #"{"username": "AKIAIOSFODNN7EXAMPLE", "password": "p", "baseUrl": "https://git-codecommit.eu-west-1.amazonaws.com"}"#,
    "username-password": #"{"username": "u", "password": "p", "url": "https://git.example.com"}"#,
    "redis": #"{"host": "10.0.0.1", "password": "p", "username": "app"}"#,
    "container-registry": #"{"username": "u", "password": "p", "email": "u@example.com"}"#,
    "tls-certificate": #"{"certificate": "@cert", "privateKey": "@key", "ca": "@chain"}"#,
    "openstack":
      #"{"username": "u", "password": "p", "authUrl": "https://keystone.example.com/v3", "region": "r"}"#,
    "helm-repository":
      #"{"username": "u", "password": "p", "url": "https://charts.example.com", "ca": "@ca"}"#,
    "kubernetes":
      #"{"certificate": "@cert", "privateKey": "@key", "caCertificate": "@chain", "server": "https://k8s.example.com:6443"}"#,
    "vpn-client":
      #"{"certificate": "@cert", "commonName": "c", "certificateOwner": "me", "intermediateCa": ["@mid"], "ca": "@ca", "privateKey": "@key", "remote": "vpn.example.com 1194 udp"}"#,
  ]

  /// Options without which an artifact does not know where something goes.
  private static let options: [String: [String: String]] = [
    "litestream": ["db": "/var/lib/app.db"],
    "seqera-yaml": ["workspace": "acme/web", "key-file": "/run/key"],
    "argocd-repo-secret": ["url": "ssh://git@git.example.com/app.git"],
    "hashed-password htpasswd": ["user": "ann"],
    "hashed-password k8s-secret:ingress-htpasswd": ["user": "ann"],
    "hashed-password caddy-basicauth": ["user": "ann"],
    "basic-auth netrc": ["machine": "www.example.com"],
    "google docker-config": ["server": "eu.gcr.io"],
    "azure-cloud cert-manager-issuer": ["resource-group": "dns"],
    "tsig-key acme-sh-env": ["key-file": "/run/key"],
  ]

  /// What cannot be, and why.
  private static let refused: Set<String> = [
    // The certificates of the samples have no intermediate, or only stores have one.
    "keystore pem:chain", "keystore pem:ca",
    // Their samples are in another mode, or for a provider that the client does not know.
    "google gcp-external-account-json", "google gcp-authorized-user-json",
    "seqera-compute aws-credentials", "helm-repository helm-registry-config", "sftp netrc",
    "api-token k8s-secret:bootstrap-token", "kubernetes k8s-secret:bootstrap-token",
    "kubernetes k8s-secret:service-account-token", "secret-text k8s-secret:bootstrap-token",
  ]

  static func sample(_ name: String, _ material: SampleMaterial) throws -> OpenedCredential {
    let sample = try #require(TypeSample.all.first { $0.type == name })
    let type = try #require(Catalogue.builtIn.type(named: name))
    let text = Array(material.filled(fuller[name] ?? sample.valid).utf8)
    let members = try #require(try JSON.parse(text.span).object)
    let validated = try type.validate(members)
    return opened(
      type, validated.public, validated.confidentialAndSecret, name: "one",
      provider: validated.provider)
  }

  private static func artifacts(of type: CredentialType) -> [any Artifact] {
    ArtifactCatalogue.names.compactMap { ArtifactCatalogue.artifact(named: $0) }
      .filter { !$0.needsSelection && $0.accepts(type) }
  }

  private static func options(_ type: String, _ artifact: String) -> [String: String] {
    options["\(type) \(artifact)"] ?? options[artifact] ?? [:]
  }

  @Test func theSameRevisionHasTheSameBytes() async throws {
    let material = try await SampleMaterial.shared
    var (rendered, refused) = (0, Set<String>())
    for name in Catalogue.builtIn.names {
      let credential = try Self.sample(name, material)
      for artifact in Self.artifacts(of: credential.type) {
        let options = RenderOptions(Self.options(name, artifact.id))
        do {
          let first = try ArtifactCatalogue.render(artifact, from: [credential], options: options)
          let again = try ArtifactCatalogue.render(artifact, from: [credential], options: options)
          let isSame = first.constantTimeEquals(again)
          #expect(isSame, "\(name) as \(artifact.id)")
          let last = first.bytes[first.count - 1]
          let isText = !["pkcs12", "java-truststore", "file", "compose-secret-file"]
            .contains(artifact.id)
          #expect(last == UInt8(ascii: "\n") || !isText, "\(name) as \(artifact.id)")
          rendered += 1
        } catch {
          #expect(error.code == .invalid, "\(name) as \(artifact.id): \(error)")
          refused.insert("\(name) \(artifact.id)")
        }
      }
    }
    #expect(refused.symmetricDifference(Self.refused).sorted() == [])
    #expect(rendered > 350)
  }

  /// A NUL byte ends most readers' values: it is refused by name, or written in another form.
  @Test func noArtifactWritesANULByte() async throws {
    let material = try await SampleMaterial.shared
    let binary: Set<String> = ["pkcs12", "java-truststore", "file", "compose-secret-file"]
    var refusals = 0
    for name in Catalogue.builtIn.names {
      let credential = try Self.sample(name, material)
      for field in credential.fields where field.value.secret != nil {
        let nasty: [UInt8] = Array("a".utf8) + [0] + Array("b".utf8)
        let fields = credential.fields.map { member in
          member.key == field.key
            ? Member(member.key, Node(.secret(Secret(SecretBytes(copying: nasty.span))))) : member
        }
        let changed = opened(
          credential.type, credential.public, fields, name: "one",
          provider: credential.metadata.provider)
        for artifact in Self.artifacts(of: credential.type) where !binary.contains(artifact.id) {
          let options = RenderOptions(Self.options(name, artifact.id))
          do {
            let text = try ArtifactCatalogue.render(artifact, from: [changed], options: options)
            var hasNUL = false
            for index in 0..<text.count where text.bytes[index] == 0 { hasNUL = true }
            #expect(!hasNUL, "\(name).\(field.key) as \(artifact.id)")
          } catch  where !Self.refused.contains("\(name) \(artifact.id)") {
            #expect(error.code == .invalid, "\(name).\(field.key) as \(artifact.id): \(error)")
            let words = error.message.lowercased().filter { $0 != " " }
            #expect(
              words.contains(field.key.lowercased()),
              "\(name).\(field.key) as \(artifact.id): \(error)")
            refusals += 1
          } catch {}
        }
      }
    }
    #expect(refusals > 100)
  }
}
