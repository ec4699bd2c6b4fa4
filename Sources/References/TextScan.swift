import Documents
import Files

extension FileScan {
  /// Applies the rules that are about text.
  mutating func readText(_ text: ScannedText, by rules: [ReferenceRule], documents: [Node]) {
    var layouts: [TextSyntax: TextLayout] = [:]
    let texts = DocumentTexts(documents)
    for rule in rules where rule.refType != .definition {
      if rule.refType == .finding, !looksForSecrets { continue }
      // What is in no line is in none without comments either; but braces are looked at always.
      let isBlocks = rule.syntax.hasBraces || rule.syntax.hasTags
      guard isBlocks || rule.patterns.contains(where: { $0.mayMatch(in: text.bytes) }) else {
        continue
      }
      let layout = layouts[rule.syntax] ?? TextLayout(text.bytes, syntax: rule.syntax)
      layouts[rule.syntax] = layout
      if let problem = layout.problem, isBlocks {
        note(problem.message, at: text.place(text.lines.position(of: problem.place)))
      }
      for pattern in rule.patterns {
        for match in pattern.matches(in: layout.bytes, 0..<layout.bytes.count) {
          apply(rule, pattern, match, to: text, layout: layout, texts: texts)
        }
      }
    }
  }

  private mutating func apply(
    _ rule: ReferenceRule, _ pattern: TextPattern, _ match: TextPatternMatch,
    to text: ScannedText, layout: TextLayout, texts: DocumentTexts
  ) {
    let range = pattern.value(of: match)
    let value = text.text(range)
    let blocks = layout.blocks(around: range.lowerBound)
    guard !range.isEmpty, rule.refType == .finding || !value.isTemplated,
      rule.isWithin(layout.bytes, range.lowerBound), isInside(blocks, by: rule, in: layout),
      hasBody(after: range.upperBound, by: rule, in: layout)
    else { return }
    let start = pattern.range(of: "at", in: match)?.lowerBound ?? range.lowerBound
    let position = text.place(text.lines.position(of: start))
    var found = FoundValue(text: value, position: position, field: rule.fallbackField)
    if let name = pattern.range(of: "field", in: match) { found.field = text.text(name) }
    found.key = pattern.range(of: "key", in: match).map(text.text)
    if rule.refType == .finding, marksSecrets, value.hasPrefix("-----BEGIN") {
      found.secret = text.text(Self.key(at: range.lowerBound, in: text.bytes))
    }
    if rule.refType == .finding, value.hasPrefix("-----BEGIN ") {
      let end = min(range.upperBound + 1000, text.bytes.count)
      found.following = text.text(range.upperBound..<end)
    }
    if rule.refType == .credential {
      let place = text.lines.position(of: start)
      if let value = texts.last(before: place, holding: value) {
        found.path = (text.keys + value.keys).text
        found.field = rule.field(of: value.keys)
      }
    }
    var user = User()
    if rule.nameSource == .folder { user.appName = Self.folder(of: file.path) }
    user.hostnames = hostnames(of: blocks, by: rule, in: layout)
    add(found, by: rule, user: user)
  }

  /// From where a key begins to its last line, or as far as a large key goes.
  private static func key(at start: Int, in bytes: [UInt8]) -> Range<Int> {
    let limit = min(start + 16_384, bytes.count)
    let end = ByteSearch.first(Array("-----END".utf8), in: bytes.span, from: start) ?? limit
    return start..<min(end, limit)
  }

  /// Whether the blocks around are those that the rule wants, in their order.
  private func isInside(
    _ blocks: [TextLayout.Block], by rule: ReferenceRule, in layout: TextLayout
  ) -> Bool {
    // Where braces do not match nobody knows what is inside what.
    guard !rule.inside.isEmpty, layout.problem == nil else { return true }
    var wanted = rule.inside[...]
    for block in blocks {
      guard let pattern = wanted.first else { return true }
      if !pattern.matches(in: layout.bytes, block.header, limit: 1).isEmpty {
        wanted.removeFirst()
      }
    }
    return wanted.isEmpty
  }

  private func hasBody(after place: Int, by rule: ReferenceRule, in layout: TextLayout) -> Bool {
    guard let body = rule.body else { return true }
    guard
      let block = layout.blocks.first(where: {
        $0.header.lowerBound <= place && place <= $0.body.lowerBound
      })
    else { return false }
    return !body.matches(in: layout.bytes, block.body, limit: 1).isEmpty
  }

  private func hostnames(
    of blocks: [TextLayout.Block], by rule: ReferenceRule, in layout: TextLayout
  ) -> [String] {
    func words(_ pattern: TextPattern, _ range: Range<Int>) -> [String] {
      pattern.matches(in: layout.bytes, range).flatMap { match in
        layout.bytes[pattern.value(of: match)].split {
          ByteClass.spaces.contains($0) || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"")
        }.map { String(decoding: $0, as: UTF8.self) }
      }
    }
    if let pattern = rule.hostHeader {
      for block in blocks {
        let found = words(pattern, block.header)
        if !found.isEmpty { return found }
      }
    }
    if let pattern = rule.hostPattern {
      for block in blocks.reversed() {
        let found = words(pattern, block.body)
        if !found.isEmpty { return found }
      }
    }
    return []
  }
}

/// The texts of documents, found when they are first asked for.
private final class DocumentTexts {
  private let documents: [Node]
  private var isRead = false
  private var texts: [(keys: [KeyStep], text: String, position: Position)] = []

  init(_ documents: [Node]) { self.documents = documents }

  /// How many texts before a place are looked at.
  private static let limit = 64

  /// The last text before a place that holds `part`, and the keys that lead to it.
  func last(before place: Position, holding part: String) -> (keys: [KeyStep], position: Position)?
  {
    if !isRead {
      for document in documents { visit(document, []) }
      // The copy that an alias makes has the place of the original.
      texts.sort { Self.isBefore($0.position, $1.position) }
      isRead = true
    }
    var (low, high) = (0, texts.count)
    while low < high {
      let middle = (low + high) / 2
      if Self.isBefore(place, texts[middle].position) { high = middle } else { low = middle + 1 }
    }
    let near = texts[max(0, low - Self.limit)..<low]
    return near.last { $0.text.holds(part) }.map { ($0.keys, $0.position) }
  }

  private static func isBefore(_ one: Position, _ other: Position) -> Bool {
    (one.line, one.column) < (other.line, other.column)
  }

  private func visit(_ node: Node, _ keys: [KeyStep]) {
    switch node.content {
    case .string(let text):
      if let position = node.position { texts.append((keys, text, position)) }
    case .array(let items):
      for (index, item) in items.enumerated() { visit(item, keys + [.item(index)]) }
    case .object(let members):
      for member in members { visit(member.value, keys + [.key(member.key)]) }
    case .null, .bool, .number, .secret: break
    }
  }
}
