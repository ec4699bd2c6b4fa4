internal import Secrets

/// Strict PEM around a binary age file.
enum Armor {
  static let begin: StaticString = "-----BEGIN AGE ENCRYPTED FILE-----"
  static let end: StaticString = "-----END AGE ENCRYPTED FILE-----"
  /// The number of characters on a full line.
  static let columns = 64
  /// The most white space before and after the armor, in bytes.
  static let mostWhiteSpace = 1024

  /// Whether a file's first bytes are those of an armored one; 1,058 bytes are enough to tell.
  static func isArmor(_ bytes: Span<UInt8>) -> Bool {
    var start = 0
    while start < min(bytes.count, mostWhiteSpace), Span<UInt8>.isSpace(bytes[start]) { start += 1 }
    return bytes.extracting(start..<bytes.count).starts(with: begin)
  }

  /// Armors a binary file.
  static func encode(_ bytes: Span<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    let size = Base64.encodedSize(of: bytes.count, padding: .required)
    output.reserveCapacity(size + size / columns + 80)
    output += "\(begin)\n".utf8
    let bytesPerLine = columns / 4 * 3
    var start = 0
    while start < bytes.count {
      let end = min(start + bytesPerLine, bytes.count)
      output += Base64.encode(bytes.extracting(start..<end)).utf8
      output.append(UInt8(ascii: "\n"))
      start = end
    }
    output += "\(end)\n".utf8
    return output
  }

  /// Takes a whole armored file apart.
  static func decode(_ text: Span<UInt8>) throws(AgeError) -> [UInt8] {
    var decoder = ArmorDecoder()
    var output: [UInt8] = []
    output.reserveCapacity(text.count / 4 * 3)
    var start = 0
    while start < text.count, decoder.state != .after {
      let end = text.firstIndex(of: UInt8(ascii: "\n"), from: start) ?? text.count
      try decoder.line(text.extracting(start..<end), into: &output)
      start = min(end + 1, text.count)
    }
    try decoder.trailer(text.extracting(start..<text.count))
    try decoder.finish()
    return output
  }
}

/// Armor taken apart line by line.
struct ArmorDecoder {
  enum State { case before, body, lastLineSeen, after }

  private(set) var state = State.before
  private var whiteSpace = 0
  private var number = 0

  /// The longest line that can be right: anything longer may be refused unread.
  static let longestLine = Armor.mostWhiteSpace

  /// Takes one line, without its line feed, and appends what it encodes.
  ///
  /// A line that is not whole is the start of one too long to be right.
  mutating func line(_ raw: Span<UInt8>, isWhole: Bool = true, into output: inout [UInt8])
    throws(AgeError)
  {
    number += 1
    var line = raw
    if line.count > 0, line[line.count - 1] == UInt8(ascii: "\r") {
      line = line.extracting(first: line.count - 1)
    }
    switch state {
    case .before:
      if line.equals(Armor.begin) {
        state = .body
      } else {
        try skip(raw, "the first line is not BEGIN AGE ENCRYPTED FILE")
        if isWhole { whiteSpace += 1 }
      }
    case .body, .lastLineSeen:
      if line.equals(Armor.end) {
        state = .after
        whiteSpace = 0
        return
      }
      guard state == .body else { throw invalid("data follows the last line") }
      guard line.count > 0, line.count <= Armor.columns, let bytes = Base64.decode(line) else {
        throw invalid("it is not base64 in lines of \(Armor.columns)")
      }
      output += bytes
      if line.count < Armor.columns || line[line.count - 1] == UInt8(ascii: "=") {
        state = .lastLineSeen
      }
    case .after:
      try trailer(raw)
    }
  }

  /// Takes bytes after the last line: white space, and not much of it.
  mutating func trailer(_ bytes: Span<UInt8>) throws(AgeError) {
    guard bytes.count > 0 else { return }
    try skip(bytes, "data follows END AGE ENCRYPTED FILE")
  }

  private mutating func skip(_ bytes: Span<UInt8>, _ otherwise: String) throws(AgeError) {
    for index in bytes.indices where !Span<UInt8>.isSpace(bytes[index]) { throw invalid(otherwise) }
    whiteSpace += bytes.count
    guard whiteSpace <= Armor.mostWhiteSpace else {
      throw invalid("there are more than \(Armor.mostWhiteSpace) bytes of white space")
    }
  }

  /// Fails unless the end line was seen.
  func finish() throws(AgeError) {
    guard state == .after else { throw invalid("the line END AGE ENCRYPTED FILE is missing") }
  }

  private func invalid(_ what: String) -> AgeError {
    AgeError(.armor, "malformed age armor, line \(number): \(what)")
  }
}
