internal import Documents
public import Secrets

/// The forms in which a secret turns up in what programs print.
///
/// As it is and without the line feeds at its end; each of its lines; with CRLF; in base64 at the
/// three places that it can have in longer base64, in both alphabets; in hexadecimal; in the
/// percent-encodings and JSON escapes that are common; between a shell's quotes.
public struct SecretForms: ~Copyable {
  /// The shortest form that is looked for, in bytes: a shorter one is in any text by chance.
  public static let shortest = 4
  /// The shortest line of a secret of several lines that is looked for by itself, in bytes.
  static let shortestLine = 8

  /// The forms, one after the other.
  private var text = SecretBuilder(capacity: 4096)
  private(set) var ranges: [Range<Int>] = []
  /// How many secrets are too short to be looked for.
  public private(set) var tooShort = 0

  /// Creates a collection without forms.
  public init() {}

  /// Whether nothing is looked for.
  public var isEmpty: Bool { ranges.isEmpty }

  /// Adds all forms of a secret.
  public mutating func add(_ secret: borrowing SecretBytes) {
    let bytes = secret.bytes
    guard bytes.count >= Self.shortest else {
      tooShort += 1
      return
    }
    addForms(of: bytes)
    var end = bytes.count
    while end > 0, bytes[end - 1] == Self.lineFeed || bytes[end - 1] == Self.carriageReturn {
      end -= 1
    }
    if end < bytes.count { addForms(of: bytes.extracting(first: end)) }
    addLines(of: bytes.extracting(first: end))
  }

  /// The text of all forms; `ranges` says where each is.
  borrowing func finished() -> Secret { Secret(SecretBytes(copying: text.bytes)) }

  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  private mutating func add(form: borrowing SecretBytes) { add(form.bytes) }

  private mutating func add(_ form: Span<UInt8>) {
    guard form.count >= Self.shortest else { return }
    let start = text.count
    text.append(form)
    ranges.append(start..<text.count)
  }

  private mutating func addForms(of bytes: Span<UInt8>) {
    guard bytes.count >= Self.shortest else { return }
    add(bytes)
    addBase64(of: bytes)
    for isUpper in [false, true] { add(form: EscapedForm.hex(bytes, isUpper: isUpper)) }
    for escape in EscapedForm.percentEncodings { add(form: EscapedForm.percent(bytes, escape)) }
    for escape in EscapedForm.JSONEscape.allCases { add(form: EscapedForm.json(bytes, escape)) }
    add(form: EscapedForm.shell(bytes))
  }

  /// The characters of base64 that depend on nothing but the secret, at each place it can have.
  private mutating func addBase64(of bytes: Span<UInt8>) {
    for offset in 0..<3 {
      var shifted = SecretBuilder(capacity: bytes.count + 3)
      for _ in 0..<offset { shifted.append(0) }
      shifted.append(bytes)
      let encoded = Base64.encodeSecret(shifted.bytes, padding: .none)
      let first = (offset * 8 + 5) / 6
      let last = shifted.count * 8 / 6
      guard first < last else { continue }
      add(encoded.bytes.extracting(first..<last))
      addURLSafe(encoded.bytes.extracting(first..<last))
      // At the end of a text, the last character belongs to the secret as well.
      if last < encoded.count {
        add(encoded.bytes.extracting(first..<encoded.count))
        addURLSafe(encoded.bytes.extracting(first..<encoded.count))
      }
    }
  }

  private mutating func addURLSafe(_ encoded: Span<UInt8>) {
    var output = SecretBuilder(capacity: encoded.count)
    var differs = false
    for index in encoded.indices {
      switch encoded[index] {
      case UInt8(ascii: "+"):
        output.append(UInt8(ascii: "-"))
        differs = true
      case UInt8(ascii: "/"):
        output.append(UInt8(ascii: "_"))
        differs = true
      case let other: output.append(other)
      }
    }
    if differs { add(output.bytes) }
  }

  /// Each line by itself, as programs print them with something in front, and all with CRLF.
  private mutating func addLines(of bytes: Span<UInt8>) {
    var starts = 0
    var hasSeveral = false
    var returned = SecretBuilder(capacity: bytes.count + 16)
    for index in 0...bytes.count where index == bytes.count || bytes[index] == Self.lineFeed {
      var end = index
      while end > starts, Self.isBlank(bytes[end - 1]) { end -= 1 }
      var start = starts
      while start < end, Self.isBlank(bytes[start]) { start += 1 }
      returned.append(bytes.extracting(starts..<index))
      if index < bytes.count {
        hasSeveral = true
        returned.append("\r\n")
      }
      starts = index + 1
      guard hasSeveral, end - start >= Self.shortestLine, !Self.isFrame(bytes, start..<end) else {
        continue
      }
      add(bytes.extracting(start..<end))
    }
    if hasSeveral { add(returned.bytes) }
  }

  /// Whether a line is the frame of a PEM block, which is no secret.
  private static func isFrame(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    range.prefix(5).allSatisfy { bytes[$0] == UInt8(ascii: "-") }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == carriageReturn
  }
}
