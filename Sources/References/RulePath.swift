import Documents

/// One step on the way to a value: a key, or an item counted from 0.
enum KeyStep: Hashable {
  case key(String)
  case item(Int)
}

/// A way to values in a document: keys with dots between, `[]` for every item of a list, and `**`
/// for any number of keys and items.
struct RulePath: Hashable, Sendable {
  enum Step: Hashable, Sendable {
    case key(String)
    case items
    case anything
  }

  let steps: [Step]

  /// Reads a path; `nil` if it does not end with a key.
  init?(_ text: String) {
    var steps: [Step] = []
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      var key = part
      var lists = 0
      while key.hasSuffix("[]") { (key, lists) = (key.dropLast(2), lists + 1) }
      guard !key.isEmpty else { return nil }
      steps.append(key == "**" ? .anything : .key(String(key)))
      steps += [Step](repeating: .items, count: lists)
    }
    guard case .key = steps.last else { return nil }
    self.steps = steps
  }

  /// The longest key, which a file must hold to be worth reading.
  var rarestKey: String {
    steps.reduce(into: "") { longest, step in
      if case .key(let key) = step, key.utf8.count > longest.utf8.count { longest = key }
    }
  }

  /// The last key.
  var lastKey: String { if case .key(let key) = steps.last { key } else { "" } }

  /// The key before the last one, where the path has one.
  var containerKey: String? {
    for step in steps.dropLast().reversed() { if case .key(let key) = step { return key } }
    return nil
  }

  /// A value that a path led to.
  struct Match {
    let value: Node
    let keys: [KeyStep]
    /// The mappings around the value, the nearest last.
    let around: [Node]
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
    var matches: [Match] = []

    mutating func visit(_ node: Node, step index: Int) {
      guard index < steps.count else {
        matches.append(Match(value: node, keys: keys, around: around))
        return
      }
      switch steps[index] {
      case .key(let key):
        forEachMember(of: node) { search, member in
          if member.key == key { search.visit(member.value, step: index + 1) }
        }
      case .items: forEachItem(of: node) { $0.visit($1, step: index + 1) }
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
