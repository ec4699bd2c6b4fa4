import Documents
import Files

extension FileScan {
  /// Applies rules to a document of a YAML, JSON, or TOML file.
  mutating func apply(_ rules: [ReferenceRule], to document: Node, of text: ScannedText) {
    let objects = KubernetesObject.all(in: document)
    let scopes = environmentScopes(rules, in: document)
    for rule in rules where rule.refType != .environment && rule.refType != .definition {
      if rule.refType == .finding, !looksForSecrets { continue }
      if rule.refType == .image, !resolver.looksAtImages { continue }
      let target = DocumentTarget(
        document: document, text: text, scopes: scopes, unless: names(rule.unless, in: document))
      if rule.kinds.isEmpty, !rule.coversOtherKinds {
        guard rule.holds(for: document) else { continue }
        for way in rule.ways { apply(rule, way.path, to: document, object: nil, in: target) }
        continue
      }
      for object in objects where rule.holds(for: object.node) {
        if rule.coversOtherKinds, !rule.kinds.contains(object.kind) {
          guard !rules.contains(where: { $0.names(object) }) else { continue }
        } else if !rule.kinds.contains(object.kind) {
          continue
        }
        for way in rule.ways where way.kinds?.contains(object.kind) ?? true {
          apply(rule, way.path, to: object.node, object: object, in: target)
        }
      }
    }
  }

  private mutating func apply(
    _ rule: ReferenceRule, _ path: RulePath, to root: Node, object: KubernetesObject?,
    in target: DocumentTarget
  ) {
    for match in path.matches(in: root) {
      guard let value = match.value.string, let position = match.value.position else { continue }
      let keys = (object?.keys ?? []) + match.keys
      let user = user(of: match, by: rule, object: object, root: root, keys: keys, in: target)
      var found = FoundValue(
        text: value, position: target.text.position(of: 0, in: value, at: position),
        path: (target.text.keys + keys).text, field: rule.field(of: match.keys))
      if rule.refTypeName == "k8s-secret", case .key("name")? = match.keys.last {
        found.namespace = match.around.last?["namespace"]?.string
      }
      found.key = rule.keyField.flatMap { match.around.last?[$0]?.string }
      guard !rule.patterns.isEmpty else {
        // Whatever a template makes of it is not known here.
        guard rule.refType == .finding || !value.isTemplated else { continue }
        found.links = links(from: value, by: rule, in: target.document)
        add(found, by: rule, user: user)
        continue
      }
      for part in parts(of: value, by: rule) where !target.unless.contains(part.text) {
        var piece = found
        piece.text = part.text
        piece.key = part.key ?? found.key
        piece.position = target.text.position(of: part.offset, in: value, at: position)
        piece.links = links(from: part.text, by: rule, in: target.document)
        add(piece, by: rule, user: user)
      }
    }
  }

  /// What the rule's patterns find in a text.
  func parts(of text: String, by rule: ReferenceRule) -> [(text: String, offset: Int, key: String?)]
  {
    var bytes = Array(text.utf8)
    if !rule.syntax.comments.isEmpty, bytes.contains(0x0A) {
      bytes = TextLayout(bytes, syntax: TextSyntax(comments: rule.syntax.comments)).bytes
    }
    var parts: [(text: String, offset: Int, key: String?)] = []
    for pattern in rule.patterns {
      for match in pattern.matches(in: bytes, 0..<bytes.count) {
        let range = pattern.value(of: match)
        guard !range.isEmpty, rule.isWithin(bytes, range.lowerBound) else { continue }
        let value = String(decoding: bytes[range], as: UTF8.self)
        guard rule.refType == .finding || !value.isTemplated else { continue }
        let key = pattern.range(of: "key", in: match).map {
          String(decoding: bytes[$0], as: UTF8.self)
        }
        parts.append((value, range.lowerBound, key))
      }
    }
    return parts
  }

  private func user(
    of match: RulePath.Match, by rule: ReferenceRule, object: KubernetesObject?, root: Node,
    keys: [KeyStep], in target: DocumentTarget
  ) -> User {
    var user = User()
    user.object = object?.node.position.map(target.text.place)
    user.environment = target.scopes.first { keys.starts(with: $0.keys) }?.name
    if let object, !object.kind.isEmpty {
      user.appID = object.id
      user.appName = object.name
      user.namespace =
        rule.namespaces.isEmpty
        ? object.namespace
        : rule.namespaces.lazy.compactMap { $0.matches(in: root).first?.value.string }.first
      user.envName = rule.group == .envs ? object.namespace : nil
    } else if rule.refType == .credential {
      readBinding(match.around, by: rule, into: &user)
    } else {
      switch rule.nameSource {
      case .star: user.appName = match.stars.first
      case .folder: user.appName = Self.folder(of: file.path)
      case .file: break
      }
    }
    let hosts = hostnames(around: match.around, by: rule)
    if !hosts.isEmpty { user.hostnames = hosts }
    return user
  }

  /// What the mappings of a binding say; the nearest one counts: environments may be listed
  /// inside an app.
  private func readBinding(_ around: [Node], by rule: ReferenceRule, into user: inout User) {
    for node in around {
      func text(_ key: String, or former: String?) -> String? { node[key]?.string ?? former }
      user.appID = text("appId", or: user.appID)
      if node["appId"] != nil || node["name"] != nil { user.appName = text("name", or: nil) }
      user.appEnvID = text("appEnvId", or: user.appEnvID)
      user.envName = text("envName", or: user.envName)
      if rule.group == .hosts, let host = node["hostname"]?.string { user.hostnames = [host] }
    }
  }

