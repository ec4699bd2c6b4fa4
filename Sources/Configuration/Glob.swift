/// A pattern for paths, as in `.gitignore` and in `access`.
///
/// `?` stands for one character, `*` for any number of them, `[a-z]` and `[!a-z]` for one of a
/// set or not of it; none of these ever stands for `/`. `**` as a whole segment stands for any
/// number of segments, as the last one for at least one. `\` takes away a character's meaning.
/// A pattern always covers the whole path, byte for byte.
public struct Glob: Hashable, Sendable {
  /// One character of a segment.
  enum Element: Hashable, Sendable {
    case literal(UInt8)
    case anyCharacter
    case anyText
    case set(ranges: [ClosedRange<UInt8>], isNegated: Bool)
  }

  enum Segment: Hashable, Sendable {
    case elements([Element])
    case anySegments
  }

  /// The pattern as it was written.
  public let pattern: String
  let segments: [Segment]

  /// Reads a pattern; `nil` for an empty one, an open `[`, or a `\` at its end.
  public init?(_ pattern: String) {
    guard !pattern.isEmpty else { return nil }
    var segments: [Segment] = []
    for part in Self.split(Array(pattern.utf8)) {
      if part == Array("**".utf8) {
        if segments.last != .anySegments { segments.append(.anySegments) }
      } else {
        guard let elements = Self.elements(of: part) else { return nil }
        segments.append(.elements(elements))
      }
    }
    self.pattern = pattern
    self.segments = segments
  }

  /// Whether the pattern covers a path.
  public func matches(_ path: String) -> Bool {
    var path = path
    return path.withUTF8 { bytes in matches(unsafe Span(_unsafeElements: bytes)) }
  }

  /// Whether the pattern covers a path given as UTF-8.
  public func matches(_ path: Span<UInt8>) -> Bool {
    matches(path, from: 0, segment: 0)
  }

  // `start` is past the end once the last segment has been taken, so that a path that ends
  // with `/` still has its empty last segment.
  private func matches(_ path: Span<UInt8>, from start: Int, segment index: Int) -> Bool {
    guard index < segments.count else { return start == path.count + 1 }
    guard start <= path.count else { return false }
    switch segments[index] {
    case .anySegments:
      if index == segments.count - 1 { return start < path.count }
      var next = start
      while next <= path.count {
        if matches(path, from: next, segment: index + 1) { return true }
        next = Self.end(of: path, from: next) + 1
      }
      return false
    case .elements(let elements):
      let end = Self.end(of: path, from: start)
      return Self.matches(elements, path, start..<end)
        && matches(path, from: end + 1, segment: index + 1)
    }
  }

  private static func end(of path: Span<UInt8>, from start: Int) -> Int {
    var end = start
    while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
    return end
  }

  // Going back only to the last `*` is enough, so the time is at most the product of the lengths.
  private static func matches(
    _ elements: [Element], _ path: Span<UInt8>, _ range: Range<Int>
  ) -> Bool {
    var element = 0
    var place = range.lowerBound
    var retry: (element: Int, place: Int)?
    while place < range.upperBound {
      if element < elements.count, elements[element] == .anyText {
        retry = (element + 1, place)
        element += 1
      } else if element < elements.count, let next = step(elements[element], path, place, range) {
        element += 1
        place = next
      } else if let last = retry {
        retry = (last.element, last.place + 1)
        (element, place) = (last.element, last.place + 1)
      } else {
        return false
      }
    }
    return elements[element...].allSatisfy { $0 == .anyText }
  }

  /// The place after one element, or `nil` if it does not fit.
  private static func step(
    _ element: Element, _ path: Span<UInt8>, _ place: Int, _ range: Range<Int>
  ) -> Int? {
    let byte = path[place]
    switch element {
    case .literal(let expected): return byte == expected ? place + 1 : nil
    case .set(let ranges, let isNegated):
      guard ranges.contains(where: { $0.contains(byte) }) != isNegated else { return nil }
    case .anyCharacter: break
    case .anyText: return nil
    }
    // A character outside ASCII is several bytes.
    var next = place + 1
    while next < range.upperBound, path[next] & 0xC0 == 0x80 { next += 1 }
    return next
  }
}

extension Glob {
  /// The segments; a `\` before `/` is left at the end of one, where it is refused.
  private static func split(_ pattern: [UInt8]) -> [[UInt8]] {
    pattern.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Array.init)
  }

  private static func elements(of part: [UInt8]) -> [Element]? {
    var elements: [Element] = []
    var index = 0
    while index < part.count {
      switch part[index] {
      case UInt8(ascii: "*"):
        if elements.last != .anyText { elements.append(.anyText) }
      case UInt8(ascii: "?"): elements.append(.anyCharacter)
      case UInt8(ascii: "["):
        guard let (set, end) = set(in: part, from: index + 1) else { return nil }
        elements.append(set)
        index = end
      case UInt8(ascii: "\\"):
        index += 1
        guard index < part.count else { return nil }
        elements.append(.literal(part[index]))
      case let byte: elements.append(.literal(byte))
      }
      index += 1
    }
    return elements
  }

  /// A set whose `[` is before `start`, and where its `]` is.
  private static func set(in part: [UInt8], from start: Int) -> (Element, end: Int)? {
    var index = start
    var ranges: [ClosedRange<UInt8>] = []
    let isNegated = index < part.count && (part[index] == 0x21 || part[index] == 0x5E)  // ! or ^
    if isNegated { index += 1 }
    let first = index
    while index < part.count {
      // A `]` that comes first is one of the set.
      if part[index] == UInt8(ascii: "]"), index > first {
        return (.set(ranges: ranges, isNegated: isNegated), index)
      }
      guard part[index] < 0x80 else { return nil }
      let low = part[index]
      if index + 2 < part.count, part[index + 1] == UInt8(ascii: "-"),
        part[index + 2] != UInt8(ascii: "]")
      {
        guard low <= part[index + 2], part[index + 2] < 0x80 else { return nil }
        ranges.append(low...part[index + 2])
        index += 3
      } else {
        ranges.append(low...low)
        index += 1
      }
    }
    return nil
  }
}
