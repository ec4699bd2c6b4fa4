public import CredentialTypes
public import Credentials
internal import Documents
public import Secrets

/// A Kubernetes Secret as `kubectl apply` takes it, in YAML, with sorted keys as kubectl writes
/// them.
///
/// Its label and annotations say which credential and revision it was made from, so that a
/// cluster can be compared with the repository.
public struct KubernetesSecret: Artifact {
  /// The type of Secret, which decides its keys.
  public let kind: KubernetesSecretKind

  /// Creates the artifact for a type of Secret.
  public init(kind: KubernetesSecretKind) { self.kind = kind }

  /// The name on the command line, such as `k8s-secret:tls`.
  public var id: String { "k8s-secret:\(kind.rawValue)" }
  /// What it is, for a person.
  public var title: String { "a Kubernetes Secret of type \(kind.secretType)" }
  /// It holds secrets; base64 hides nothing.
  public var isPublic: Bool { false }
  /// Registry logins and users of a server can share a Secret.
  public var takesSeveral: Bool { kind.takesSeveral }
  /// `name`, `namespace`, `immutable`, `hash-suffix`, and what the type of Secret has besides.
  public var optionNames: [String] {
    SecretManifest.optionNames + kind.optionNames
  }

  /// Whether credentials of a type have what the Secret holds; others only list it.
  public func accepts(_ type: CredentialType) -> Bool {
    switch kind {
    // No type has them for its own: they are another form of what it lists.
    case .dockerCfg: return type.artifacts.contains("dockercfg")
    case .bootstrapToken: return BootstrapToken.isPossible(for: type)
    default: break
    }
    guard type.artifacts.contains(id) else { return false }
    return switch kind {
    case .dockerConfigJSON: DockerConfig().accepts(type)
    case .tls: CertificateMaterial.hasLeaf(type) && CertificateMaterial.hasKey(type)
    case .ingressHtpasswd: Htpasswd().accepts(type)
    default: true
    }
  }

  /// Makes the manifest.
  public func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    var manifest = SecretManifest(
      id: id, type: kind.secretType, data: try kind.data(of: credentials, options: options))
    manifest.annotations = kind.annotations(of: credentials, options: options)
    if kind == .bootstrapToken {
      let parts = try BootstrapToken(of: credentials[0])
      manifest.fixedName = "bootstrap-token-\(parts.id)"
      manifest.usualNamespace = "kube-system"
    }
    return try manifest.yaml(for: credentials, options)
  }

  /// A DNS subdomain of RFC 1123, as Kubernetes has it.
  static func isName(_ name: String) -> Bool {
    guard (1...253).contains(name.utf8.count) else { return false }
    return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      guard let first = label.utf8.first, let last = label.utf8.last else { return false }
      return isAlphanumeric(first) && isAlphanumeric(last)
        && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (48...57).contains(byte)
  }

  static func base64(_ secret: Secret) -> Secret { Secret(base64(of: secret.bytes)) }

  private static func base64(of secret: borrowing SecretBytes) -> SecretBytes {
    Base64.encodeSecret(secret.bytes)
  }
}