  private func hostnames(around: [Node], by rule: ReferenceRule) -> [String] {
    guard let path = rule.hostnames else { return [] }
    for node in around.reversed() {
      let texts = path.matches(in: node).flatMap { match in
        match.value.string.map { [$0] } ?? (match.value.array ?? []).compactMap(\.string)
      }
      .filter { !$0.isTemplated }
      guard !texts.isEmpty else { continue }
      guard let pattern = rule.hostPattern else { return texts }
      return texts.flatMap { text in
        let bytes = Array(text.utf8)
        return pattern.matches(in: bytes, 0..<bytes.count).map {
          String(decoding: bytes[pattern.value(of: $0)], as: UTF8.self)
        }
      }
    }
    return []
  }

  private func links(
    from value: String, by rule: ReferenceRule, in document: Node
  ) -> [(value: String, refType: String)] {
    rule.links.flatMap { link -> [(value: String, refType: String)] in
      guard !value.utf8.contains(where: { "\"[]*{}".utf8.contains($0) }),
        let path = RulePath(link.path.replacing("{}", with: "[\"\(value)\"]"))
      else { return [] }
      return path.matches(in: document).compactMap { match in
        match.value.string.map { ($0, link.refType) }
      }
    }
  }

  private func names(_ paths: [RulePath], in document: Node) -> Set<String> {
    Set(paths.flatMap { $0.matches(in: document).compactMap(\.value.string) })
  }

  private func environmentScopes(
    _ rules: [ReferenceRule], in document: Node
  ) -> [(keys: [KeyStep], name: String)] {
    rules.filter { $0.refType == .environment }.flatMap { rule in
      rule.ways.flatMap { way in
        let depth = (way.path.steps.lastIndex { $0.isMany } ?? -1) + 1
        return way.path.matches(in: document).compactMap { match in
          match.value.string.flatMap { name in
            name.isTemplated ? nil : (Array(match.keys.prefix(depth)), name)
          }
        }
      }
    }
  }

  /// The name of the folder that a file is in.
  static func folder(of path: String) -> String? {
    path.split(separator: "/").dropLast().last.map(String.init)
  }
}

/// A document, and what is known about all of it.
struct DocumentTarget {
  let document: Node
  let text: ScannedText
  let scopes: [(keys: [KeyStep], name: String)]
  let unless: Set<String>
}

extension ReferenceRule {
  /// Whether an object is what the rule asks for.
  func holds(for node: Node) -> Bool {
    conditions.allSatisfy { key, expected in
      node[key].map { $0.scalarText.map(expected.matches) ?? expected.literal.isEmpty } ?? false
    }
  }

  /// Whether the rule is about objects of just this kind.
  func names(_ object: KubernetesObject) -> Bool {
    kinds.contains(object.kind) && holds(for: object.node)
  }

  /// The key that holds the reference, where the rule has no name of its own for it.
  func field(of keys: [KeyStep]) -> String {
    guard field.hasPrefix("@key") else { return field }
    let last = keys.last { if case .key = $0 { true } else { false } }
    guard case .key(let key)? = last else { return fallbackField }
    return key
  }

  /// What follows `@key|`.
  var fallbackField: String { field.hasPrefix("@key|") ? String(field.dropFirst(5)) : field }

  /// How far before a place the mark may be that it is after, in bytes.
  private static let longestWithin = 4096

  /// Whether a place is between the marks that the rule wants around it.
  func isWithin(_ bytes: [UInt8], _ place: Int) -> Bool {
    guard within.count == 2 else { return true }
    let (open, close) = (Array(within[0].utf8), Array(within[1].utf8))
    var index = place
    let start = max(0, place - Self.longestWithin)
    while index > start {
      index -= 1
      if bytes[index...].starts(with: open) { return true }
      if bytes[index...].starts(with: close) { return false }
    }
    return false
  }
}

extension RulePath.Step {
  /// Whether it leads to any number of values.
  var isMany: Bool {
    switch self {
    case .keys, .items, .anything: true
    case .key, .condition, .itself: false
    }
  }
}

extension String {
  /// Whether something else makes it what it will be.
  var isTemplated: Bool {
    guard !isEmpty else { return true }
    var last: UInt8 = 0
    for byte in utf8 {
      switch (last, byte) {
      case (UInt8(ascii: "{"), UInt8(ascii: "{")), (UInt8(ascii: "$"), UInt8(ascii: "{")),
        (UInt8(ascii: "$"), UInt8(ascii: "(")), (UInt8(ascii: "<"), UInt8(ascii: "%")):
        return true
      case (_, TemplateMask.firstByte) where holds(TemplateMask.mark): return true
      default: last = byte
      }
    }
    return false
  }

  /// Whether a text occurs, byte for byte: the standard library compares characters, slowly.
  func holds(_ part: String) -> Bool {
    var text = self
    return text.withUTF8 { bytes in
      let span = unsafe Span(_unsafeElements: bytes)
      return ByteSearch.first(Array(part.utf8), in: span) != nil
    }
  }
}
