import Documents

/// A YAML text that is changed by a few bytes at a time.
///
/// Every change is read again and compared with what it was meant to do, so that a layout that
/// nobody thought of is refused and never spoiled.
struct YAMLText {
  /// A step from a value to one inside it.
  enum Step: Hashable {
    case key(String)
    case item(Int)
  }

  private(set) var bytes: [UInt8]
  /// What the text means.
  private(set) var tree: Node
  /// How new lines end.
  let lineEnd: [UInt8]

  /// Reads a text of one document.
  init(_ bytes: [UInt8]) throws(LayoutRefusal) {
    guard let tree = Self.tree(of: bytes) else { throw LayoutRefusal() }
    self.bytes = bytes
    self.tree = tree
    lineEnd = TextLines(bytes).lineEnd
  }

  private static func tree(of bytes: [UInt8]) -> Node? {
    guard let documents = try? YAML.parse(bytes.span), documents.count == 1 else { return nil }
    return documents[0]
  }

  /// The value at a path, or `nil` if there is none.
  func node(_ path: [Step]) -> Node? { tree.value(at: path[...]) }

  /// Adds an item at the end of a list.
  mutating func append(_ item: String, to path: [Step]) throws(LayoutRefusal) {
    let part = try layout(at: path)
    let expected = tree.changing(path[...]) { node in
      .array((node.array ?? []) + [Self.meaning(of: item)])
    }
    switch part.form {
    case .scalar where node(path)?.isNull == true:
      try replace(part.range, with: padded("[\(item)]", at: part.range), expecting: expected)
    case .flowSequence: try appendToFlow(part, item, expecting: expected)
    case .blockSequence:
      try insertLine(
        "- \(item)", after: part.range, column: column(of: part.range.lowerBound),
        expecting: expected)
    default: throw refusal(part)
    }
  }

  /// Adds a key at the end of a mapping, or right after another of its keys.
  ///
  /// - Parameters:
  ///   - key: The key, as it is.
  ///   - value: The value as YAML in one line.
  ///   - path: The mapping.
  ///   - sibling: The key that it comes after where the mapping is made of lines.
  /// - Throws: ``LayoutRefusal`` if the layout has no place for it.
  mutating func set(
    _ key: String, to value: String, in path: [Step], after sibling: String? = nil
  ) throws(LayoutRefusal) {
    let part = try layout(at: path)
    let text = "\(ConfigurationScaffold.quoted(key)): \(value)"
    let expected = tree.changing(path[...]) { node in
      let added = Member(key, Self.meaning(of: value))
      var members = node.object ?? []
      let isAfter = part.form == .blockMapping
      let place = isAfter ? members.firstIndex { $0.key == sibling } : nil
      members.insert(added, at: place.map { $0 + 1 } ?? members.count)
      return .object(members)
    }
    switch part.form {
    case .scalar where node(path)?.isNull == true:
      try setInNothing(text, at: path, part, expecting: expected)
    case .flowMapping: try appendToFlow(part, text, expecting: expected)
    case .blockMapping:
      let entry = part.entries.first { $0.key?.text == sibling && sibling != nil }
      try insertLine(
        text, after: entry?.range ?? part.range, column: column(of: part.range.lowerBound),
        expecting: expected)
    default: throw refusal(part)
    }
  }

  /// Puts another scalar in a scalar's place.
  mutating func replace(_ path: [Step], with value: String) throws(LayoutRefusal) {
    let part = try layout(at: path)
    guard part.form == .scalar, !part.range.isEmpty else { throw refusal(part) }
    let expected = tree.changing(path[...]) { _ in Self.meaning(of: value) }
    try replace(part.range, with: value, expecting: expected)
  }

  /// Removes a key with its value, or an item.
  mutating func remove(_ path: [Step]) throws(LayoutRefusal) {
    guard let step = path.last else { throw LayoutRefusal() }
    let holder = Array(path.dropLast())
    let part = try layout(at: holder)
    guard let index = Self.index(of: step, in: part) else { throw refusal(part) }
    let expected = tree.changing(holder[...]) { node in
      if var items = node.array {
        items.remove(at: index)
        return .array(items)
      }
      var members = node.object ?? []
      members.removeAll { .key($0.key) == step }
      return .object(members)
    }
    switch part.form {
    case .flowMapping, .flowSequence: try removeFromFlow(part, index, expecting: expected)
    case .blockMapping, .blockSequence:
      try replace(try lines(of: part, index), with: "", expecting: expected)
    default: throw refusal(part)
    }
  }

  // MARK: Finding

