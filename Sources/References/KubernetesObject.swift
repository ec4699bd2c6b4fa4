import Documents

/// One object of a Kubernetes manifest, or a document that is none and has no kind.
struct KubernetesObject {
  let node: Node
  let kind: String
  /// The keys that lead to it in its document.
  let keys: [KeyStep]

  /// The name, unless a template makes it.
  var name: String? { text("name") }
  /// The namespace, where the object says one.
  var namespace: String? { text("namespace") }

  private func text(_ key: String) -> String? {
    node["metadata"]?[key]?.string.flatMap { $0.isTemplated ? nil : $0 }
  }

  /// Stable as long as the object is not renamed.
  var id: String? { name.map { "\(kind)/\(namespace ?? "default")/\($0)" } }

  /// The object of a document, or the items of a list, which may be lists themselves.
  static func all(in document: Node) -> [KubernetesObject] {
    all(in: document, keys: [], kind: nil)
  }

  private static func all(in node: Node, keys: [KeyStep], kind: String?) -> [KubernetesObject] {
    guard node.object != nil else {
      // A template may define a list that others include.
      return node.array == nil ? [] : [KubernetesObject(node: node, kind: "", keys: keys)]
    }
    let kind = node["kind"]?.string ?? kind ?? ""
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
