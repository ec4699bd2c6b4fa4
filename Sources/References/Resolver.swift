import Configuration

/// Finds the credentials that a value in a file stands for.
struct Resolver: Sendable {
  /// One credential that a value stands for.
  struct Answer: Hashable, Sendable {
    /// `nil` where the place can only mean a credential and there is none.
    var credentialID: String?
    var value: String
    var confidence: Reference.Confidence
    var via: String
    var field: String?
  }

  /// Where the value stands.
  struct Place {
    var file: String
    var namespace: String?
  }

  let names: CredentialIndex
  var artifacts: ArtifactIndex
  private let defaults: [(id: String, hosts: Set<String>)]

  init(_ credentials: [ReferencedCredential], outputs: [Output], rules: RuleSet) {
    names = CredentialIndex(credentials)
    artifacts = ArtifactIndex(
      outputs: outputs, credentials: credentials, naming: rules.artifacts,
      commonFileNames: rules.commonFileNames)
    defaults = credentials.filter(\.isDefaultRegistry).map { ($0.id, Set($0.hosts)) }
  }

  /// Whether images matter: there is a default registry that they may be pulled from.
  var looksAtImages: Bool { !defaults.isEmpty }

  /// The credentials that a value stands for, the surest way only.
  func answers(
    to value: String, by rule: ReferenceRule, refType: String, at place: Place
  ) -> [Answer] {
    switch rule.refType {
    case .credential: return [explicit(value)]
    case .image: return registry(of: value)
    case .wildcard:
      return [Answer(credentialID: nil, value: value, confidence: .heuristic, via: "wildcard")]
    case .environment, .definition, .finding: return []
    case .name: break
    }
    let name = refType == "env" && rule.ignoresCase ? value.uppercased() : value
    if let made = made(name, refType: refType, at: place) { return capped(made, by: rule) }
    return capped(sameName(value, by: rule, refType: refType), by: rule)
  }

  private func explicit(_ value: String) -> Answer {
    if let (id, name) = names.credential(startOf: value) {
      return Answer(credentialID: id, value: name, confidence: .certain, via: "explicit")
    }
    return Answer(credentialID: nil, value: value, confidence: .certain, via: "explicit")
  }

  private func made(_ value: String, refType: String, at place: Place) -> [Answer]? {
    let origins: [ArtifactIndex.Origin]?
    switch refType {
    case "file":
      let found = artifacts.origins(ofFile: value, namedIn: place.file)
      origins = found.isEmpty ? nil : found
    case "k8s-secret":
      let (name, namespace) = Self.secret(value, namespace: place.namespace)
      func secrets(of name: String) -> [ArtifactIndex.Origin]? {
        artifacts.origins(of: name, refType: refType, namespace: namespace)
      }
      origins =
        secrets(of: name) ?? Self.withoutHash(name).flatMap(secrets)
        ?? withoutAffixes(name, refType).lazy.compactMap(secrets).first
        .map { $0.map { $0.atMost(.likely) } }
    default: origins = artifacts.origins(of: value, refType: refType, namespace: nil)
    }
    return origins.map { origins in
      var seen: Set<String> = []
      return origins.filter { seen.insert($0.credentialID).inserted }.map {
        Answer(
          credentialID: $0.credentialID, value: value, confidence: $0.confidence,
          via: "output \($0.artifact) \($0.name)")
      }
    }
  }

  private func sameName(_ value: String, by rule: ReferenceRule, refType: String) -> [Answer] {
    guard let confidence = rule.byName else { return [] }
    func answer(_ id: String, _ via: String, field: String? = nil) -> Answer {
      Answer(credentialID: id, value: value, confidence: confidence, via: via, field: field)
    }
    switch refType {
    case "file":
      guard let last = value.split(separator: "/").last, last != "." else { return [] }
      let whole = names.credentials(likely: String(last))
      guard whole.isEmpty, let dot = last.firstIndex(of: ".") else {
        return whole.map { answer($0, "name") }
      }
      return names.credentials(likely: String(last[..<dot])).map {
        Answer(credentialID: $0, value: value, confidence: .heuristic, via: "file name")
      }
    case "k8s-secret":
      let name = Self.secret(value, namespace: nil).name
      let ids = names.credentials(likely: name)
      let found = ids.isEmpty ? Self.withoutHash(name).map(names.credentials(likely:)) ?? [] : ids
      guard found.isEmpty else { return found.map { answer($0, "name") } }
      return withoutAffixes(name, refType).flatMap(names.credentials(likely:)).map {
        Answer(credentialID: $0, value: value, confidence: .heuristic, via: "name with an affix")
      }
    case "profile": return names.credentials(likely: value).map { answer($0, "name") }
    case "host": return names.credentials(forHost: value).map { answer($0, "host") }
    case "acme-provider": return names.credentials(ofProvider: value).map { answer($0, "provider") }
    default:
      // Variables are written in capitals, and nothing else is one of ours.
      guard refType != "env" || rule.ignoresCase || value == value.uppercased() else { return [] }
      let found = names.credentials(ofVariable: value)
      return found.map { answer($0.id, $0.field == nil ? "name" : "variable", field: $0.field) }
    }
  }

  private func capped(_ answers: [Answer], by rule: ReferenceRule) -> [Answer] {
    guard let limit = rule.confidence else { return answers }
    return answers.map {
      var answer = $0
      answer.confidence = .lesser(answer.confidence, limit)
      return answer
    }
  }

  private func registry(of image: String) -> [Answer] {
    // What a template makes of it is not known here.
    guard !image.isEmpty, !image.contains("$"), !image.contains("{") else { return [] }
    let host = Self.host(ofImage: image)
    return defaults.filter { $0.hosts.contains(host) }.map {
      Answer(credentialID: $0.id, value: image, confidence: .likely, via: "default")
    }
  }

  /// The registry of an image, as docker finds it.
  static func host(ofImage image: String) -> String {
    guard let slash = image.firstIndex(of: "/") else { return "docker.io" }
    let first = image[..<slash].lowercased()
    guard first.contains(".") || first.contains(":") || first == "localhost" else {
      return "docker.io"
    }
    return first == "index.docker.io" ? "docker.io" : first
  }

  private static func secret(
    _ value: String, namespace: String?
  ) -> (name: String, namespace: String?) {
    guard let slash = value.firstIndex(of: "/") else { return (value, namespace) }
    return (String(value[value.index(after: slash)...]), String(value[..<slash]))
  }

  /// What a name may have been before something was put before or after it.
  private func withoutAffixes(_ name: String, _ refType: String) -> [String] {
    let plain = Self.withoutHash(name)
    return artifacts.affixes.filter { $0.refType == refType }.flatMap { affix in
      [name, plain].compactMap { $0.flatMap(affix.removed(from:)) }
    }
  }

  /// A name without the hash that Kustomize appends to what it generates.
  private static func withoutHash(_ name: String) -> String? {
    guard let dash = name.lastIndex(of: "-") else { return nil }
    let hash = name[name.index(after: dash)...]
    guard hash.utf8.count == 10, hash.utf8.allSatisfy("bcdfghkmt2456789".utf8.contains) else {
      return nil
    }
    return String(name[..<dash])
  }
}

extension Reference.Confidence {
  /// The less sure of two.
  static func lesser(_ one: Self, _ other: Self) -> Self {
    let order: [Self] = [.heuristic, .likely, .certain]
    return order.first { $0 == one || $0 == other } ?? one
  }
}
