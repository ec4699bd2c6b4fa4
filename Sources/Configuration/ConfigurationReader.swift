import Documents

/// Reads values of a configuration file and gathers what is wrong with them.
///
/// No method throws: each returns what could be read, so that all problems come at once.
struct ConfigurationReader {
  let file: String
  private(set) var problems: [Problem] = []

  init(file: String) { self.file = file }

  mutating func report(_ message: String, in field: String, at position: Position?) {
    problems.append(
      Problem(message, field: field.isEmpty ? nil : field, file: file, at: position))
  }

  /// A mapping without a key that occurs twice; with `known`, without others.
  mutating func members(_ node: Node, in field: String, known: [String]? = nil) -> [Member] {
    guard let members = node.object else {
      // `members:` with nothing after it is an empty mapping, as people mean it.
      if !node.isNull {
        report("\(name(field)) must be a mapping of names to values", in: field, at: node.position)
      }
      return []
    }
    var seen: [String: Position?] = [:]
    return members.filter { member in
      let path = field.isEmpty ? member.key : "\(field).\(member.key)"
      if let first = seen[member.key] {
        let line = first.map { " (first on line \($0.line))" } ?? ""
        report("'\(member.key)' is given twice\(line)", in: path, at: member.position)
        return false
      }
      seen[member.key] = .some(member.position)
      if let known, !known.contains(member.key) {
        let hint = NearNames.hint(for: member.key, among: known)
        let place = field.isEmpty ? "" : " in \(field)"
        report("unknown key '\(member.key)'\(place)\(hint)", in: path, at: member.position)
        return false
      }
      return true
    }
  }

  mutating func list(_ node: Node?, in field: String) -> [Node] {
    guard let node, !node.isNull else { return [] }
    if let items = node.array { return items }
    report("\(name(field)) must be a list", in: field, at: node.position)
    return []
  }

  /// Text that is not empty and has no control characters.
  mutating func text(_ node: Node, in field: String) -> String? {
    switch node.content {
    case .string(let text):
      guard !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
      else {
        report(
          "\(name(field)) must not be empty or hold control characters", in: field,
          at: node.position)
        return nil
      }
      return text
    case .number, .bool, .null:
      report("\(name(field)) must be text; put it in quotes", in: field, at: node.position)
    default: report("\(name(field)) must be text", in: field, at: node.position)
    }
    return nil
  }

  mutating func texts(_ node: Node?, in field: String) -> [(text: String, position: Position?)] {
    var texts: [(text: String, position: Position?)] = []
    for item in list(node, in: field) {
      guard let text = text(item, in: field) else { continue }
      if texts.contains(where: { $0.text == text }) {
        report("\(name(field)) names '\(text)' twice", in: field, at: item.position)
      } else {
        texts.append((text, item.position))
      }
    }
    return texts
  }

  mutating func bool(_ node: Node, in field: String) -> Bool? {
    if node.bool == nil {
      report("\(name(field)) must be true or false", in: field, at: node.position)
    }
    return node.bool
  }

  mutating func timeSpan(_ node: Node, in field: String) -> TimeSpan? {
    guard let span = node.string.flatMap(TimeSpan.init) else {
      report(
        "\(name(field)) must be a length of time such as 30d, 12h, or 2w", in: field,
        at: node.position)
      return nil
    }
    return span
  }

  mutating func glob(_ node: Node, in field: String) -> Glob? {
    guard let text = text(node, in: field) else { return nil }
    guard let glob = Glob(text) else {
      report(
        "\(name(field)) is not a pattern: a [ without its ], or a \\ at an end", in: field,
        at: node.position)
      return nil
    }
    return glob
  }

  /// A path below the root: no `..`, no empty segment, not absolute, not git's own folder.
  mutating func path(_ node: Node, in field: String) -> String? {
    guard var path = text(node, in: field) else { return nil }
    while path.hasPrefix("./") { path.removeFirst(2) }
    while path.hasSuffix("/"), path != "/" { path.removeLast() }
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)
    guard segments.allSatisfy({ $0 != "" && $0 != "." && $0 != ".." && $0.lowercased() != ".git" })
    else {
      report(
        "\(name(field)) must be a path below the repository's root, without . and ..", in: field,
        at: node.position)
      return nil
    }
    return path
  }

  private func name(_ field: String) -> String { field.isEmpty ? "the file" : field }
}
