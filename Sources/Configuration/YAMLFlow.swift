import Documents

/// Changes inside of brackets and braces.
extension YAMLText {
  /// The comma behind an entry of a list in brackets, or `nil` if there is none.
  private func comma(after offset: Int, before end: Int) -> Int? {
    var place = offset
    while place < end {
      if bytes[place] == UInt8(ascii: ",") { return place }
      place = bytes[place] == UInt8(ascii: "#") ? nextLine(place) : place + 1
    }
    return nil
  }

  /// Whether an entry in brackets is the first thing on its line.
  private func startsLine(_ entry: YAMLLayout.Entry, in part: YAMLLayout) -> Bool {
    let start = lineStart(entry.range.lowerBound)
    return start > part.range.lowerBound && isBlank(start..<entry.range.lowerBound)
  }

  mutating func appendToFlow(
    _ part: YAMLLayout, _ text: String, expecting expected: Node
  ) throws(LayoutRefusal) {
    let close = part.range.upperBound - 1
    guard let last = part.entries.last else {
      let inside = part.range.lowerBound + 1..<max(close, part.range.lowerBound + 1)
      guard isBlank(inside) else { throw refusal(part) }
      let text = part.form == .flowMapping ? " \(text) " : text
      return try replace(inside, with: text, expecting: expected)
    }
    let end = last.range.upperBound
    guard startsLine(last, in: part), nextLine(end) <= close else {
      return try replace(end..<end, with: ", \(text)", expecting: expected)
    }
    let space = String(repeating: " ", count: column(of: last.range.lowerBound))
    let comma = comma(after: end, before: close)
    let place = nextLine(comma ?? end)
    let rest = String(decoding: bytes[end..<place], as: UTF8.self)
    let line = space + text + (comma == nil ? "" : ",") + String(decoding: lineEnd, as: UTF8.self)
    try replace(
      end..<place, with: (comma == nil ? "," : "") + rest + line, expecting: expected)
  }

  mutating func removeFromFlow(
    _ part: YAMLLayout, _ index: Int, expecting expected: Node
  ) throws(LayoutRefusal) {
    let close = part.range.upperBound - 1
    let entry = part.entries[index]
    let next = index + 1 < part.entries.count ? part.entries[index + 1].range.lowerBound : close
    let comma = comma(after: entry.range.upperBound, before: next)
    let end = comma.map { $0 + 1 } ?? entry.range.upperBound
    let lineBehind = nextLine(end)
    if startsLine(entry, in: part), lineBehind <= close, lineBehind <= next {
      let start = lineStart(entry.range.lowerBound)
      return try replace(start..<lineBehind, with: "", expecting: expected)
    }
    if part.entries.count == 1, isBlank(part.range.lowerBound + 1..<entry.range.lowerBound),
      isBlank(end..<close)
    {
      return try replace(part.range.lowerBound + 1..<close, with: "", expecting: expected)
    }
    if index + 1 == part.entries.count, index > 0 {
      let before = part.entries[index - 1].range.upperBound
      let between = bytes[before..<entry.range.lowerBound]
      if between.allSatisfy({ [0x20, 0x2C].contains($0) }) {
        return try replace(before..<entry.range.upperBound, with: "", expecting: expected)
      }
    }
    var behind = end
    while behind < next, bytes[behind] == 0x20 { behind += 1 }
    try replace(entry.range.lowerBound..<behind, with: "", expecting: expected)
  }
}
