internal import Credentials
internal import Documents
internal import Secrets

/// A Kubernetes Secret as `kubectl apply` takes it, in YAML, with sorted keys as kubectl writes
/// them.
///
/// Its label and annotations say which credential and revision it was made from, so that a
/// cluster can be compared with the repository.
struct SecretManifest {
  typealias Entry = (key: String, value: Secret)

  /// The artifact's name, for messages.
  let id: String
  /// The value of `type`.
  var type = "Opaque"
  /// The keys, and their values before base64.
  var data: [Entry]
  var labels: [Member] = []
  var annotations: [Member] = []
  /// The name that this kind of Secret must have.
  var fixedName: String?
  /// The namespace that it is in where none is given.
  var usualNamespace: String?

  /// The options that every Secret has.
  static let optionNames = ["name", "namespace", "immutable", "hash-suffix"]

  /// Writes the Secret.
  ///
  /// - Throws: `Failure`: `usage` for a wrong option, `invalid` for a key or a size that Kubernetes
  ///   does not take, and for a credential whose name gives no name for a Secret.
  func yaml(for credentials: [OpenedCredential], _ options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let data = data.sorted { $0.key < $1.key }
    for entry in data where !Self.isKey(entry.key) {
      throw Failure(
        .invalid,
        "a Secret cannot have the key \(entry.key): keys have letters, digits, '-', '_' and '.'")
    }
    for (entry, next) in zip(data, data.dropFirst()) where entry.key == next.key {
      throw Failure(.conflict, "the Secret would have the key \(entry.key) twice")
    }
    var name = try name(of: credentials, options)
    if try options.flag("hash-suffix", of: id) {
      name += try "-" + SecretHash.suffix(type: type, name: name, data: data)
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
      Member(
        "data",
        .object(data.map { Member($0.key, Node(.secret(KubernetesSecret.base64($0.value)))) })))
    if try options.flag("immutable", of: id) { manifest.append(Member("immutable", .bool(true))) }
    manifest.append(Member("kind", .string("Secret")))
    manifest.append(
      Member("metadata", .object(try metadata(name: name, credentials, options: options))))
    manifest.append(Member("type", .string(type)))
    return SecretYAML.write(.object(manifest))
  }

  private func metadata(
    name: String, _ credentials: [OpenedCredential], options: RenderOptions
  ) throws(Failure) -> [Member] {
    let sources = credentials.map { "\($0.name)@r\($0.revision)" }.sorted()
    let annotations =
      annotations + [Member("credtree/sources", .string(sources.joined(separator: " ")))]
    let labels = labels + [Member("app.kubernetes.io/managed-by", .string("credtree"))]
    var members = [
      Member("annotations", .object(annotations.sorted { $0.key < $1.key })),
      Member("labels", .object(labels.sorted { $0.key < $1.key })),
      Member("name", .string(name)),
    ]
    if let namespace = try Self.namespace(options, id) ?? usualNamespace {
      members.append(Member("namespace", .string(namespace)))
    }
    return members
  }

  /// The namespace that the option names.
  static func namespace(_ options: RenderOptions, _ id: String) throws(Failure) -> String? {
    guard let namespace = options["namespace"] else { return nil }
    guard namespace.utf8.count <= 63, !namespace.contains("."), KubernetesSecret.isName(namespace)
    else {
      throw Failure(
        .usage,
        "the option namespace of \(id) must be a name of a namespace: lower-case letters, digits, '-'"
      )
    }
    return namespace
  }

  /// The Secret's name: as given, or the credential's in the letters that Kubernetes allows.
  private func name(of credentials: [OpenedCredential], _ options: RenderOptions)
    throws(Failure) -> String
  {
    if let fixedName {
      guard options["name"] == nil || options["name"] == fixedName else {
        throw Failure(.usage, "\(id) is called as its token says: leave the option name out")
      }
      return fixedName
    }
    if let name = options["name"] {
      guard KubernetesSecret.isName(name) else {
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
    let name = Self.plainName(credentials[0].name)
    guard KubernetesSecret.isName(name) else {
      throw Failure(
        .invalid,
        "\(credentials[0].name) gives no name for a Secret: say it with --option name=NAME")
    }
    return name
  }

  /// A credential's name in lower case, with `-` for what Kubernetes' names do not have.
  static func plainName(_ name: String) -> String {
    String(name.lowercased().map { $0 == "_" || $0 == "/" ? "-" : $0 })
  }

  private static func isKey(_ key: String) -> Bool {
    (1...253).contains(key.utf8.count) && key != "." && !key.hasPrefix("..")
      && key.utf8.allSatisfy {
        Set<UInt8>.alphanumeric.contains($0) || "-_.".utf8.contains($0)
      }
  }
}

extension [SecretManifest.Entry] {
  /// Adds a field under a key, if it has a value.
  mutating func add(_ key: String, _ field: String, of credential: OpenedCredential) {
    guard let value = credential.filled(field) else { return }
    append((key, value))
  }

  /// Adds a text under a key.
  mutating func add(_ key: String, text: String) {
    append((key, Secret(FieldText.bytes(of: text))))
  }
}
