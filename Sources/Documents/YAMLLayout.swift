/// Where a value of a YAML document stands in its text, for whoever changes a few bytes of it.
public struct YAMLLayout: Hashable, Sendable {
  /// How a value is written.
  public enum Form: Hashable, Sendable {
    /// Text, a number, a truth value, or nothing at all.
    case scalar
    /// `*name`, which stands for a value elsewhere.
    case alias
    /// Lines of `key: value`.
    case blockMapping
    /// Lines that start with `-`.
    case blockSequence
    /// `{ key: value }`.
    case flowMapping
    /// `[value]`.
    case flowSequence
  }

  /// A value inside another, with its key where it has one.
  public struct Entry: Hashable, Sendable {
    /// The key, or `nil` in a sequence.
    public let key: YAMLLayout?
    /// The value.
    public let value: YAMLLayout

    /// The bytes from the start of the key or value to the end of the value.
    public var range: Range<Int> {
      let start = key?.range ?? value.range
      return start.lowerBound..<max(start.upperBound, value.range.upperBound)
    }
  }

  /// How it is written.
  public let form: Form
  /// The bytes that it takes, without a comment behind it; none for a value that is left out.
  public let range: Range<Int>
  /// The text of a scalar, whatever it means.
  public let text: String?
  /// Whether it has an anchor or a tag, which stand before ``range`` or at its start.
  public let isMarked: Bool
  /// What is in it, in the text's order; a key that occurs twice is there twice.
  public let entries: [Entry]

  /// Reads every document of a text, as ``YAML/parse(_:)`` does.
  ///
  /// - Parameter text: UTF-8, with or without a byte order mark.
  /// - Returns: One value per document; aliases are not resolved.
  /// - Throws: ``DocumentError`` with code `syntax`, `encoding`, or `tooDeep`.
  public static func parse(_ text: [UInt8]) throws(DocumentError) -> [YAMLLayout] {
    let offsets = characterOffsets(in: text)
    return try unsafe text.span.withUnsafeBufferPointer {
      bytes throws(DocumentError) -> [YAMLLayout] in
      var builder = YAMLLayoutBuilder(events: try unsafe YAMLEvents(reading: bytes), at: offsets)
      return try builder.documents()
    }
  }

  /// The byte at which each character starts, and the end; a byte order mark is none.
  private static func characterOffsets(in text: [UInt8]) -> [Int] {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = text.starts(with: mark) ? mark.count : 0
    return (start..<text.count).filter { text[$0] & 0xC0 != 0x80 } + [text.count]
  }
}

/// Builds layouts from events.
private struct YAMLLayoutBuilder: ~Copyable {
  private var events: YAMLEvents
  private let offsets: [Int]

  init(events: consuming YAMLEvents, at offsets: [Int]) {
    self.events = events
    self.offsets = offsets
  }

  mutating func documents() throws(DocumentError) -> [YAMLLayout] {
    var documents: [YAMLLayout] = []
    while true {
      let event = try events.next()
      switch event.kind {
      case .streamEnd: return documents
      case .documentStart: documents.append(try value(from: try events.next(), depth: 0))
      default: continue
      }
    }
  }

  private func offset(_ character: Int) -> Int { offsets[min(character, offsets.count - 1)] }

  private mutating func value(
    from event: YAMLEvent, depth: Int
  ) throws(DocumentError) -> YAMLLayout {
    guard depth < YAML.depthLimit else {
      throw DocumentError(
        .tooDeep, "nested deeper than \(YAML.depthLimit) levels", at: event.position)
    }
    let start = offset(event.characters.lowerBound)
    var end = offset(event.characters.upperBound)
    var form = YAMLLayout.Form.scalar
    var text: String?
    var entries: [YAMLLayout.Entry] = []
    switch event.kind {
    case .alias: form = .alias
    case .scalar(let scalar, _): text = scalar
    case .sequenceStart, .mappingStart:
      var isMapping = false
      if case .mappingStart = event.kind { isMapping = true }
      form =
        isMapping
        ? (event.isFlow ? .flowMapping : .blockMapping)
        : (event.isFlow ? .flowSequence : .blockSequence)
      let last = try fill(&entries, isMapping: isMapping, depth: depth)
      // A block ends with what is in it: its own end is where the next thing begins.
      end = event.isFlow ? offset(last) : max(start, entries.last?.range.upperBound ?? start)
    default: throw DocumentError(.syntax, "not YAML", at: event.position)
    }
    return YAMLLayout(
      form: form, range: start..<max(start, end), text: text,
      isMarked: event.anchor != nil || event.tag != nil, entries: entries)
  }

  /// Reads what is in a collection, and returns the character behind its end.
  private mutating func fill(
    _ entries: inout [YAMLLayout.Entry], isMapping: Bool, depth: Int
  ) throws(DocumentError) -> Int {
    while true {
      let event = try events.next()
      switch event.kind {
      case .sequenceEnd, .mappingEnd: return event.characters.upperBound
      default: break
      }
      let first = try value(from: event, depth: depth + 1)
      guard isMapping else {
        entries.append(YAMLLayout.Entry(key: nil, value: first))
        continue
      }
      let second = try value(from: try events.next(), depth: depth + 1)
      entries.append(YAMLLayout.Entry(key: first, value: second))
    }
  }
}
