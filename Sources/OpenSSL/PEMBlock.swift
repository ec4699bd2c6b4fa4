public import Secrets

/// One `-----BEGIN X-----` to `-----END X-----` in a text (RFC 7468), by its place there.
///
/// Finding blocks copies nothing, so the text may be secret. Whatever stands between blocks is
/// passed over, and a block may follow another without a line break, as after `cat a b`.
public struct PEMBlock: Hashable, Sendable {
  /// The name, such as `CERTIFICATE`.
  public let label: String
  /// Where the lines between the markers are.
  let body: Range<Int>

  private static let begin = Array("-----BEGIN ".utf8)
  private static let end = Array("-----END ".utf8)
  private static let dashes = Array("-----".utf8)

  /// Finds all blocks of a text.
  ///
  /// - Throws: ``PEMError`` with code `unterminated`.
  public static func blocks(in text: Span<UInt8>) throws(PEMError) -> [PEMBlock] {
    var blocks: [PEMBlock] = []
    var index = 0
    while let start = find(begin, in: text, from: index) {
      let name = start + begin.count
      guard let close = find(dashes, in: text, from: name), close - name <= 64 else {
        throw PEMError(.unterminated, "a BEGIN line does not end in five dashes")
      }
      let label = ascii(text, name..<close)
      let bodyStart = close + dashes.count
      let ending = Array("-----END \(label)-----".utf8)
      guard let bodyEnd = find(end, in: text, from: bodyStart),
        find(ending, in: text, from: bodyEnd) == bodyEnd,
        find(begin, in: text, from: bodyStart).map({ $0 > bodyEnd }) ?? true
      else {
        throw PEMError(.unterminated, "a BEGIN line has no END line of the same name")
      }
      blocks.append(PEMBlock(label: label, body: bodyStart..<bodyEnd))
      index = bodyEnd + ending.count
    }
    return blocks
  }

  /// The block alone, with LF line ends and base64 lines of 64 characters.
  ///
  /// - Throws: ``PEMError`` with code `placeholder` or `notBase64`.
  public func normalised(in text: Span<UInt8>) throws(PEMError) -> SecretBytes {
    var output = SecretBuilder(capacity: body.count + 128)
    output.append("-----BEGIN \(label)-----\n")
    let headersEnd = appendHeaders(of: text, to: &output)
    let characters = try base64(in: text, headersEnd..<body.upperBound)
    var index = 0
    while index < characters.count {
      let count = min(64, characters.count - index)
      output.append(characters.bytes.extracting(index..<index + count))
      output.append("\n")
      index += count
    }
    output.append("-----END \(label)-----\n")
    return output.finish()
  }

  /// The bytes that the base64 stands for.
  ///
  /// - Throws: ``PEMError`` with code `placeholder` or `notBase64`.
  public func decoded(in text: Span<UInt8>) throws(PEMError) -> SecretBytes {
    let characters = try base64(in: text, body)
    guard let decoded = Base64.decodeSecret(characters.bytes), decoded.count > 0 else {
      throw notBase64
    }
    return decoded
  }

  private var notBase64: PEMError {
    PEMError(.notBase64, "what stands between BEGIN \(label) and END \(label) is not base64")
  }

  /// The characters of a range without white space, checked to be of base64's alphabet.
  private func base64(in text: Span<UInt8>, _ range: Range<Int>) throws(PEMError) -> SecretBytes {
    if find(PEMBlock.dots, in: text, range) || find(PEMBlock.ellipsis, in: text, range) {
      throw PEMError(
        .placeholder,
        "what stands between BEGIN \(label) and END \(label) is a placeholder of dots, not base64:"
          + " put the real PEM text there")
    }
    var output = SecretBuilder(capacity: range.count)
    for index in range {
      switch text[index] {
      case 9, 10, 11, 12, 13, 32: continue
      case 48...57, 65...90, 97...122, UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
        output.append(text[index])
      case UInt8(ascii: "\\"):
        throw PEMError(
          .notBase64,
          "has backslashes between BEGIN \(label) and END \(label): its line breaks must be real"
            + " ones, not the two characters \\n")
      default: throw notBase64
      }
    }
    guard output.count > 0 else { throw notBase64 }
    return output.finish()
  }

  /// Appends the lines of RFC 1421 headers, which encrypted keys of the old form have, and
  /// returns where they end.
  private func appendHeaders(of text: Span<UInt8>, to output: inout SecretBuilder) -> Int {
    var index = body.lowerBound
    var hasHeaders = false
    while true {
      while index < body.upperBound, [10, 13, 32, 9].contains(text[index]) { index += 1 }
      var lineEnd = index
      var hasColon = false
      while lineEnd < body.upperBound, text[lineEnd] != 10, text[lineEnd] != 13 {
        hasColon = hasColon || text[lineEnd] == UInt8(ascii: ":")
        lineEnd += 1
      }
      guard hasColon else {
        if hasHeaders { output.append("\n") }
        return index
      }
      hasHeaders = true
      output.append(text.extracting(index..<lineEnd))
      output.append("\n")
      index = lineEnd
    }
  }

  private static let dots = Array("...".utf8)
  private static let ellipsis = Array("…".utf8)

  private func find(_ wanted: [UInt8], in text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    PEMBlock.find(wanted, in: text.extracting(range), from: 0) != nil
  }

  private static func find(_ wanted: [UInt8], in text: Span<UInt8>, from start: Int) -> Int? {
    guard text.count >= wanted.count else { return nil }
    var index = start
    search: while index + wanted.count <= text.count {
      for offset in wanted.indices where text[index + offset] != wanted[offset] {
        index += 1
        continue search
      }
      return index
    }
    return nil
  }

  private static func ascii(_ text: Span<UInt8>, _ range: Range<Int>) -> String {
    String(decoding: range.map { text[$0] }, as: UTF8.self)
  }
}
