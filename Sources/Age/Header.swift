internal import OpenSSL
internal import Secrets

/// The text at the start of an age file: the stanzas and the MAC over them.
struct Header {
  /// The first line, without its end.
  static let versionLine: StaticString = "age-encryption.org/v1"
  /// The longest header read, in bytes.
  static let largestSize = 1 << 20
  /// The most stanzas read.
  static let mostStanzas = 1024
  private static let macLabel = Array("header".utf8)
  private static let macSize = HMACSHA256.tagSize
  /// The characters after `---`: a space, the MAC in base64, and the line's end.
  private static let endLength = 1 + Base64.encodedSize(of: macSize, padding: .none) + 1

  var stanzas: [Stanza]
  var mac: [UInt8]

  /// Makes a header whose MAC is keyed with a file key.
  init(stanzas: [Stanza], fileKey: borrowing SecretBytes) throws(AgeError) {
    self.stanzas = stanzas
    mac = []
    let bytes = serialized()
    mac = try Self.mac(of: bytes.span.extracting(first: bytes.count - 2), fileKey: fileKey)
  }

  private init(stanzas: [Stanza], mac: [UInt8]) {
    self.stanzas = stanzas
    self.mac = mac
  }

  /// The header as it stands in a file.
  func serialized() -> [UInt8] {
    var output = Array("\(Self.versionLine)\n".utf8)
    for stanza in stanzas { stanza.write(to: &output) }
    output += "--- \(Base64.encode(mac.span, padding: .none))\n".utf8
    return output
  }

  /// Fails unless the MAC of a header's bytes, as read, belongs to a file key.
  ///
  /// - Parameters:
  ///   - bytes: The header up to and including the last line's end.
  ///   - fileKey: The file key that an identity unwrapped.
  /// - Throws: ``AgeError`` with code `headerMAC`.
  func verify(_ bytes: Span<UInt8>, fileKey: borrowing SecretBytes) throws(AgeError) {
    let covered = bytes.extracting(first: bytes.count - Self.endLength)
    let expected = try Self.mac(of: covered, fileKey: fileKey)
    guard ConstantTime.equal(expected.span, mac.span) else {
      throw AgeError(.headerMAC, "the age header was changed after it was made: its MAC is wrong")
    }
  }

  /// The MAC of a header up to and including `---`.
  private static func mac(of bytes: Span<UInt8>, fileKey: borrowing SecretBytes)
    throws(AgeError) -> [UInt8]
  {
    let empty: [UInt8] = []
    let key = try crypto { () throws(OpenSSLError) in
      try HKDF.derive(from: fileKey.bytes, salt: empty.span, info: macLabel.span)
    }
    return try crypto { () throws(OpenSSLError) in
      try HMACSHA256.tag(of: bytes, key: key.bytes)
    }
  }

  /// Whether the last line of a header is among the bytes.
  static func isComplete(_ bytes: Span<UInt8>) -> Bool {
    let end = UInt8(ascii: "\n")
    var position = 0
    while let lineEnd = bytes.firstIndex(of: end, from: position) {
      position = lineEnd + 1
      if bytes.extracting(position..<bytes.count).starts(with: "---"),
        bytes.firstIndex(of: end, from: position) != nil
      {
        return true
      }
    }
    return false
  }

  /// Reads a header from the start of a file.
  ///
  /// The grammar has one form for each header, so writing it again gives the same bytes.
  ///
  /// - Returns: The header and its size in bytes.
  static func parse(_ bytes: Span<UInt8>) throws(AgeError) -> (header: Header, size: Int) {
    var parser = Lines(bytes.extracting(first: min(bytes.count, largestSize)))
    guard bytes.count > 0 else {
      throw AgeError(.header, "the file is empty: an age file starts with a header")
    }
    let version = try parser.next()
    guard version.equals(versionLine) else {
      throw version.starts(with: "age-encryption.org/")
        ? AgeError(.header, "unsupported version of the age format: only v1 is known")
        : AgeError(.header, "not an age file: the first line is not \(versionLine)")
    }
    var stanzas: [Stanza] = []
    while true {
      let line = try parser.next()
      if line.starts(with: "---") {
        guard !stanzas.isEmpty else { throw parser.invalid("it has no stanza") }
        guard line.starts(with: "--- "),
          let mac = Base64.decode(line.extracting(4..<line.count), padding: .none),
          mac.count == macSize
        else { throw parser.invalid("its last line is not a MAC") }
        return (Header(stanzas: stanzas, mac: mac), parser.position)
      }
      guard stanzas.count < mostStanzas else {
        throw parser.invalid("it has more than \(mostStanzas) stanzas")
      }
      let words = try arguments(of: line, parser)
      let body = try body(&parser)
      stanzas.append(Stanza(type: words[0], arguments: Array(words.dropFirst()), body: body))
    }
  }

  private static func arguments(of line: Span<UInt8>, _ parser: borrowing Lines)
    throws(AgeError) -> [String]
  {
    guard line.starts(with: "-> ") else { throw parser.invalid("a stanza does not start with ->") }
    var words: [String] = []
    var start = 3
    while true {
      let end = line.firstIndex(of: UInt8(ascii: " "), from: start) ?? line.count
      let word = line.extracting(start..<end)
      guard word.count > 0 else { throw parser.invalid("a stanza has an empty argument") }
      for index in word.indices where !(0x21...0x7E).contains(word[index]) {
        throw parser.invalid("a stanza has a character that is not printable ASCII")
      }
      words.append(String(copying: word))
      guard end < line.count else { return words }
      start = end + 1
    }
  }

  private static func body(_ parser: inout Lines) throws(AgeError) -> [UInt8] {
    var body: [UInt8] = []
    while true {
      let line = try parser.next()
      guard line.count <= Stanza.columns, let bytes = Base64.decode(line, padding: .none) else {
        throw parser.invalid("a stanza's body is not base64 in lines of \(Stanza.columns)")
      }
      body += bytes
      if line.count < Stanza.columns { return body }
    }
  }
}

/// Lines of a header, each of which must end in a line feed.
private struct Lines: ~Escapable {
  private let bytes: Span<UInt8>
  private(set) var position = 0
  private var number = 0

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>) { self.bytes = bytes }

  /// The next line, without its end.
  @_lifetime(copy self)
  mutating func next() throws(AgeError) -> Span<UInt8> {
    number += 1
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n"), from: position) else {
      throw bytes.count < Header.largestSize
        ? invalid("it ends in the middle")
        : AgeError(.header, "the age header is longer than \(Header.largestSize) bytes")
    }
    let line = bytes.extracting(position..<end)
    position = end + 1
    return line
  }

  /// Fails because of the line read last.
  func invalid(_ what: String) -> AgeError {
    AgeError(.header, "malformed age header, line \(number): \(what)")
  }
}
