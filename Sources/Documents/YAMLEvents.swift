private import CYAML

/// One event of libyaml's parser, without anything that C owns.
struct YAMLEvent {
  enum Kind {
    case documentStart, documentEnd, streamEnd
    case alias(anchor: String)
    case scalar(text: String, isPlain: Bool)
    case sequenceStart, sequenceEnd, mappingStart, mappingEnd
  }

  var kind: Kind
  var anchor: String?
  var tag: String?
  var position: Position
  /// The characters that it takes, counted from the first one behind a byte order mark; what
  /// ends a block collection takes none.
  var characters: Range<Int>
  /// Whether a collection is written in brackets or braces.
  var isFlow = false
}

/// libyaml's parser over text that somebody else keeps alive.
@safe
struct YAMLEvents: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private var cursor: YAMLCursor

  /// Creates a parser for UTF-8 text, which must outlive it; a byte order mark is not counted
  /// in columns.
  ///
  /// - Throws: ``DocumentError`` with code `tooLarge` if there is no memory for it.
  init(reading whole: UnsafeBufferPointer<UInt8>) throws(DocumentError) {
    // With a fixed encoding libyaml counts a byte order mark as indentation of the first line.
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = unsafe UnsafeBufferPointer(
      rebasing: unsafe whole.starts(with: mark) ? whole.dropFirst(mark.count) : whole[...])
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    guard unsafe yaml_parser_initialize(parser) == 1 else {
      unsafe parser.deallocate()
      throw DocumentError(.tooLarge, "no memory for the YAML parser")
    }
    // Without this libyaml would accept UTF-16, which nothing else here does.
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    unsafe self.parser = parser
    cursor = unsafe YAMLCursor(text: text)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
  }

  /// The next event; after `streamEnd` there is none.
  ///
  /// - Throws: ``DocumentError`` with code `encoding` for bytes that YAML does not allow,
  ///   `syntax` for anything else that libyaml refuses.
  mutating func next() throws(DocumentError) -> YAMLEvent {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
    defer { unsafe yaml_event_delete(&event) }
    let position = unsafe cursor.position(ofCharacter: Int(event.start_mark.index))
    let characters = unsafe (Int(event.start_mark.index), Int(event.end_mark.index))
    var result = YAMLEvent(
      kind: .streamEnd, position: position,
      characters: characters.0..<max(characters.0, characters.1))
    switch unsafe event.type {
    case YAML_STREAM_START_EVENT: return try next()
    case YAML_STREAM_END_EVENT: break
    case YAML_DOCUMENT_START_EVENT: result.kind = .documentStart
    case YAML_DOCUMENT_END_EVENT: result.kind = .documentEnd
    case YAML_ALIAS_EVENT:
      result.kind = unsafe .alias(anchor: Self.text(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      result.kind = unsafe .scalar(
        text: String(decoding: bytes, as: UTF8.self),
        isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
      result.anchor = unsafe Self.text(scalar.anchor)
      result.tag = unsafe Self.text(scalar.tag)
    case YAML_SEQUENCE_START_EVENT:
      result.kind = .sequenceStart
      result.anchor = unsafe Self.text(event.data.sequence_start.anchor)
      result.isFlow = unsafe event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
    case YAML_SEQUENCE_END_EVENT: result.kind = .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      result.kind = .mappingStart
      result.anchor = unsafe Self.text(event.data.mapping_start.anchor)
      result.isFlow = unsafe event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
    case YAML_MAPPING_END_EVENT: result.kind = .mappingEnd
    default: throw DocumentError(.syntax, "not YAML", at: position)
    }
    return result
  }

  private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    guard let pointer = unsafe pointer else { return nil }
    return unsafe String(cString: pointer)
  }

  // libyaml's words are fixed strings without any of the text, so they may be shown.
  private mutating func failure() -> DocumentError {
    var words = "not YAML"
    if let problem = unsafe parser.pointee.problem { words = unsafe String(cString: problem) }
    if unsafe parser.pointee.error == YAML_READER_ERROR {
      let offset = unsafe parser.pointee.problem_offset
      return DocumentError(.encoding, words, at: cursor.position(ofByte: offset))
    }
    let mark = unsafe parser.pointee.problem_mark
    return DocumentError(.syntax, words, at: cursor.position(ofCharacter: Int(mark.index)))
  }
}

/// Turns libyaml's places, which count characters, into lines and columns of bytes.
///
/// It remembers the last place, since events come in the text's order.
@safe
private struct YAMLCursor {
  private let text: UnsafeBufferPointer<UInt8>
  private var character = 0
  private var byte = 0
  private var line = 1
  private var lineStart = 0

  init(text: UnsafeBufferPointer<UInt8>) { unsafe self.text = text }

  mutating func position(ofCharacter target: Int) -> Position {
    if target < character { restart() }
    while character < target, unsafe byte < text.count { step() }
    return Position(line: line, column: byte - lineStart + 1)
  }

  mutating func position(ofByte target: Int) -> Position {
    restart()
    while byte < target, unsafe byte < text.count { step() }
    return Position(line: line, column: byte - lineStart + 1)
  }

  private mutating func restart() {
    (character, byte, line, lineStart) = (0, 0, 1, 0)
  }

  private mutating func step() {
    let isLineFeed = unsafe text[byte] == UInt8(ascii: "\n")
    character += 1
    byte += 1
    while unsafe byte < text.count, unsafe text[byte] & 0xC0 == 0x80 { byte += 1 }
    if isLineFeed { (line, lineStart) = (line + 1, byte) }
  }
}
