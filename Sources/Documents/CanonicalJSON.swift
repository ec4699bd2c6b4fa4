extension JSON {
  /// Writes a document in its one canonical form (RFC 8785), to be hashed or signed.
  ///
  /// - Throws: ``DocumentError`` with code `duplicateKey`; `number` for a number that a
  ///   64-bit float does not hold, or an integer beyond 2^53 that could be mistaken for its
  ///   neighbour; `secret` for a secret value.
  public static func canonical(_ node: Node) throws(DocumentError) -> [UInt8] {
    var output: [UInt8] = []
    try appendCanonical(node, to: &output)
    return output
  }

  private static func appendCanonical(_ node: Node, to output: inout [UInt8])
    throws(DocumentError)
  {
    switch node.content {
    case .null: output += "null".utf8
    case .bool(let value): output += (value ? "true" : "false").utf8
    case .number(let text): output += try canonicalNumber(text, at: node.position).utf8
    case .string(let text): appendCanonical(quoted: text, to: &output)
    case .secret:
      throw DocumentError(.secret, "a secret value has no canonical form", at: node.position)
    case .array(let values):
      output.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        try appendCanonical(value, to: &output)
      }
      output.append(UInt8(ascii: "]"))
    case .object(let members):
      // By UTF-16 code units, which differs from the order of UTF-8 above U+FFFF.
      let sorted = members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
      output.append(UInt8(ascii: "{"))
      for (index, member) in sorted.enumerated() {
        if index > 0 {
          output.append(UInt8(ascii: ","))
          if sorted[index - 1].key.utf8.elementsEqual(member.key.utf8) {
            throw DocumentError(
              .duplicateKey, "the key \(member.key) occurs twice", at: member.position)
          }
        }
        appendCanonical(quoted: member.key, to: &output)
        output.append(UInt8(ascii: ":"))
        try appendCanonical(member.value, to: &output)
      }
      output.append(UInt8(ascii: "}"))
    }
  }

  private static func canonicalNumber(_ text: String, at position: Position?)
    throws(DocumentError) -> String
  {
    if let integer = Int(text) {
      // The largest integers whose neighbours a 64-bit float still tells apart (RFC 7493 §2.2).
      guard integer.magnitude < 1 << 53 else {
        throw DocumentError(.number, "an integer is beyond 2^53, write it as text", at: position)
      }
      return String(integer)
    }
    guard let value = Double(text), value.isFinite, let decimal = ShortestDecimal(value) else {
      throw DocumentError(.number, "a number is out of range, write it as text", at: position)
    }
    return value == 0 ? "0" : decimal.compact
  }

  private static func appendCanonical(quoted text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        output.append(UInt8(ascii: "\\"))
        output.append(byte)
      case 0..<0x20: JSONEscape.append(control: byte, to: &output)
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}
