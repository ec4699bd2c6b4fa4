#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Searches bytes, many at a time.
public enum ByteSearch {
  private typealias Lanes = SIMD32<UInt8>

  /// Where `word` first occurs at or after `start`, or `nil`.
  ///
  /// 32 places are tried at once for the first and the last byte of the word; only where both fit
  /// are the others compared. (`memmem` is not visible to Swift in glibc's headers.)
  public static func first(_ word: [UInt8], in text: Span<UInt8>, from start: Int = 0) -> Int? {
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
        // One comparison for the common case that nothing fits; `any` takes one for each lane.
        if unsafe unsafeBitCast(fits, to: SIMD4<UInt64>.self) != .zero {
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

  /// Whether two texts are the same.
  ///
  /// Not for secrets: the time it takes tells where they differ.
  public static func areEqual(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
    guard one.count == other.count else { return false }
    return unsafe one.withUnsafeBytes { first in
      unsafe other.withUnsafeBytes { second in
        guard let left = first.baseAddress, let right = second.baseAddress else { return true }
        return unsafe memcmp(left, right, first.count) == 0
      }
    }
  }

  /// Whether `word` occurs in a short text, such as a path.
  public static func isFound(_ word: [UInt8], in text: Span<UInt8>) -> Bool {
    guard let head = word.first else { return true }
    guard word.count <= text.count else { return false }
    for place in 0...(text.count - word.count) where text[place] == head {
      var index = 1
      while index < word.count, text[place + index] == word[index] { index += 1 }
      if index == word.count { return true }
    }
    return false
  }

  /// Where a byte first occurs in a range, or `nil`.
  public static func first(_ byte: UInt8, in text: Span<UInt8>, range: Range<Int>) -> Int? {
    unsafe text.withUnsafeBytes { (bytes) -> Int? in
      guard let base = bytes.baseAddress,
        let found = unsafe memchr(base + range.lowerBound, Int32(byte), range.count)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - base
    }
  }
}
