/// Types that an artifact takes only where they are asked for, by name or by type: what they hold is
/// mostly for something else, or they need an option.
enum AskedTypes {
  private static let holders: Set<String> = [
    "keystore", "kubernetes", "vpn-client", "github-app", "jwt-signing-key", "acme-account",
  ]

  /// The types by the artifact.
  static let all: [String: Set<String>] = [
    "docker-config": ["github", "gitlab", "google"],
    "htpasswd": ["hashed-password"], "caddy-basicauth": ["hashed-password"],
    "k8s-secret:ingress-htpasswd": ["hashed-password"], "k8s-secret:tls": ["keystore"],
    "k8s-secret:bootstrap-token": ["kubernetes", "api-token", "secret-text"],
    "netrc": ["basic-auth", "api-token"], "aws-credentials": ["codecommit"],
    "lego-env": ["api-token"], "acme-sh-env": ["tsig-key"],
    "cert-manager-issuer": ["azure-cloud", "google", "tsig-key", "acme-account"],
    "nginx-snippet": ["basic-auth"], "tekton-git-secret": ["ssh"],
    "seqera-yaml": ["google", "ssh"],
    "pem:cert": holders, "pem:key": holders, "pem:chain": holders, "pem:fullchain": holders,
    "pem:combined": holders, "pem:ca": holders,
  ]
}
