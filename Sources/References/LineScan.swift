import Documents

extension FileScan {
  /// Applies the rules line by line to text that is nearly YAML or JSON, such as a Helm template.
  ///
  /// A rule's last key counts inside the block of the key before it, and in a document of one of
  /// the rule's kinds.
  mutating func readLines(of text: ScannedText, by rules: [ReferenceRule]) {
    var state = LineState()
    let isTOML = text.path.hasSuffix(".toml")
    for number in 1...text.lines.count {
      let range = text.lines.range(ofLine: number, in: text.bytes)
      if text.bytes[range].starts(with: "---".utf8) {
        state = LineState()
        continue
      }
      if isTOML, let keys = LineEntry.section(text.bytes[range]) {
        state.enter(section: keys)
        continue
      }
      let separator = isTOML ? UInt8(ascii: "=") : UInt8(ascii: ":")
      guard let entry = LineEntry(text.bytes[range], separator: separator) else { continue }
      state.enter(entry)
      let values = entry.values
      for rule in rules where state.applies(rule, among: rules) && !rule.isQuiet(looksForSecrets) {
        for way in rule.ways {
          guard let last = way.path.lastKeys else { continue }
          for value in values
          where last.key.accepts(value.key)
            && state.isInside(last.container, or: value.keys)
          {
            let position = text.place(Position(line: number, column: value.column))
            add(value, by: rule, at: position, user: User(appName: state.name))
          }
        }
      }
    }
  }

  private mutating func add(
    _ value: LineEntry.Value, by rule: ReferenceRule, at position: Position, user: User
  ) {
    var found = FoundValue(text: value.text, position: position, field: rule.fallbackField)
    if rule.field.hasPrefix("@key") { found.field = value.key }
    guard !rule.patterns.isEmpty else {
      if rule.refType == .finding || !value.text.isTemplated { add(found, by: rule, user: user) }
      return
    }
    for part in parts(of: value.text, by: rule) {
      found.text = part.text
      found.key = part.key
      found.position = Position(line: position.line, column: position.column + part.offset)
      add(found, by: rule, user: user)
    }
  }
}

extension ReferenceRule {
  /// Whether the rule finds no references, and nothing else is wanted.
  func isQuiet(_ looksForSecrets: Bool) -> Bool {
    switch refType {
    case .definition, .environment, .image: true
    case .finding: !looksForSecrets
    case .credential, .name, .wildcard: false
    }
  }
}

/// `key: value` on a line, in the ways that YAML and JSON write it, or TOML's `key = value`.
private struct LineEntry {
  /// A text on the line, under its key.
  struct Value {
    let key: String
    /// The keys of the line that lead to it.
    let keys: [String]
    let text: String
    /// Where the value starts inside its quotes, from 1, in bytes.
    let column: Int
  }

  let indentation: Int
  let isItem: Bool
  let key: String
  let value: String
  let column: Int

  /// The keys of a line `[a.b]` or `[[a.b]]`.
  static func section(_ line: ArraySlice<UInt8>) -> [String]? {
    guard line.first == UInt8(ascii: "["), let end = line.firstIndex(of: UInt8(ascii: "]")) else {
      return nil
    }
    return line[..<end].drop { $0 == UInt8(ascii: "[") }.split(separator: UInt8(ascii: "."))
      .map { unquoted($0.drop { $0 == UInt8(ascii: " ") }) }
  }

