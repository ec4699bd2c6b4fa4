import Documents

extension FileScan {
  /// Applies the rules line by line to text that is nearly YAML or JSON, such as a Helm template.
  ///
  /// A rule's last key counts inside the block of the key before it, and in a document of one of
  /// the rule's kinds.
  mutating func readLines(of text: Span<UInt8>) {
    var state = LineState()
    for number in 1...lines.count {
      let line = lines.text(ofLine: number, in: text)
      if line.hasPrefix("---") {
        state = LineState()
        continue
      }
      guard let entry = LineEntry(line) else { continue }
      state.enter(entry)
      for rule in rules where state.applies(rule) {
        let position = Position(line: number, column: entry.column)
        if entry.key == rule.path.lastKey, state.isInside(rule.path.containerKey) {
          let user = User(appName: state.name)
          add(entry.value, by: rule, at: position, path: nil, user: user)
        }
      }
    }
  }
}

/// `key: value` on a line, in the ways that YAML and JSON write it.
private struct LineEntry {
  let indentation: Int
  let isItem: Bool
  let key: String
  let value: String
  /// Where the value starts, from 1, in bytes.
  let column: Int

  init?(_ line: String) {
    var rest = Array(line.utf8)[...]
    func skipSpaces() {
      rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }
    skipSpaces()
    isItem = rest.starts(with: "- ".utf8)
    while rest.starts(with: "- ".utf8) || rest.starts(with: "{".utf8) {
      // `{{` starts a directive of a template.
      if rest.starts(with: "{{".utf8) { return nil }
      rest = rest.dropFirst()
      skipSpaces()
    }
    indentation = rest.startIndex
    guard let colon = rest.firstIndex(of: UInt8(ascii: ":")), rest.first != UInt8(ascii: "#")
    else { return nil }
    key = Self.unquoted(rest[..<colon])
    rest = rest[(colon + 1)...]
    skipSpaces()
    let isQuoted = rest.first.map { "\"'".utf8.contains($0) } ?? false
    column = rest.startIndex + 1
    value = Self.unquoted(isQuoted ? Self.quotedPart(rest) : Self.plainPart(rest))
  }

  private static func quotedPart(_ rest: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let quote = rest.first, let end = rest.dropFirst().firstIndex(of: quote) else {
      return rest
    }
    return rest[...end]
  }

  private static func plainPart(_ rest: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
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
    while let last = text.last, " \t,}]".utf8.contains(last) { text.removeLast() }
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
  private var kind: String?
  private(set) var name: String?

  mutating func enter(_ entry: LineEntry) {
    while let last = open.last, last.indentation >= entry.indentation { open.removeLast() }
    if entry.key == "kind", open.isEmpty { kind = entry.value }
    if entry.key == "name", open.map(\.key) == ["metadata"], !entry.value.contains("{{") {
      name = entry.value
    }
    if entry.value.isEmpty { open.append((entry.key, entry.indentation)) }
  }

  func applies(_ rule: ReferenceRule) -> Bool {
    rule.kinds.isEmpty || kind.map(rule.kinds.contains) == true
  }

  func isInside(_ key: String?) -> Bool {
    key.map { key in open.contains { $0.key == key } } ?? true
  }
}
