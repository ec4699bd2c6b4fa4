internal import Documents
internal import Secrets

/// YAML 1.2 written into secret memory, in block style, such as `kubectl` writes it.
///
/// A text is bare only where every YAML reader, those of YAML 1.1 too, takes it for that text;
/// every other one is in double quotes, so that `no`, `0123`, and `1e3` stay what they are.
enum SecretYAML {
  /// Writes a mapping or list as one document.
  static func write(_ node: Node) -> SecretBytes {
    var output = SecretBuilder()
    appendBlock(node, depth: 0, to: &output)
    return output.finish()
  }

  private static func appendBlock(_ node: Node, depth: Int, to output: inout SecretBuilder) {
    switch node.content {
    case .object(let members) where !members.isEmpty:
      for member in members {
        indent(depth, in: &output)
        append(text: member.key, to: &output)
        output.append(":")
        appendValue(member.value, depth: depth, to: &output)
      }
    case .array(let values) where !values.isEmpty:
      for value in values {
        indent(depth, in: &output)
        output.append("-")
        appendItem(value, depth: depth, to: &output)
      }
    default:
      indent(depth, in: &output)
      appendScalar(node, to: &output)
      output.append("\n")
    }
  }

  /// What follows a key: a scalar on its line, or a block below it.
  private static func appendValue(_ node: Node, depth: Int, to output: inout SecretBuilder) {
    switch node.content {
    case .object(let members) where !members.isEmpty:
      output.append("\n")
      appendBlock(node, depth: depth + 1, to: &output)
    case .array(let values) where !values.isEmpty:
      output.append("\n")
      // Lists stand under their key without indentation, as kubectl has them.
      appendBlock(node, depth: depth, to: &output)
    default:
      output.append(" ")
      appendScalar(node, to: &output)
      output.append("\n")
    }
  }

  /// What follows a dash: a scalar, or a block whose first line is the dash's own.
  private static func appendItem(_ node: Node, depth: Int, to output: inout SecretBuilder) {
    guard case .object(let members) = node.content, let first = members.first else {
      appendValue(node, depth: depth + 1, to: &output)
      return
    }
    output.append(" ")
    append(text: first.key, to: &output)
    output.append(":")
    appendValue(first.value, depth: depth + 1, to: &output)
    guard members.count > 1 else { return }
    appendBlock(.object(Array(members.dropFirst())), depth: depth + 1, to: &output)
  }

  private static func appendScalar(_ node: Node, to output: inout SecretBuilder) {
    switch node.content {
    case .null: output.append("null")
    case .bool(let value): output.append(value ? "true" : "false")
    case .number(let text): output.append(text)
    case .string(let text): append(text: text, to: &output)
    case .secret(let secret): append(quoted: secret.bytes, to: &output)
    case .array: output.append("[]")
    case .object: output.append("{}")
    }
  }

  private static func append(text: String, to output: inout SecretBuilder) {
    if isBare(text) {
      output.append(text)
    } else {
      let utf8 = Array(text.utf8)
      append(quoted: utf8.span, to: &output)
    }
  }

  /// Words that some version of YAML reads as something else than text.
  private static let meanings: Set<String> = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", ".inf", ".nan",
  ]

  private static func isBare(_ text: String) -> Bool {
    // A dot may come first, as in .dockerconfigjson.
    let start = text.utf8.first == UInt8(ascii: ".") ? text.utf8.dropFirst() : text.utf8[...]
    guard let first = start.first, isLetter(first) else { return false }
    guard !meanings.contains(text.lowercased()) else { return false }
    return text.utf8.allSatisfy { byte in
      isLetter(byte) || (48...57).contains(byte)
        || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/")]
          .contains(byte)
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
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
      case 0..<0x20, 0x7F:
        output.append("\\x")
        output.append(digits[Int(byte >> 4)])
        output.append(digits[Int(byte & 0x0F)])
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }

  private static func indent(_ depth: Int, in output: inout SecretBuilder) {
    for _ in 0..<depth { output.append("  ") }
  }
}
