public import Documents

/// One place in a file that names a credential.
public struct Reference: Hashable, Sendable {
  /// What uses the credential there.
  public enum Group: String, Hashable, Sendable, CaseIterable {
    /// A program that is deployed.
    case apps
    /// An environment.
    case envs
    /// A host name that is served.
    case hosts
    /// A file of any other kind.
    case files
  }

  /// How sure it is that the credential is meant.
  public enum Confidence: String, Hashable, Sendable {
    /// The place can only mean a credential.
    case certain
    /// The place names something of the same name.
    case likely
    /// It may be, for all that can be told; only warned about.
    case heuristic

    /// Whether it keeps a credential from being deleted.
    public var isBlocking: Bool { self != .heuristic }
  }

  /// The id of the credential, or `nil` where the place can only mean a credential but none has
  /// that name.
  public var credentialID: String?
  /// The name or id as it was written.
  public var value: String
  /// The field of the credential that is named, as in `cred://NAME#FIELD`.
  public var credentialField: String?
  /// The id of the rule that found it.
  public var rule: String
  /// What uses the credential.
  public var group: Group
  /// The name of what uses it: of the app, the environment, the host, or the file.
  public var name: String
  /// The key that holds the reference.
  public var field: String
  /// The same in the words of Quave ONE, where it has one.
  public var quaveField: String?
  /// The file, as a path from the repository's root.
  public var file: String
  /// Where in the file.
  public var position: Position
  /// The keys that lead to it, such as `spec.tls[0].secretName`; `nil` in text that is not YAML
  /// or JSON.
  public var path: String?
  /// How sure it is.
  public var confidence: Confidence
  /// The id of the app.
  public var appID: String?
  /// The id of the environment.
  public var appEnvID: String?
  /// The name of the environment.
  public var envName: String?
  /// The host name.
  public var hostname: String?
  /// How the place leads to the credential, such as by the artifact of an output, or by its name.
  public var via: String = ""
  /// What the value stands for there, such as `k8s-secret`.
  public var refType: String = ""
  /// What the rule looks for, as it is written in the rule.
  public var ruleText: String = ""
  /// The branch, where several were searched.
  public var branch: String?
  /// Whether the place stands for every credential, so that none is named.
  public var isWildcard: Bool = false
  /// The types and artifacts that fit the place; empty where any does.
  public var expects: [String] = []
}

/// A credential that references may name.
public struct ReferencedCredential: Hashable, Sendable {
  /// The id, which never changes.
  public var id: String
  /// The name: the path below the store.
  public var name: String
  /// The id of the type.
  public var type: String
  /// The ids of the type's fields, which names of variables end with.
  public var fields: [String]
  /// The artifacts that can be made from it.
  public var artifacts: [String]
  /// The projects it is assigned to.
  public var projects: [String]
  /// The provider, such as `cloudflare`.
  public var provider: String?
  /// The hosts that it is for.
  public var hosts: [String]
  /// Whether images from its hosts are pulled with it where nothing else is said.
  public var isDefaultRegistry: Bool

  /// Creates a credential to look for.
  public init(
    id: String, name: String, type: String, fields: [String] = [], artifacts: [String] = [],
    projects: [String] = [], provider: String? = nil, hosts: [String] = [],
    isDefaultRegistry: Bool = false
  ) {
    self.id = id
    self.name = name
    self.type = type
    self.fields = fields
    self.artifacts = artifacts
    self.projects = projects
    self.provider = provider
    self.hosts = hosts
    self.isDefaultRegistry = isDefaultRegistry
  }
}
