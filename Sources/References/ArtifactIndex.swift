import Configuration
import Documents

/// Leads from the names of what outputs make back to the credentials in it.
struct ArtifactIndex: Sendable {
  /// One credential that something is made from.
  struct Origin: Hashable, Sendable {
    let credentialID: String
    let namespace: String?
    let confidence: Reference.Confidence
    let artifact: String
    let name: String
  }

  private var exact: [String: [String: [Origin]]] = [:]
  private var prefixes: [String: [(prefix: String, origin: Origin)]] = [:]
  private var files: [String: [Origin]] = [:]
  /// What names may have before and after them where they are used.
  private(set) var affixes: [NameAffix] = []
  private let commonFileNames: Set<String>

  init(
    outputs: [Output], credentials: [ReferencedCredential], naming: [ArtifactNaming],
    commonFileNames: Set<String>
  ) {
    self.commonFileNames = commonFileNames
    for output in outputs {
      let chosen = Self.chosen(by: output, among: credentials)
      for naming in naming where naming.artifact.matches(output.artifact) {
        for credential in chosen.credentials {
          let value = Self.name(naming.value, output: output, credential: credential)
          guard !value.isEmpty, value != "*", !value.hasSuffix("/") else { continue }
          add(
            value, naming.refType, credential.id, output.artifact, confidence: chosen.confidence)
        }
      }
    }
  }

  /// Adds what files say about names that others have made of them.
  mutating func add(_ names: GeneratorRule.Names) {
    for item in names.items {
      let found = item.sources.flatMap { self.origins(ofFile: $0, namedIn: names.file) }
      for origin in found {
        let value = item.namespace.map { "\($0)/\(item.name)" } ?? item.name
        let known = exact[names.refType]?[item.name] ?? []
        guard !known.contains(where: { $0.credentialID == origin.credentialID }) else { continue }
        add(
          value, names.refType, origin.credentialID, "\(names.file), from \(origin.name):",
          confidence: .lesser(origin.confidence, .likely))
      }
    }
    let affix = NameAffix(refType: names.refType, prefix: names.prefix, suffix: names.suffix)
    if !(names.prefix + names.suffix).isEmpty, !affixes.contains(affix) { affixes.append(affix) }
  }

  private mutating func add(
    _ value: String, _ refType: String, _ id: String, _ artifact: String,
    confidence: Reference.Confidence
  ) {
    var (name, namespace): (String, String?) = (value, nil)
    if refType == "k8s-secret", let slash = value.firstIndex(of: "/") {
      name = String(value[value.index(after: slash)...])
      namespace = slash == value.startIndex ? nil : String(value[..<slash])
    }
    let origin = Origin(
      credentialID: id, namespace: namespace, confidence: confidence, artifact: artifact,
      name: name)
    if name.hasSuffix("*") {
      prefixes[refType, default: []].append((String(name.dropLast()), origin))
    } else {
      exact[refType, default: [:]][name, default: []].append(origin)
      if refType == "file", let last = name.split(separator: "/").last {
        files[String(last), default: []].append(origin)
      }
    }
  }

  /// The credentials that go into an output, and how sure it is that one of them does.
  private static func chosen(
    by output: Output, among credentials: [ReferencedCredential]
  ) -> (credentials: [ReferencedCredential], confidence: Reference.Confidence) {
    switch output.selection {
    case .names(let names):
      return (credentials.filter { names.contains($0.name) || names.contains($0.id) }, .certain)
    case .query(let type, let project, let name):
      let chosen = credentials.filter { credential in
        (type == nil || credential.type == type)
          && (project.map(credential.projects.contains) ?? true)
          && (name?.matches(credential.name) ?? true)
          && credential.artifacts.contains(output.artifact)
      }
      return (chosen, .likely)
    case nil: return (credentials.filter { $0.artifacts.contains(output.artifact) }, .likely)
    }
  }

