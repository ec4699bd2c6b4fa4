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
    ["name", "namespace", "immutable", "hash-suffix"] + kind.optionNames
  }

  /// Whether credentials of a type have what the Secret holds; others only list it.
  public func accepts(_ type: CredentialType) -> Bool {
    guard type.artifacts.contains(id) else { return false }
    return switch kind {
    case .dockerConfigJSON: DockerConfig().accepts(type)
    case .tls: type.artifacts.contains("pem:fullchain")
    case .ingressHtpasswd: Htpasswd().accepts(type)
    default: true
    }
  }

  /// Makes the manifest.
  public func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let data = try kind.data(of: credentials, options: options).sorted { $0.key < $1.key }
    for entry in data where !Self.isKey(entry.key) {
      throw Failure(
        .invalid,
        "a Secret cannot have the key \(entry.key): keys have letters, digits, '-', '_' and '.'")
    }
    var name = try secretName(credentials, options)
    if try options.flag("hash-suffix", of: id) {
      name += try "-" + SecretHash.suffix(type: kind.secretType, name: name, data: data)
    }
    guard name.utf8.count <= 253 else {
      throw Failure(
        .invalid, "the name of the Secret has more than 253 characters: give --option name=…")
    }
    var size = 0
    for entry in data { size += entry.value.bytes.count }
    guard size <= 1 << 20 else {
      throw Failure(.invalid, "the Secret is larger than the 1 MiB that Kubernetes allows")
    }
    var manifest: [Member] = [Member("apiVersion", .string("v1"))]
    manifest.append(
      Member("data", .object(data.map { Member($0.key, Node(.secret(Self.base64($0.value)))) })))
    if try options.flag("immutable", of: id) { manifest.append(Member("immutable", .bool(true))) }
    manifest.append(Member("kind", .string("Secret")))
    manifest.append(
      Member("metadata", .object(try metadata(name: name, credentials, options: options))))
    manifest.append(Member("type", .string(kind.secretType)))
    return SecretYAML.write(.object(manifest))
  }

  private func metadata(
    name: String, _ credentials: [OpenedCredential], options: RenderOptions
  ) throws(Failure) -> [Member] {
    let sources = credentials.map { "\($0.name)@r\($0.revision)" }.sorted()
    var annotations = kind.annotations(of: credentials, options: options)
    annotations.append(Member("credtree/sources", .string(sources.joined(separator: " "))))
    annotations.sort { $0.key < $1.key }
    var members = [
      Member("annotations", .object(annotations)),
      Member(
        "labels",
        .object([Member("app.kubernetes.io/managed-by", .string("credtree"))])),
      Member("name", .string(name)),
    ]
    if let namespace = options["namespace"] {
      guard namespace.utf8.count <= 63, !namespace.contains("."), Self.isName(namespace) else {
        throw Failure(
          .usage,
          "the option namespace of \(id) must be a name of a namespace: lower-case letters, digits, '-'"
        )
      }
      members.append(Member("namespace", .string(namespace)))
    }
    return members
  }

  /// The Secret's name: as given, or the credential's in the letters that Kubernetes allows.
  private func secretName(_ credentials: [OpenedCredential], _ options: RenderOptions)
    throws(Failure) -> String
  {
    if let name = options["name"] {
      guard Self.isName(name) else {
        throw Failure(
          .usage,
          "the option name of \(id) must be a DNS name: lower-case letters, digits, '-', '.'")
      }
      return name
    }
    guard credentials.count == 1 else {
      throw Failure(
        .usage, "say how the Secret of several credentials is called: --option name=NAME")
    }
    let name = String(
      credentials[0].name.lowercased().map { $0 == "_" || $0 == "/" ? "-" : $0 })
    guard Self.isName(name) else {
      throw Failure(
        .invalid,
        "\(credentials[0].name) gives no name for a Secret: say it with --option name=NAME")
    }
    return name
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

  private static func isKey(_ key: String) -> Bool {
    (1...253).contains(key.utf8.count) && key != "." && !key.hasPrefix("..")
      && key.utf8.allSatisfy { byte in
        isAlphanumeric(byte | 0x20) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
          || byte == UInt8(ascii: ".")
      }
  }

  static func base64(_ secret: Secret) -> Secret { Secret(base64(of: secret.bytes)) }

  private static func base64(of secret: borrowing SecretBytes) -> SecretBytes {
    Base64.encodeSecret(secret.bytes)
  }
}
