private import Files

/// Where a pattern matched.
struct TextPatternMatch {
  /// The bytes of the whole match and of each group that took part.
  let groups: [Range<Int>?]

  /// The first group that took part, or the whole match where there are no groups.
  var value: Range<Int> {
    groups.dropFirst().lazy.compactMap(\.self).first ?? groups.first.flatMap(\.self) ?? 0..<0
  }
}

extension TextPattern {
  /// The bytes of a group by its name.
  func range(of name: String, in match: TextPatternMatch) -> Range<Int>? {
    for (index, group) in groupNames.enumerated() where group == name {
      if let range = match.groups[index] { return range }
    }
    return nil
  }

  /// What names the reference: the group `value`, or the first group that took part.
  func value(of match: TextPatternMatch) -> Range<Int> {
    range(of: "value", in: match) ?? match.value
  }

  /// Whether a text holds what it must hold to have a match.
  func mayMatch(in text: [UInt8]) -> Bool {
    literal.isEmpty || ByteSearch.first(literal, in: text.span) != nil
  }

  /// Whether a text has a match.
  func isFound(in text: String) -> Bool {
    let bytes = Array(text.utf8)
    return !matches(in: bytes, 0..<bytes.count, limit: 1).isEmpty
  }

  /// How much of a line is looked at at once, in bytes, so that long lines do not take longer for
  /// each match; a match is at most half as long.
  private static let window = 16_384

  /// The matches in the lines of a part of a text, one after the other; none goes beyond a line.
  func matches(in text: [UInt8], _ range: Range<Int>, limit: Int = .max) -> [TextPatternMatch] {
    var found: [TextPatternMatch] = []
    var start = range.lowerBound
    while start <= range.upperBound, found.count < limit {
      var line = start
      if !literal.isEmpty {
        guard let place = ByteSearch.first(literal, in: text.span, from: start),
          place + literal.count <= range.upperBound
        else { break }
        line = place
        while line > start, text[line - 1] != 0x0A { line -= 1 }
      }
      let end =
        line < range.upperBound
        ? ByteSearch.first(0x0A, in: text.span, range: line..<range.upperBound) ?? range.upperBound
        : range.upperBound
      var next = line
      while next <= end, found.count < limit {
        let limit = min(end, next + Self.window)
        var attempt = Attempt(
          pattern: self, text: text, range: line..<end, start: next, limit: limit)
        guard let match = attempt.run(), let whole = match.groups.first.flatMap(\.self) else {
          if limit == end { break }
          next = limit - Self.window / 2
          continue
        }
        found.append(match)
        next = max(whole.upperBound, whole.lowerBound + 1)
      }
      start = end + 1
    }
    return found
  }

  /// One search, which never tries a step twice at one place.
  private struct Attempt {
    let pattern: TextPattern
    let text: [UInt8]
    let range: Range<Int>
    let start: Int
    /// Where the part of the line ends that is looked at.
    let limit: Int
    private var visited: [UInt64]
    private var saved: [Int]
    private var stack: [Job] = []

    private enum Job {
      case visit(step: Int, place: Int)
      case restore(slot: Int, value: Int)
    }

    init(pattern: TextPattern, text: [UInt8], range: Range<Int>, start: Int, limit: Int) {
      (self.pattern, self.text, self.range) = (pattern, text, range)
      (self.start, self.limit) = (start, limit)
      let states = pattern.steps.count * (limit - start + 1)
      visited = Array(repeating: 0, count: states / 64 + 1)
      saved = Array(repeating: -1, count: pattern.groupNames.count * 2)
    }

    mutating func run() -> TextPatternMatch? {
      var place = start
      while place <= limit {
        if let first = pattern.firstBytes {
          while place < limit, !first.contains(text[place]) { place += 1 }
          if place == limit { return nil }
        }
        if let match = match(at: place) { return match }
        place += 1
      }
      return nil
    }

    private mutating func match(at first: Int) -> TextPatternMatch? {
      stack.append(.visit(step: 0, place: first))
      while let job = stack.popLast() {
        switch job {
        case .restore(let slot, let value): saved[slot] = value
        case .visit(let step, let place):
          if follow(step, place) {
            return TextPatternMatch(
              groups: stride(from: 0, to: saved.count, by: 2).map { slot in
                saved[slot] >= 0 && saved[slot + 1] >= saved[slot]
                  ? saved[slot]..<saved[slot + 1] : nil
              })
          }
        }
      }
      return nil
    }

    /// Follows one way to its end, and leaves the others on the stack.
    private mutating func follow(_ step: Int, _ place: Int) -> Bool {
      var (step, place) = (step, place)
      while true {
        let state = step * (limit - start + 1) + place - start
        let mask: UInt64 = 1 << UInt64(state & 63)
        guard visited[state >> 6] & mask == 0 else { return false }
        visited[state >> 6] |= mask
        switch pattern.steps[step] {
        case .accept: return true
        case .bytes(let set):
          guard place < limit, set.contains(text[place]) else { return false }
          place += 1
          step += 1
        case .split(let first, let second):
          stack.append(.visit(step: second, place: place))
          step = first
        case .jump(let target): step = target
        case .save(let slot):
          stack.append(.restore(slot: slot, value: saved[slot]))
          saved[slot] = place
          step += 1
        case .lineStart:
          guard place == range.lowerBound else { return false }
          step += 1
        case .lineEnd:
          guard place == range.upperBound else { return false }
          step += 1
        case .wordBoundary:
          let before = place > range.lowerBound && ByteClass.word.contains(text[place - 1])
          let after = place < range.upperBound && ByteClass.word.contains(text[place])
          guard before != after else { return false }
          step += 1
        }
      }
    }
  }
}
