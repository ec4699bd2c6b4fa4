public import Secrets

/// JSON written into secret memory, for values that may be secret themselves.
public enum SecretJSON {
  /// Writes a value with tabs for indentation.
  ///
  /// Secret texts become JSON strings. Nothing is escaped that JSON does not ask for, so what
  /// a secret is stays recognisable. Secrets that are not UTF-8 keep their bytes.
  ///
  /// - Parameters:
  ///   - node: The value.
  ///   - endsWithLineFeed: Whether a line feed ends the text.
  /// - Returns: The text.
  public static func write(_ node: Node, endsWithLineFeed: Bool = false) -> SecretBytes {
    var output = SecretBuilder()
    append(node, depth: 0, to: &output)
    if endsWithLineFeed { output.append(UInt8(ascii: "\n")) }
    return output.finish()
  }

  /// Writes a value on one line, without blanks, and with a line feed at the end.
  ///
  /// - Parameter node: The value.
  /// - Returns: The text.
  public static func writeLine(_ node: Node) -> SecretBytes {
    var output = SecretBuilder()
    append(node, depth: nil, to: &output)
    output.append(UInt8(ascii: "\n"))
    return output.finish()
  }

  /// Without a depth, everything goes on one line.
  private static func append(_ node: Node, depth: Int?, to output: inout SecretBuilder) {
    switch node.content {
    case .null: output.append("null")
    case .bool(let value): output.append(value ? "true" : "false")
    case .number(let text): output.append(text)
    case .string(let text):
      let utf8 = Array(text.utf8)
      append(quoted: utf8.span, to: &output)
    case .secret(let secret): append(quoted: secret.bytes, to: &output)
    case .array(let values):
      output.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        startLine(after: index, depth: depth.map { $0 + 1 }, in: &output)
        append(value, depth: depth.map { $0 + 1 }, to: &output)
      }
      if !values.isEmpty { breakLine(depth: depth, in: &output) }
      output.append(UInt8(ascii: "]"))
    case .object(let members):
      output.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        startLine(after: index, depth: depth.map { $0 + 1 }, in: &output)
        let key = Array(member.key.utf8)
        append(quoted: key.span, to: &output)
        output.append(depth == nil ? ":" : ": ")
        append(member.value, depth: depth.map { $0 + 1 }, to: &output)
      }
      if !members.isEmpty { breakLine(depth: depth, in: &output) }
      output.append(UInt8(ascii: "}"))
    }
  }

  private static func startLine(after index: Int, depth: Int?, in output: inout SecretBuilder) {
    if index > 0 { output.append(UInt8(ascii: ",")) }
    breakLine(depth: depth, in: &output)
  }

  private static func breakLine(depth: Int?, in output: inout SecretBuilder) {
    guard let depth else { return }
    output.append(UInt8(ascii: "\n"))
    for _ in 0..<depth { output.append(UInt8(ascii: "\t")) }
  }

  private static func append(quoted secret: borrowing SecretBytes, to output: inout SecretBuilder) {
    append(quoted: secret.bytes, to: &output)
  }

  private static func append(quoted bytes: Span<UInt8>, to output: inout SecretBuilder) {
    let digits = Array("0123456789abcdef".utf8)
    output.append(UInt8(ascii: "\""))
    for index in bytes.indices {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\""): output.append("\\\"")
      case UInt8(ascii: "\\"): output.append("\\\\")
      case UInt8(ascii: "\n"): output.append("\\n")
      case UInt8(ascii: "\r"): output.append("\\r")
      case UInt8(ascii: "\t"): output.append("\\t")
      case 0..<0x20:
        output.append("\\u00")
        output.append(digits[Int(byte >> 4)])
        output.append(digits[Int(byte & 0x0F)])
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}
