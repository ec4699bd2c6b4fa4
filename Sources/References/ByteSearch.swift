import Documents

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Searches bytes, many at a time.
enum ByteSearch {
  private typealias Lanes = SIMD32<UInt8>

  /// Where `word` first occurs at or after `start`, or `nil`.
  ///
  /// 32 places are tried at once for the first and the last byte of the word; only where both fit
  /// are the others compared. (`memmem` is not visible to Swift in glibc's headers.)
  static func first(_ word: [UInt8], in text: Span<UInt8>, from start: Int = 0) -> Int? {
    guard let head = word.first, let tail = word.last, start + word.count <= text.count else {
      return nil
    }
    return unsafe text.withUnsafeBytes { (bytes) -> Int? in
      func isMatch(_ place: Int) -> Bool {
        for index in word.indices where unsafe bytes[place + index] != word[index] { return false }
        return true
      }
      let last = bytes.count - word.count
      let (heads, tails) = (Lanes(repeating: head), Lanes(repeating: tail))
      var place = start
      while place + Lanes.scalarCount - 1 <= last {
        let first = unsafe bytes.loadUnaligned(fromByteOffset: place, as: Lanes.self)
        let end = unsafe bytes.loadUnaligned(fromByteOffset: place + word.count - 1, as: Lanes.self)
        let fits = (first .== heads) .& (end .== tails)
        if any(fits) {
          for lane in 0..<Lanes.scalarCount where fits[lane] && isMatch(place + lane) {
            return place + lane
          }
        }
        place += Lanes.scalarCount
      }
      while place <= last {
        if unsafe bytes[place] == head, isMatch(place) { return place }
        place += 1
      }
      return nil
    }
  }

  /// Where a byte first occurs in a range, or `nil`.
  static func first(_ byte: UInt8, in text: Span<UInt8>, range: Range<Int>) -> Int? {
    unsafe text.withUnsafeBytes { (bytes) -> Int? in
      guard let base = bytes.baseAddress,
        let found = unsafe memchr(base + range.lowerBound, Int32(byte), range.count)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - base
    }
  }
}

/// The lines of a text, found as far as they are asked for.
struct LineIndex {
  /// Where each line starts.
  private var starts = [0]

  /// Finds every line of a text.
  init(_ text: Span<UInt8>) {
    var place = 0
    while let end = ByteSearch.first(UInt8(ascii: "\n"), in: text, range: place..<text.count) {
      place = end + 1
      starts.append(place)
    }
  }

  /// The line and column, from 1, of a byte.
  func position(of place: Int) -> Position {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= place { low = middle } else { high = middle }
    }
    return Position(line: low + 1, column: place - starts[low] + 1)
  }

  var count: Int { starts.count }

  /// The bytes of a line, counted from 1, without its end.
  func range(ofLine line: Int, in text: Span<UInt8>) -> Range<Int> {
    guard (1...starts.count).contains(line) else { return 0..<0 }
    let start = starts[line - 1]
    var end = line < starts.count ? starts[line] - 1 : text.count
    if end > start, text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<end
  }

  /// The text of a line, counted from 1, without its end.
  func text(ofLine line: Int, in text: Span<UInt8>) -> String {
    let range = range(ofLine: line, in: text)
    return String(decoding: range.map { text[$0] }, as: UTF8.self)
  }
}
