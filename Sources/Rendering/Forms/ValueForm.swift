internal import Secrets

/// How one format writes a value: what it wraps it in, what it escapes, and what it cannot hold.
///
/// A value that cannot be held is refused, for a reader would get another one.
struct ValueForm: Sendable {
  /// What surrounds a value that is not bare.
  var quote = ""
  /// What stands for a byte.
  var escapes: [UInt8: String] = [:]
  /// Bytes that a value may not have, besides those below 0x20 and 0x7F without an escape.
  var forbidden: Set<UInt8> = []
  /// Bytes that a value may not begin with.
  var forbiddenAtStart: Set<UInt8> = []
  /// Bytes that a value may not end with.
  var forbiddenAtEnd: Set<UInt8> = []
  /// Texts that a value may not have.
  var forbiddenTexts: [String] = []
  /// Whole values that would be read as something else than text.
  var forbiddenWhole: [String] = []
  /// The longest value, in bytes.
  var longest = Int.max
  /// Whether blanks at the ends get lost.
  var isTrimmed = false
  /// Whether control characters without an escape are kept as they are.
  var keepsControls = false
  /// Bytes that are written twice where a `{` follows.
  var doubledBeforeBrace: Set<UInt8> = []
  /// The bytes that make a value bare if it has no others; such a value has no quotes.
  var bare: Set<UInt8> = []

  /// Why a value cannot be written, or `nil` if it can.
  func problem(in value: borrowing SecretBytes) -> String? {
    guard value.count > 0 else { return nil }
    if isTrimmed, Self.isBlank(value.bytes[0]) || Self.isBlank(value.bytes[value.count - 1]) {
      return "a blank at one of its ends"
    }
    if forbiddenAtStart.contains(value.bytes[0]) { return "a mark at its start" }
    if forbiddenAtEnd.contains(value.bytes[value.count - 1]) { return "a mark at its end" }
    for index in 0..<value.count {
      let byte = value.bytes[index]
      if byte == 0 { return "a NUL byte" }
      if escapes[byte] == nil, !keepsControls, byte < 0x20 || byte == 0x7F {
        return "a line break or another control character"
      }
      if forbidden.contains(byte) { return "a mark that has a meaning there" }
    }
    if value.count > longest { return "more than \(longest) bytes" }
    for text in forbiddenWhole where text.utf8.count == value.count && Self.has(text, in: value) {
      return "a word that has a meaning there"
    }
    for text in forbiddenTexts where Self.has(text, in: value) {
      return "marks that have a meaning there"
    }
    return nil
  }

  /// Appends a value for which ``problem(in:)`` found nothing.
  func append(_ value: borrowing SecretBytes, to output: inout SecretBuilder) {
    if isBare(value) { return output.append(value) }
    output.append(quote)
    for index in 0..<value.count {
      let byte = value.bytes[index]
      if doubledBeforeBrace.contains(byte), index + 1 < value.count,
        value.bytes[index + 1] == UInt8(ascii: "{")
      {
        output.append(byte)
      }
      if let escape = escapes[byte] { output.append(escape) } else { output.append(byte) }
    }
    output.append(quote)
  }

  private func isBare(_ value: borrowing SecretBytes) -> Bool {
    guard !bare.isEmpty, value.count > 0 else { return false }
    for index in 0..<value.count where !bare.contains(value.bytes[index]) { return false }
    return true
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  static func has(_ text: String, in value: borrowing SecretBytes) -> Bool {
    let wanted = Array(text.utf8)
    guard !wanted.isEmpty, value.count >= wanted.count else { return false }
    for start in 0...(value.count - wanted.count) {
      var matches = true
      for offset in wanted.indices where value.bytes[start + offset] != wanted[offset] {
        matches = false
        break
      }
      if matches { return true }
    }
    return false
  }
}

extension Set<UInt8> {
  /// The bytes of a text.
  init(text: String) { self.init(text.utf8) }

  /// Letters and digits of ASCII.
  static let alphanumeric = Set(
    text: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
}

extension [UInt8: String] {
  /// Escapes of single characters.
  init(escaping marks: String, with escape: String = "\\") {
    self.init(uniqueKeysWithValues: marks.utf8.map { ($0, escape + String(UnicodeScalar($0))) })
  }

  static let lineBreaks: [UInt8: String] = [0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t"]

  func adding(_ others: [UInt8: String]) -> [UInt8: String] {
    merging(others) { own, _ in own }
  }
}
