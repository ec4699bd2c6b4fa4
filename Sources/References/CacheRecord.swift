import Documents

/// Writes numbers and texts one after the other; each text once.
struct CacheWriter {
  private(set) var bytes: [UInt8] = []
  private var texts: [String: UInt32] = [:]

  mutating func write(_ value: UInt32) {
    for shift in [0, 8, 16, 24] as [UInt32] {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  mutating func write(_ value: Int) { write(UInt32(clamping: value)) }
  mutating func write(_ value: Bool) { write(UInt32(value ? 1 : 0)) }

  /// Writes a text, or the number of the place among all texts that it has already.
  mutating func write(_ text: String) {
    if let known = texts[text] {
      write(known + 1)
      return
    }
    texts[text] = UInt32(texts.count)
    write(UInt32(0))
    write(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  /// Writes bytes, and how many there are.
  mutating func write(_ raw: [UInt8]) {
    write(raw.count)
    bytes.append(contentsOf: raw)
  }

  mutating func write(_ text: String?) {
    write(text != nil)
    if let text { write(text) }
  }

  mutating func write(_ position: Position) {
    write(position.line)
    write(position.column)
  }
}

/// Reads what a ``CacheWriter`` wrote; everything is `nil` from the first thing that is not there.
struct CacheReader {
  private let bytes: [UInt8]
  private var index: Int
  private let end: Int
  private var texts: [String] = []

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    index = range.lowerBound
    end = range.upperBound
  }

  mutating func number() -> UInt32? {
    guard end - index >= 4 else { return nil }
    let value =
      UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]) << 16
      | UInt32(bytes[index + 3]) << 24
    index += 4
    return value
  }

  mutating func count() -> Int? { number().map(Int.init) }

  mutating func flag() -> Bool? { number().map { $0 == 1 } }

  mutating func text() -> String? {
    guard let known = number() else { return nil }
    if known > 0 { return Int(known) <= texts.count ? texts[Int(known) - 1] : nil }
    guard let count = count(), count <= end - index else { return nil }
    let text = String(decoding: bytes[index..<(index + count)], as: UTF8.self)
    index += count
    texts.append(text)
    return text
  }

  /// A text that may be missing: `.some(nil)` where none was written.
  mutating func optionalText() -> String?? {
    guard let isThere = flag() else { return nil }
    guard isThere else { return .some(nil) }
    guard let text = text() else { return nil }
    return .some(text)
  }

  mutating func position() -> Position? {
    guard let line = count(), let column = count() else { return nil }
    return Position(line: line, column: column)
  }

  /// Where bytes stand that were written as such.
  mutating func raw() -> Range<Int>? {
    guard let count = count(), count <= end - index else { return nil }
    defer { index += count }
    return index..<(index + count)
  }
}
