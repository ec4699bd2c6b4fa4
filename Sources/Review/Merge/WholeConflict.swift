private import Files

/// Both sides of a file whole, one after the other, between markers.
///
/// Where both sides renamed a file, git keeps one text in the place of both of them: the merge
/// driver's. A merge line by line would have lost what each side was.
struct WholeConflict: Hashable, Sendable {
  /// Our side's file.
  let ours: [UInt8]
  /// Their side's file.
  let theirs: [UInt8]

  /// One character longer than those of a merge of one path, as git asks for.
  private static let start = Array("<<<<<<<< ours\n".utf8)
  private static let middle = Array("\n========\n".utf8)
  private static let end = Array(">>>>>>>> theirs\n".utf8)

  init(ours: [UInt8], theirs: [UInt8]) {
    (self.ours, self.theirs) = (Self.lines(ours), Self.lines(theirs))
  }

  /// Reads what ``text`` made; `nil` for any other text.
  init?(_ text: [UInt8]) {
    guard text.starts(with: Self.start), text.suffix(Self.end.count).elementsEqual(Self.end) else {
      return nil
    }
    let sides = Array(text.dropFirst(Self.start.count).dropLast(Self.end.count))
    // No line of a credential's file begins so: it would have to be inside a string.
    guard let place = ByteSearch.first(Self.middle, in: sides.span) else { return nil }
    ours = Array(sides[...place])
    theirs = Array(sides[(place + Self.middle.count)...])
  }

  /// The text that git keeps.
  var text: [UInt8] { Self.start + ours + Self.middle.dropFirst() + theirs + Self.end }

  private static func lines(_ text: [UInt8]) -> [UInt8] {
    text.last == UInt8(ascii: "\n") ? text : text + [UInt8(ascii: "\n")]
  }
}