  init?(_ line: ArraySlice<UInt8>, separator: UInt8) {
    var rest = Array(line)[...]
    func skipSpaces() { rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } }
    skipSpaces()
    isItem = rest.starts(with: "- ".utf8)
    while rest.starts(with: "- ".utf8) || rest.starts(with: "{".utf8) {
      // `{{` starts a directive of a template.
      if rest.starts(with: "{{".utf8) { return nil }
      rest = rest.dropFirst()
      skipSpaces()
    }
    indentation = rest.startIndex
    guard let first = rest.first, first != UInt8(ascii: "#"), !rest.starts(with: "//".utf8) else {
      return nil
    }
    guard let colon = rest.firstIndex(of: separator) else {
      // An item of a list is a value under the key of the list.
      guard isItem else { return nil }
      key = ""
      (value, column) = Self.valueAndColumn(rest)
      return
    }
    key = Self.unquoted(rest[..<colon])
    rest = rest[(colon + 1)...]
    skipSpaces()
    (value, column) = Self.valueAndColumn(rest)
  }

  /// The value at the start of the rest of a line, and where it starts inside its quotes.
  private static func valueAndColumn(_ rest: ArraySlice<UInt8>) -> (value: String, column: Int) {
    let part = valuePart(rest)
    let value = unquoted(part)
    let isQuoted = rest.first.map { "\"'".utf8.contains($0) } ?? false
    let losesQuote = isQuoted && !(value.utf8.first.map { rest.first == $0 } ?? false)
    return (value, rest.startIndex + (losesQuote ? 2 : 1))
  }

  /// The texts of the line: one, or those of a list or mapping in brackets.
  var values: [Value] {
    guard value.hasPrefix("[") || value.hasPrefix("{") else {
      return [Value(key: key, keys: [], text: value, column: column)]
    }
    let bytes = Array((value.hasPrefix("[") ? value + "]" : value + "}").utf8)
    guard
      let node = (try? YAML.parse(Array(value.utf8).span))?.first
        ?? (try? YAML.parse(bytes.span))?.first
    else { return [] }
    var values: [Value] = []
    func visit(_ node: Node, _ keys: [String]) {
      switch node.content {
      case .string(let text):
        let start = (node.position?.column ?? 1) - 1
        let quote = bytes[start...].first.map { "\"'".utf8.contains($0) ? 1 : 0 } ?? 0
        values.append(
          Value(
            key: keys.last ?? key, keys: [key] + keys.dropLast(), text: text,
            column: column + start + quote))
      case .array(let items): for item in items { visit(item, keys) }
      case .object(let members):
        for member in members { visit(member.value, keys + [member.key]) }
      case .null, .bool, .number, .secret: break
      }
    }
    visit(node, [])
    return values
  }

  private static func valuePart(_ rest: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    if let quote = rest.first, "\"'".utf8.contains(quote) {
      guard let end = rest.dropFirst().firstIndex(of: quote) else { return rest }
      return rest[...end]
    }
    var end = rest.startIndex
    while end < rest.endIndex {
      let isAfterSpace = end > rest.startIndex && rest[end - 1] == UInt8(ascii: " ")
      if rest[end] == UInt8(ascii: "#"), end == rest.startIndex || isAfterSpace { break }
      end += 1
    }
    return rest[..<end]
  }

  private static func unquoted(_ text: ArraySlice<UInt8>) -> String {
    var text = text
    let opensBracket = text.first.map { "[{".utf8.contains($0) } ?? false
    while let last = text.last,
      " \t,".utf8.contains(last) || (!opensBracket && "}]".utf8.contains(last))
    {
      text.removeLast()
    }
    if text.count >= 2, let first = text.first, first == text.last, "\"'".utf8.contains(first) {
      text = text.dropFirst().dropLast()
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// Where a line stands among the keys above it.
private struct LineState {
  /// The keys whose blocks are open, outermost first.
  private var open: [(key: String, indentation: Int)] = []
  private var top: [String: String] = [:]
  private(set) var name: String?

  mutating func enter(_ entry: LineEntry) {
    guard !entry.key.isEmpty else { return }
    while let last = open.last, last.indentation >= entry.indentation { open.removeLast() }
    if open.isEmpty { top[entry.key] = entry.value }
    if entry.key == "name", open.map(\.key) == ["metadata"], !entry.value.isTemplated {
      name = entry.value
    }
    if entry.value.isEmpty { open.append((entry.key, entry.indentation)) }
  }

  mutating func enter(section keys: [String]) { open = keys.map { ($0, -1) } }

  func applies(_ rule: ReferenceRule, among rules: [ReferenceRule]) -> Bool {
    guard holds(rule) else { return false }
    guard !rule.kinds.isEmpty || rule.coversOtherKinds else { return true }
    guard let kind = top["kind"] else { return rule.coversOtherKinds }
    if rule.kinds.contains(kind) { return true }
    return rule.coversOtherKinds && !rules.contains { $0.kinds.contains(kind) && holds($0) }
  }

  private func holds(_ rule: ReferenceRule) -> Bool {
    rule.conditions.allSatisfy { key, expected in top[key].map(expected.matches) ?? false }
  }

  func isInside(_ step: RulePath.Step?, or keys: [String]) -> Bool {
    guard let step else { return true }
    return open.contains { step.accepts($0.key) } || keys.contains(where: step.accepts)
  }
}
