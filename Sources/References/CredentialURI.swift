import Files

/// `cred://NAME[#FIELD]`, which may stand in any text.
public struct CredentialURI: Hashable, Sendable {
  static let scheme = Array("cred://".utf8)

  /// Where it starts, counted in bytes from 0.
  public let place: Int
  /// Where it ends: the byte after its last.
  public let end: Int
  /// The name or the id of the credential.
  public let name: String
  /// The field, where one is named.
  public let field: String?

  /// Every one in a text.
  public static func all(in text: Span<UInt8>) -> [CredentialURI] {
    var found: [CredentialURI] = []
    var start = 0
    while let place = ByteSearch.first(scheme, in: text, from: start) {
      start = place + scheme.count
      // `mycred://` is another scheme: RFC 3986, section 3.1.
      if place > 0, isNameByte(text[place - 1]) || "+.".utf8.contains(text[place - 1]) { continue }
      var end = start
      while end < text.count, isNameByte(text[end]) || text[end] == UInt8(ascii: "/") { end += 1 }
      var nameEnd = end
      while nameEnd > start, text[nameEnd - 1] == UInt8(ascii: "/") { nameEnd -= 1 }
      guard nameEnd > start else { continue }
      var field: String?
      if nameEnd == end, end < text.count, text[end] == UInt8(ascii: "#") {
        let fieldStart = end + 1
        end = fieldStart
        while end < text.count, isNameByte(text[end]), text[end] != UInt8(ascii: "-") { end += 1 }
        if end > fieldStart { field = string(text, fieldStart..<end) }
      }
      let name = string(text, start..<nameEnd)
      found.append(CredentialURI(place: place, end: end, name: name, field: field))
      start = end
    }
    return found
  }

  // A segment of a credential's name: design.md, section 3.
  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
    default: false
    }
  }

  private static func string(_ text: Span<UInt8>, _ range: Range<Int>) -> String {
    String(decoding: range.map { text[$0] }, as: UTF8.self)
  }
}
