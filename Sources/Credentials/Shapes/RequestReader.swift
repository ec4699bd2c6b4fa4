internal import Documents

/// Takes the members of one object of a request, each by its kind, and remembers what was wrong.
struct RequestReader {
  private let path: String
  private let owner: String
  private var members: [Member] = []
  private(set) var problems: [Problem] = []
  /// The keys of members whose value was null.
  private(set) var nulls: [String] = []

  /// Reads an object.
  ///
  /// - Parameters:
  ///   - node: The object.
  ///   - path: What leads to it, such as `credentials`; empty for the document itself.
  ///   - owner: What it is in words, for a member that it does not have.
  init(_ node: Node, path: String = "", owner: String) {
    self.path = path
    self.owner = owner
    guard let all = node.object else {
      problems.append(Problem("must be an object", field: path, at: node.position))
      return
    }
    var seen: Set<String> = []
    for member in all {
      if !seen.insert(member.key).inserted {
        problems.append(Problem("occurs twice", field: name(member.key), at: member.position))
      } else if member.value.isNull {
        nulls.append(member.key)
        members.append(member)
      } else {
        members.append(member)
      }
    }
  }

  /// The full name of a member.
  func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// Remembers that something is wrong with a member.
  mutating func complain(_ message: String, about key: String, at position: Position? = nil) {
    problems.append(Problem(message, field: name(key), at: position))
  }

  mutating func add(_ more: [Problem]) { problems += more }

  /// Takes a member's value; `nil` where there is none or it is null.
  mutating func node(_ key: String) -> Node? {
    guard let index = members.firstIndex(where: { $0.key == key }) else { return nil }
    let value = members.remove(at: index).value
    return value.isNull ? nil : value
  }

  private mutating func take<Value>(
    _ key: String, _ expected: String, _ read: (Node) -> Value?
  ) -> Value? {
    guard let node = node(key) else { return nil }
    guard let value = read(node) else {
      complain("must be \(expected)", about: key, at: node.position)
      return nil
    }
    return value
  }

  mutating func text(_ key: String) -> String? { take(key, "a text") { $0.plainText } }

  mutating func flag(_ key: String) -> Bool? { take(key, "true or false") { $0.bool } }

  mutating func object(_ key: String, _ expected: String) -> [Member]? {
    take(key, expected) { $0.object }
  }

  mutating func texts(_ key: String) -> [String]? {
    take(key, "a list of texts") { node in
      guard let array = node.array else { return nil }
      let texts = array.compactMap(\.plainText)
      return texts.count == array.count ? texts : nil
    }
  }

  mutating func time(_ key: String) -> Timestamp? {
    take(key, "a time such as 2026-11-20T10:00:00Z") { node in
      node.plainText.flatMap { Timestamp($0) }
    }
  }

  /// Passes over members that only the system itself can say.
  mutating func ignore(_ keys: String...) {
    for key in keys { _ = node(key) }
  }

  /// Takes whatever has not been taken, nulls left out.
  mutating func rest() -> [Member] {
    defer { members = [] }
    return members.filter { !$0.value.isNull }
  }

  /// Complains about whatever has not been taken.
  mutating func finish(_ advice: String = "") {
    for member in members {
      complain("is not a member of \(owner)\(advice)", about: member.key, at: member.position)
    }
    members = []
  }
}

extension [Problem] {
  /// In the order of the document that they are about.
  var inDocumentOrder: [Problem] {
    enumerated().sorted { first, second in
      guard let one = first.element.position, let other = second.element.position, one != other
      else { return first.offset < second.offset }
      return (one.line, one.column) < (other.line, other.column)
    }.map(\.element)
  }
}
