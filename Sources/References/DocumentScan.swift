import Documents

extension FileScan {
  /// Applies the rules to the documents of a YAML or JSON file.
  mutating func readDocuments(_ documents: [Node]) {
    for document in documents {
      for object in KubernetesObject.all(in: document) {
        for rule in rules where rule.kinds.contains(object.kind) { apply(rule, to: object) }
      }
      for rule in rules where rule.kinds.isEmpty { apply(rule, to: document) }
    }
  }

  private mutating func apply(_ rule: ReferenceRule, to object: KubernetesObject) {
    for match in rule.path.matches(in: object.node) {
      var user = User(appID: object.id, appName: object.name)
      user.hostnames = hostnames(of: match, by: rule)
      add(match, by: rule, prefix: object.keys, user: user)
    }
  }

  private mutating func apply(_ rule: ReferenceRule, to document: Node) {
    for match in rule.path.matches(in: document) {
      var user = User()
      // The nearest mapping says it: environments may be listed inside an app.
      for node in match.around {
        func text(_ key: String, or former: String?) -> String? { node[key]?.string ?? former }
        user.appID = text("appId", or: user.appID)
        if node["appId"] != nil || node["name"] != nil { user.appName = text("name", or: nil) }
        user.appEnvID = text("appEnvId", or: user.appEnvID)
        user.envName = text("envName", or: user.envName)
        if rule.group == .hosts, let host = node["hostname"]?.string { user.hostnames = [host] }
      }
      let listed = hostnames(of: match, by: rule)
      if !listed.isEmpty { user.hostnames = listed }
      add(match, by: rule, prefix: [], user: user)
    }
  }

  private mutating func add(
    _ match: RulePath.Match, by rule: ReferenceRule, prefix: [KeyStep], user: User
  ) {
    guard let value = match.value.string, let position = match.value.position else { return }
    add(value, by: rule, at: position, path: (prefix + match.keys).text, user: user)
  }

  private func hostnames(of match: RulePath.Match, by rule: ReferenceRule) -> [String] {
    guard let key = rule.hostnames, let value = match.around.last?[key] else { return [] }
    if let one = value.string { return [one] }
    return (value.array ?? []).compactMap(\.string)
  }
}

/// One object of a Kubernetes manifest.
struct KubernetesObject {
  let node: Node
  let kind: String
  /// The keys that lead to it in its document.
  let keys: [KeyStep]

  var name: String? { node["metadata"]?["name"]?.string }

  /// Stable as long as the object is not renamed.
  var id: String? {
    name.map { "\(kind)/\(node["metadata"]?["namespace"]?.string ?? "default")/\($0)" }
  }

  /// The object of a document, or the items of a list, which may be lists themselves.
  static func all(in document: Node) -> [KubernetesObject] {
    all(in: document, keys: [], kind: nil)
  }

  private static func all(in node: Node, keys: [KeyStep], kind: String?) -> [KubernetesObject] {
    guard node.object != nil, let kind = node["kind"]?.string ?? kind else { return [] }
    guard kind.hasSuffix("List"), let items = node["items"]?.array else {
      return [KubernetesObject(node: node, kind: kind, keys: keys)]
    }
    // The items of a `DeploymentList` need not say that they are Deployments.
    let itemKind = kind == "List" ? nil : String(kind.dropLast(4))
    return items.enumerated().flatMap { index, item in
      all(in: item, keys: keys + [.key("items"), .item(index)], kind: itemKind)
    }
  }
}

extension RulePath {
  /// A text value, its place, and the keys that lead to it.
  struct TextValue {
    let text: String
    let position: Position
    let path: String
    let key: String?
  }

  /// Every text in a document that holds `part`, in the document's order.
  static func texts(in root: Node, holding part: String) -> [TextValue] {
    var values: [TextValue] = []
    func visit(_ node: Node, _ keys: [KeyStep], _ lastKey: String?) {
      switch node.content {
      case .string(let text):
        if let position = node.position, text.contains(part) {
          values.append(TextValue(text: text, position: position, path: keys.text, key: lastKey))
        }
      case .array(let items):
        for (index, item) in items.enumerated() { visit(item, keys + [.item(index)], lastKey) }
      case .object(let members):
        for member in members { visit(member.value, keys + [.key(member.key)], member.key) }
      default: break
      }
    }
    visit(root, [], nil)
    return values
  }
}
