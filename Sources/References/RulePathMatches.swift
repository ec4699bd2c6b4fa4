import Documents

extension RulePath {
  /// A value that a path led to.
  struct Match {
    let value: Node
    let keys: [KeyStep]
    /// The mappings around the value, the nearest last.
    let around: [Node]
    /// What `*` stood for, in the order of the path.
    let stars: [String]
  }

  /// Every value in `root` that the path leads to, in the document's order.
  func matches(in root: Node) -> [Match] {
    var search = Search(steps: steps)
    search.visit(root, step: 0)
    return search.matches
  }

  private struct Search {
    let steps: [Step]
    var keys: [KeyStep] = []
    var around: [Node] = []
    var stars: [String] = []
    var matches: [Match] = []
    var keyPosition: Position?

    mutating func visit(_ node: Node, step index: Int) {
      guard index < steps.count else {
        matches.append(Match(value: node, keys: keys, around: around, stars: stars))
        return
      }
      switch steps[index] {
      case .key(let key):
        forEachMember(of: node) { search, member in
          if member.key == key { search.visit(member.value, step: index + 1) }
        }
      case .keys(let wildcard):
        forEachMember(of: node) { search, member in
          guard wildcard.matches(member.key) else { return }
          search.stars.append(member.key)
          search.visit(member.value, step: index + 1)
          search.stars.removeLast()
        }
      case .items: forEachItem(of: node) { $0.visit($1, step: index + 1) }
      case .condition(let key, let expected):
        if node.array != nil {
          forEachItem(of: node) { $0.visit($1, step: index) }
        } else if node.object != nil {
          let value = node[key]
          // A list without items says as little as no list.
          let isAbsent = value == nil || value?.array?.isEmpty == true
          let holds = expected.map { value?.scalarText.map($0.matches) ?? false } ?? isAbsent
          if holds { visit(node, step: index + 1) }
        }
      case .itself:
        guard case .key(let key) = keys.last else { return }
        matches.append(
          Match(
            value: Node(.string(key), at: keyPosition), keys: keys, around: around, stars: stars))
      case .anything:
        visit(node, step: index + 1)
        forEachMember(of: node) { $0.visit($1.value, step: index) }
        forEachItem(of: node) { $0.visit($1, step: index) }
      }
    }

    private mutating func forEachMember(of node: Node, _ body: (inout Search, Member) -> Void) {
      guard case .object(let members) = node.content else { return }
      around.append(node)
      for member in members {
        keys.append(.key(member.key))
        keyPosition = member.position
        body(&self, member)
        keys.removeLast()
      }
      around.removeLast()
    }

    private mutating func forEachItem(of node: Node, _ body: (inout Search, Node) -> Void) {
      guard case .array(let items) = node.content else { return }
      for (index, item) in items.enumerated() {
        keys.append(.item(index))
        body(&self, item)
        keys.removeLast()
      }
    }
  }
}

extension Node {
  /// The text of a value that is neither list nor mapping.
  var scalarText: String? {
    switch content {
    case .string(let text), .number(let text): text
    case .bool(let value): value ? "true" : "false"
    case .null, .secret, .array, .object: nil
    }
  }
}

extension [KeyStep] {
  /// The path as text: keys with dots between, and in brackets and quotes where they have dots
  /// of their own.
  var text: String {
    reduce(into: "") { text, step in
      switch step {
      case .item(let index): text += "[\(index)]"
      case .key(let key):
        let isPlain = !key.isEmpty && !key.utf8.contains { ".[]\"".utf8.contains($0) }
        text += isPlain ? (text.isEmpty ? key : "." + key) : "[\"\(key)\"]"
      }
    }
  }
}
