extension JSON {
  /// Writes a document byte for byte as sops 3.13 does, so that sops changes no line of it
  /// that it need not.
  ///
  /// That is Go's `json.MarshalIndent` with tabs: `<`, `>`, `&`, U+2028, and U+2029 are
  /// escaped, empty mappings and lists stay on one line, and a newline ends the text.
  ///
  /// - Precondition: No value is a ``Node/Content/secret(_:)``: a secret is encrypted, or
  ///   turned into text on purpose, before it is written.
  public static func write(_ node: Node) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(2048)
    append(node, depth: 0, to: &output)
    output.append(UInt8(ascii: "\n"))
    return output
  }

  private static func append(_ node: Node, depth: Int, to output: inout [UInt8]) {
    switch node.content {
    case .null: output += "null".utf8
    case .bool(let value): output += (value ? "true" : "false").utf8
    case .number(let text): output += text.utf8
    case .string(let text): append(quoted: text, to: &output)
    case .secret: preconditionFailure("a secret value was about to be written in clear")
    case .array(let values):
      output.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        startLine(after: index, depth: depth + 1, in: &output)
        append(value, depth: depth + 1, to: &output)
      }
      if !values.isEmpty { breakLine(depth: depth, in: &output) }
      output.append(UInt8(ascii: "]"))
    case .object(let members):
      output.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        startLine(after: index, depth: depth + 1, in: &output)
        append(quoted: member.key, to: &output)
        output += ": ".utf8
        append(member.value, depth: depth + 1, to: &output)
      }
      if !members.isEmpty { breakLine(depth: depth, in: &output) }
      output.append(UInt8(ascii: "}"))
    }
  }

  private static func startLine(after index: Int, depth: Int, in output: inout [UInt8]) {
    if index > 0 { output.append(UInt8(ascii: ",")) }
    breakLine(depth: depth, in: &output)
  }

  private static func breakLine(depth: Int, in output: inout [UInt8]) {
    output.append(UInt8(ascii: "\n"))
    for _ in 0..<depth { output.append(UInt8(ascii: "\t")) }
  }

  private static func append(quoted text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    var text = text
    text.makeContiguousUTF8()
    let bytes = text.utf8.span
    // Almost all text stands as it is, so it is copied in pieces, not byte by byte.
    var copied = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      guard isSpecial[Int(byte)], byte != 0xE2 || isLineSeparator(bytes, at: index) else {
        index += 1
        continue
      }
      output.append(copying: bytes.extracting(copied..<index))
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        output.append(UInt8(ascii: "\\"))
        output.append(byte)
      case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
        output.append(UInt8(ascii: "\\"))
        JSONEscape.append(codeUnit: byte, to: &output)
      case 0xE2:
        output += (bytes[index + 2] == 0xA8 ? "\\u2028" : "\\u2029").utf8
        index += 2
      default: JSONEscape.append(control: byte, to: &output)
      }
      index += 1
      copied = index
    }
    output.append(copying: bytes.extracting(copied..<bytes.count))
    output.append(UInt8(ascii: "\""))
  }

  /// For each byte, whether a string may not have it as it is; 0xE2 depends on what follows.
  private static let isSpecial: [Bool] = (0...255).map { byte in
    byte < 0x20 || byte == 0xE2 || "\"\\<>&".utf8.contains(UInt8(byte))
  }

  /// Whether U+2028 or U+2029 starts here: E2 80 A8 or E2 80 A9.
  private static func isLineSeparator(_ bytes: Span<UInt8>, at index: Int) -> Bool {
    index + 2 < bytes.count && bytes[index + 1] == 0x80 && bytes[index + 2] & 0xFE == 0xA8
  }
}

extension [UInt8] {
  /// Appends the bytes of a span, all at once.
  fileprivate mutating func append(copying bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}
