import Documents

/// A text that is searched: a file, or what a value of a document holds.
struct ScannedText {
  let bytes: [UInt8]
  let lines: LineIndex
  /// The path that rules see: of the file, or of the file that a value stands for.
  let path: String
  /// The keys that lead to it in the file's document.
  let keys: [KeyStep]
  /// Where a place of the text is in the file.
  let place: (Position) -> Position

  /// What some programs put before a text to say that it is UTF-8; it is no part of it.
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// A whole file.
  init(file: String, bytes: [UInt8]) {
    let mark = bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
    self.bytes = mark == 0 ? bytes : Array(bytes[mark...])
    lines = LineIndex(self.bytes)
    path = file
    keys = []
    place = { $0.line == 1 ? Position(line: 1, column: $0.column + mark) : $0 }
  }

  private init(
    bytes: [UInt8], path: String, keys: [KeyStep], place: @escaping (Position) -> Position
  ) {
    self.bytes = bytes
    lines = LineIndex(bytes)
    self.path = path
    self.keys = keys
    self.place = place
  }

  /// The text of a value as one of its own.
  func embedded(_ text: String, at position: Position, path: String, keys: [KeyStep]) -> Self {
    let scalar = ScalarPlace(text, at: position, in: self)
    return Self(
      bytes: Array(text.utf8), path: path, keys: self.keys + keys,
      place: { [place] in place(scalar.position($0)) })
  }

  /// Where a byte of a value is in the file.
  func position(of offset: Int, in text: String, at position: Position) -> Position {
    let bytes = Array(text.utf8)
    let inner = LineIndex(bytes).position(of: offset)
    return place(ScalarPlace(text, at: position, in: self).position(inner))
  }

  /// The text of a part.
  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
