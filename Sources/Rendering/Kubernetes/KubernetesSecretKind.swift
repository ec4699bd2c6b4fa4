internal import Credentials
internal import Documents
internal import Secrets

/// A type of Kubernetes Secret, with the keys that its users look for.
public enum KubernetesSecretKind: String, Hashable, Sendable, CaseIterable {
  /// Registry logins, for `imagePullSecrets`.
  case dockerConfigJSON = "dockerconfigjson"
  /// Registry logins in docker's old form.
  case dockerCfg = "dockercfg"
  /// A token with which nodes join a cluster.
  case bootstrapToken = "bootstrap-token"
  /// A certificate and its key, for an Ingress.
  case tls
  /// A user and a password.
  case basicAuth = "basic-auth"
  /// An SSH key.
  case sshAuth = "ssh-auth"
  /// An htpasswd file for an ingress.
  case ingressHtpasswd = "ingress-htpasswd"
  /// A token of a service account, which the cluster fills in.
  case serviceAccountToken = "service-account-token"
  /// Every field under its own name.
  case opaque

  /// The value of `type`.
  var secretType: String {
    switch self {
    case .dockerConfigJSON: "kubernetes.io/dockerconfigjson"
    case .dockerCfg: "kubernetes.io/dockercfg"
    case .bootstrapToken: "bootstrap.kubernetes.io/token"
    case .tls: "kubernetes.io/tls"
    case .basicAuth: "kubernetes.io/basic-auth"
    case .sshAuth: "kubernetes.io/ssh-auth"
    case .serviceAccountToken: "kubernetes.io/service-account-token"
    case .ingressHtpasswd, .opaque: "Opaque"
    }
  }

  var takesSeveral: Bool {
    self == .dockerConfigJSON || self == .dockerCfg || self == .ingressHtpasswd
  }

  var optionNames: [String] {
    switch self {
    case .dockerConfigJSON: DockerConfig().optionNames
    case .dockerCfg: RegistryFile(form: .dockercfg).optionNames
    case .bootstrapToken: ["groups"]
    case .ingressHtpasswd: Htpasswd().optionNames + ["key"]
    case .serviceAccountToken: ["service-account"]
    default: []
    }
  }

  func annotations(of credentials: [OpenedCredential], options: RenderOptions) -> [Member] {
    guard self == .serviceAccountToken, let account = options["service-account"] else { return [] }
    return [Member("kubernetes.io/service-account.name", .string(account))]
  }
}
