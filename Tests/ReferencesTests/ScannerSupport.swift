import Configuration
import Documents
import References

/// The store of the fixtures: the names of credentials are also part of their ids here.
enum Store {
  static let names = [
    "docker-hub", "staging-gate", "example-com", "backups", "regcred", "example-com-tls",
    "prod/app_db",
  ]

  static func scanner(_ extra: String = "") throws -> ReferenceScanner {
    let text = Array(("version: 1\n" + extra).utf8)
    return try ReferenceScanner(
      configuration: Configuration.parse(text.span),
      credentials: names.map { ReferencedCredential(id: "id-\($0)", name: $0, type: "x") })
  }

  static func scanner(
    _ extra: String = "", of credentials: [ReferencedCredential]
  ) throws -> ReferenceScanner {
    let text = Array(("version: 1\n" + extra).utf8)
    return try ReferenceScanner(
      configuration: Configuration.parse(text.span), credentials: credentials)
  }

  static func scan(
    _ text: String, _ path: String = "k8s/app.yaml", configuration: String = ""
  ) throws -> [Reference] {
    let bytes = Array(text.utf8)
    return try scanner(configuration).scan(bytes.span, path: path)
  }
}

/// The store of the reference rules' samples: credentials, and what outputs make of them.
enum SampleStore {
  static let outputs = """
    version: 1
    outputs:
      - {artifact: "k8s-secret:dockerconfigjson", credentials: [docker-hub],
         options: {namespace: prod, name: regcred}, path: build/regcred.yaml}
      - {artifact: dotenv, credentials: [docker-hub], options: {prefix: DOCKERHUB_},
         path: out/docker-hub.env}
      - {artifact: "k8s-secret:opaque", credentials: [staging-gate],
         options: {namespace: staging, name: gate}, path: build/gate.yaml}
      - {artifact: htpasswd, credentials: [staging-gate], path: out/nginx/staging.htpasswd}
      - {artifact: "k8s-secret:tls", credentials: [example-com],
         options: {namespace: prod, name: example-com-tls}, path: build/example-com.yaml}
      - {artifact: "pem:chain", credentials: [example-com], path: out/tls/example-com.crt}
      - {artifact: "pem:key", credentials: [example-com], path: out/tls/example-com.key}
      - {artifact: "k8s-secret:opaque", credentials: [backups],
         options: {namespace: velero, name: backups}, path: build/backups.yaml}
      - {artifact: aws-profile, credentials: [backups], options: {profile: backups},
         path: out/aws/credentials}
      - {artifact: "k8s-secret:opaque", credentials: [app-db],
         options: {namespace: prod, name: app-db}, path: build/app-db.yaml}
      - {artifact: dotenv, credentials: [app-db], options: {prefix: APP_DB_}, path: out/app-db.env}
      - {artifact: file, credentials: [app-db], path: out/app-db/password}
      - {artifact: "k8s-secret:opaque", credentials: [cf-wildcard],
         options: {namespace: cert-manager, name: cf-wildcard}, path: build/cf.yaml}

    """

  static let credentials = [
    ReferencedCredential(
      id: "docker-hub", name: "docker-hub", type: "container-registry",
      fields: ["server", "username", "password"], artifacts: ["docker-config"],
      hosts: ["docker.io"]),
    ReferencedCredential(
      id: "staging-gate", name: "staging-gate", type: "basic-auth",
      fields: ["username", "password"]),
    ReferencedCredential(
      id: "example-com", name: "example-com", type: "tls-certificate",
      fields: ["certificate", "privateKey"]),
    ReferencedCredential(
      id: "backups", name: "backups", type: "object-storage", fields: ["accessKey", "secretKey"]),
    ReferencedCredential(
      id: "app-db", name: "app-db", type: "postgresql", fields: ["username", "password"]),
    ReferencedCredential(
      id: "cf-wildcard", name: "cf-wildcard", type: "acme-wildcard", fields: ["token"],
      provider: "cloudflare"),
    ReferencedCredential(id: "deploy-key", name: "deploy-key", type: "ssh", fields: ["privateKey"]),
    ReferencedCredential(
      id: "tfe", name: "tfe", type: "terraform-host", fields: ["token"],
      hosts: ["app.terraform.io"]),
  ]

  static func scanner(
    lookingForSecrets: Bool = false, defaultRegistry: Bool = false
  ) throws -> ReferenceScanner {
    var credentials = credentials
    credentials[0].isDefaultRegistry = defaultRegistry
    let text = Array(outputs.utf8)
    return try ReferenceScanner(
      configuration: Configuration.parse(text.span), credentials: credentials,
      looksForSecrets: lookingForSecrets)
  }

  static func outcome(
    _ text: String, _ path: String, lookingForSecrets: Bool = false
  ) throws -> ReferenceScanner.Outcome {
    let bytes = Array(text.utf8)
    return try scanner(lookingForSecrets: lookingForSecrets).outcome(of: bytes.span, path: path)
  }

  static func scan(_ text: String, _ path: String) throws -> [Reference] {
    try outcome(text, path).references
  }
}

extension Reference {
  /// `LINE:COLUMN GROUP NAME FIELD -> CREDENTIAL`.
  var summary: String {
    "\(position.line):\(position.column) \(group) \(name) \(field) -> \(credentialID ?? "nothing")"
  }
}