  private func layout(at path: [Step]) throws(LayoutRefusal) -> YAMLLayout {
    guard let documents = try? YAMLLayout.parse(bytes), var part = documents.first else {
      throw LayoutRefusal()
    }
    for step in path {
      guard let index = Self.index(of: step, in: part) else { throw refusal(part) }
      part = part.entries[index].value
    }
    return part
  }

  private static func index(of step: Step, in part: YAMLLayout) -> Int? {
    switch step {
    case .key(let key):
      // A key that occurs twice is not to be guessed at.
      let places = part.entries.indices.filter { part.entries[$0].key?.text == key }
      return places.count == 1 ? places[0] : nil
    case .item(let index):
      let isList = part.form == .blockSequence || part.form == .flowSequence
      return isList && part.entries.indices.contains(index) ? index : nil
    }
  }

  private static func meaning(of value: String) -> Node {
    tree(of: Array(value.utf8)) ?? .string(value)
  }

  func refusal(_ part: YAMLLayout) -> LayoutRefusal {
    let start = part.range.lowerBound
    return LayoutRefusal(
      position: Position(line: line(of: start), column: column(of: start) + 1))
  }

  // MARK: Lines

  func lineStart(_ offset: Int) -> Int {
    (bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
  }

  /// The offset behind a line's end.
  func nextLine(_ offset: Int) -> Int {
    (bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count - 1) + 1
  }

  func column(of offset: Int) -> Int { offset - lineStart(offset) }

  private func line(of offset: Int) -> Int {
    bytes[..<offset].count { $0 == UInt8(ascii: "\n") } + 1
  }

  func isBlank(_ range: Range<Int>) -> Bool {
    bytes[range].allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
  }

  /// The last byte that a value has, or where it would be.
  private static func lastByte(of range: Range<Int>) -> Int {
    max(range.lowerBound, range.upperBound - 1)
  }

  /// The whole lines of an entry of a block.
  private func lines(of part: YAMLLayout, _ index: Int) throws(LayoutRefusal) -> Range<Int> {
    let entry = part.entries[index].range
    var start = lineStart(entry.lowerBound)
    if part.form == .blockSequence {
      // An item may begin on a line below its dash.
      let dash = column(of: part.range.lowerBound)
      while start + dash >= bytes.count || bytes[start + dash] != UInt8(ascii: "-")
        || !isBlank(start..<start + dash)
      {
        guard start > lineStart(part.range.lowerBound) else { throw refusal(part) }
        start = lineStart(start - 1)
      }
    } else if !isBlank(start..<entry.lowerBound) {
      throw refusal(part)
    }
    return start..<nextLine(min(Self.lastByte(of: entry), bytes.count))
  }

  // MARK: Changing

  /// Puts a text in the place of bytes, if the whole then means what it should.
  mutating func replace(
    _ range: Range<Int>, with text: String, expecting expected: Node
  ) throws(LayoutRefusal) {
    var result = bytes
    result.replaceSubrange(range, with: Array(text.utf8))
    guard let after = Self.tree(of: result), after.withoutEmpty == expected.withoutEmpty else {
      throw LayoutRefusal(
        position: Position(
          line: line(of: range.lowerBound), column: column(of: range.lowerBound) + 1))
    }
    bytes = result
    tree = after
  }

  private mutating func insertLine(
    _ text: String, after range: Range<Int>, column: Int, expecting expected: Node
  ) throws(LayoutRefusal) {
    let place = nextLine(min(Self.lastByte(of: range), bytes.count))
    let end = String(decoding: lineEnd, as: UTF8.self)
    let needsEnd = place > 0 && bytes[place - 1] != UInt8(ascii: "\n")
    let line = String(repeating: " ", count: column) + text + end
    try replace(place..<place, with: (needsEnd ? end : "") + line, expecting: expected)
  }

  /// A value with the spaces that part it from what stands around a place.
  private func padded(_ text: String, at range: Range<Int>) -> String {
    let isApart = range.lowerBound == 0 || isBlank(range.lowerBound - 1..<range.lowerBound)
    return (isApart ? "" : " ") + text
  }

  /// Begins a mapping where there is only its key.
  private mutating func setInNothing(
    _ text: String, at path: [Step], _ part: YAMLLayout, expecting expected: Node
  ) throws(LayoutRefusal) {
    let holder = try layout(at: Array(path.dropLast()))
    guard part.range.isEmpty, holder.form == .blockMapping else {
      return try replace(
        part.range, with: padded("{ \(text) }", at: part.range), expecting: expected)
    }
    try insertLine(
      text, after: part.range.lowerBound - 1..<part.range.lowerBound,
      column: column(of: holder.range.lowerBound) + 2, expecting: expected)
  }
}
