internal import Documents

/// One mapping of a type's definition, read key by key; collects what is wrong with it.
struct DefinitionReader {
  let path: String
  private let members: [Member]
  private(set) var problems: [Problem] = []

  /// Takes a mapping and complains about every key that it should not have.
  init(_ node: Node, path: String, allowed: [String]) {
    self.path = path
    members = node.object ?? []
    if node.object == nil {
      problems.append(Problem("must be a mapping", field: path, at: node.position))
    }
    var seen: Set<String> = []
    for member in members {
      let name = self.name(member.key)
      if !seen.insert(member.key).inserted {
        problems.append(Problem("is given twice", field: name, at: member.position))
      } else if !allowed.contains(member.key) {
        let near = NearNames.suggestions(for: member.key, among: allowed)
        let hint = near.isEmpty ? "" : ", did you mean \(near.joined(separator: " or "))?"
        problems.append(Problem("is not known here\(hint)", field: name, at: member.position))
      }
    }
  }

  func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
  subscript(key: String) -> Node? { members.first { $0.key == key }?.value }

  mutating func complain(_ message: String, about key: String) {
    problems.append(Problem(message, field: name(key), at: self[key]?.position))
  }

  mutating func add(_ more: [Problem]) { problems += more }

  mutating func text(_ key: String) -> String? {
    guard let node = self[key] else { return nil }
    if node.string == nil { complain("must be text", about: key) }
    return node.string
  }

  mutating func requiredText(_ key: String) -> String {
    if self[key] == nil { complain("is missing", about: key) }
    return text(key) ?? ""
  }

  mutating func flag(_ key: String) -> Bool {
    guard let node = self[key] else { return false }
    if node.bool == nil { complain("must be true or false", about: key) }
    return node.bool ?? false
  }

  mutating func integer(_ key: String) -> Int? {
    guard let node = self[key] else { return nil }
    if node.int == nil { complain("must be a whole number", about: key) }
    return node.int
  }

  mutating func texts(_ key: String) -> [String] {
    guard let node = self[key] else { return [] }
    let texts = (node.array ?? []).compactMap(\.string)
    if texts.count != node.array?.count { complain("must be a list of texts", about: key) }
    return texts
  }

  mutating func textLists(_ key: String) -> [[String]] {
    guard let node = self[key] else { return [] }
    let lists = (node.array ?? []).map { ($0.array ?? []).compactMap(\.string) }
    let isRight = node.array?.allSatisfy { $0.array?.allSatisfy { $0.string != nil } ?? false }
    if isRight != true || lists.contains([]) {
      complain("must be a list of lists of field ids", about: key)
    }
    return lists
  }

  mutating func pattern(_ key: String) -> Pattern? {
    guard let source = text(key) else { return nil }
    let pattern = Pattern(source)
    if pattern == nil { complain("is not a pattern that is understood here", about: key) }
    return pattern
  }

  mutating func nodes(_ key: String) -> [Node] {
    guard let node = self[key] else { return [] }
    if node.array == nil { complain("must be a list", about: key) }
    return node.array ?? []
  }
}