  private static func name(
    _ template: String, output: Output, credential: ReferencedCredential
  ) -> String {
    var result = ""
    var rest = template[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      result += rest[..<open]
      for choice in rest[rest.index(after: open)..<close].split(separator: "|") {
        let value: String?
        switch choice {
        case "path": value = output.path
        case "name": value = CredentialIndex.folded(credential.name)
        case "NAME":
          value = CredentialIndex.folded(credential.name).uppercased().replacing("-", with: "_")
        default:
          let key = choice.hasPrefix("options.") ? choice.dropFirst(8) : choice
          value = output.options.first { $0.key == key }?.value.scalarText
        }
        if let value {
          result += value
          break
        }
      }
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }

  /// What is made under a name; a namespace that is not known fits any.
  ///
  /// - Returns: The origins, or `nil` where nothing of that name is made anywhere.
  func origins(of name: String, refType: String, namespace: String?) -> [Origin]? {
    var found = exact[refType]?[name] ?? []
    for (prefix, origin) in prefixes[refType] ?? []
    where name.hasPrefix(prefix) && name.utf8.count > prefix.utf8.count { found.append(origin) }
    guard !found.isEmpty else { return nil }
    return found.filter { $0.namespace == nil || namespace == nil || $0.namespace == namespace }
  }

  /// What is made at a path that a file names.
  func origins(ofFile value: String, namedIn file: String) -> [Origin] {
    let folder = file.split(separator: "/").dropLast().joined(separator: "/")
    let plain = value.hasPrefix("file://") ? String(value.dropFirst(7)) : value
    for candidate in [Self.normalized("\(folder)/\(plain)"), Self.normalized(plain)] {
      guard let path = candidate, !plain.hasPrefix("/") else { continue }
      if let origins = exact["file"]?[path] { return origins }
      if let origins = origins(above: path) { return origins }
    }
    guard let last = plain.split(separator: "/").last.map(String.init),
      let origins = files[last]
    else { return [] }
    // Where it is mounted is not known; the whole of a longer path says more than a name.
    let whole = origins.filter { $0.name.contains("/") && plain.hasSuffix("/" + $0.name) }
    if !whole.isEmpty { return whole.map { $0.atMost(.likely) } }
    guard plain.hasPrefix("/") || plain.hasPrefix("~") || plain.hasPrefix("$") else { return [] }
    let stem = last.split(separator: ".").first.map(String.init) ?? last
    let isCommon =
      commonFileNames.contains(stem.lowercased()) || Set(origins.map(\.name)).count > 1
    return origins.map { $0.atMost(isCommon ? .heuristic : .likely) }
  }

  /// What is made at a folder that a path lies in.
  private func origins(above path: String) -> [Origin]? {
    var rest = path[...]
    while let slash = rest.lastIndex(of: "/") {
      rest = rest[..<slash]
      if let origins = exact["file"]?[String(rest)] { return origins }
    }
    return nil
  }

  /// A path without `.` and `..`; `nil` for one that leaves the repository.
  private static func normalized(_ path: String) -> String? {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(part)
      } else if parts.popLast() == nil {
        return nil
      }
    }
    return parts.joined(separator: "/")
  }

  /// Every word that a file holds if it names something that is made.
  var tokens: [String] {
    exact.flatMap { refType, names in
      refType == "file" ? Array(files.keys) + folders(names.keys.map { $0 }) : Array(names.keys)
    } + prefixes.values.flatMap { $0.map(\.prefix) }
  }

  /// A folder that is made is named by what lies in it.
  private func folders(_ paths: [String]) -> [String] {
    paths.compactMap { $0.split(separator: "/").last.map { "\($0)/" } }
  }
}

extension ArtifactIndex.Origin {
  /// The same, not surer than this.
  func atMost(_ limit: Reference.Confidence) -> Self {
    Self(
      credentialID: credentialID, namespace: namespace,
      confidence: Reference.Confidence.lesser(confidence, limit), artifact: artifact, name: name)
  }
}
