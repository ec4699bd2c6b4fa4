internal import Secrets

/// A program's way to read `NAME=VALUE` lines; each has quoting rules of its own.
public enum EnvironmentDialect: String, Hashable, Sendable, CaseIterable {
  /// `source FILE` in a POSIX shell.
  case bash
  /// `env_file` of docker compose.
  case compose
  /// `docker run --env-file`, which knows no quotes.
  case docker
  /// `node --env-file`.
  case node
  /// python-dotenv.
  case python
  /// `EnvironmentFile` of systemd.
  case systemd

  /// The names, for a message.
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// Appends a value as the dialect writes it.
  ///
  /// - Returns: Whether the dialect has a way to write it; nothing is appended otherwise.
  func append(_ value: borrowing SecretBytes, to output: inout SecretBuilder) -> Bool {
    let seen = Characters(value.bytes)
    guard !seen.hasNUL else { return false }
    if self == .docker {
      guard !seen.hasLineBreak else { return false }
      output.append(value.bytes)
      return true
    }
    if self == .bash {
      Self.appendForShell(value.bytes, isBare: seen.isBare, to: &output)
      return true
    }
    guard !seen.hasCarriageReturn else { return false }
    // python-dotenv looks for ${NAME} in whatever quotes.
    if self == .python, seen.hasBracedVariable { return false }
    if seen.isBare {
      output.append(value.bytes)
      return true
    }
    // Some readers undo \\ between single quotes, too.
    let undoesBackslash = self == .python || self == .systemd
    if !seen.hasSingleQuote, !seen.hasLineFeed, !(undoesBackslash && seen.hasBackslash) {
      return Self.append(value.bytes, in: UInt8(ascii: "'"), escaping: [], to: &output)
    }
    let quote = UInt8(ascii: "\"")
    let backslash = UInt8(ascii: "\\")
    switch self {
    case .bash, .docker: return false
    case .compose:
      guard !seen.hasDollar else { return false }
      return Self.append(value.bytes, in: quote, escaping: [quote, backslash], to: &output)
    case .python:
      return Self.append(value.bytes, in: quote, escaping: [quote, backslash], to: &output)
    case .systemd:
      guard !seen.hasLineFeed else { return false }
      return Self.append(value.bytes, in: quote, escaping: [quote, backslash], to: &output)
    case .node:
      // Node undoes \n between double quotes, and nothing else.
      guard !seen.hasDoubleQuote, !seen.hasBackslash else { return false }
      return Self.append(value.bytes, in: quote, escaping: [], to: &output)
    }
  }

  /// One word for a POSIX shell: what is between single quotes is never looked at.
  static func appendForShell(_ bytes: Span<UInt8>, isBare: Bool, to output: inout SecretBuilder) {
    if isBare {
      output.append(bytes)
      return
    }
    output.append("'")
    for index in bytes.indices {
      if bytes[index] == UInt8(ascii: "'") {
        output.append("'\\''")
      } else {
        output.append(bytes[index])
      }
    }
    output.append("'")
  }

  private static func append(
    _ bytes: Span<UInt8>, in quote: UInt8, escaping escaped: [UInt8],
    to output: inout SecretBuilder
  ) -> Bool {
    output.append(quote)
    for index in bytes.indices {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\n") {
        output.append("\\n")
      } else {
        if escaped.contains(byte) { output.append(UInt8(ascii: "\\")) }
        output.append(byte)
      }
    }
    output.append(quote)
    return true
  }
}

/// What is in a value that a dialect may not be able to write.
private struct Characters {
  var hasNUL = false
  var hasLineFeed = false
  var hasCarriageReturn = false
  var hasSingleQuote = false
  var hasDoubleQuote = false
  var hasDollar = false
  var hasBackslash = false
  var hasBracedVariable = false
  var isBare = true

  var hasLineBreak: Bool { hasLineFeed || hasCarriageReturn }

  init(_ bytes: Span<UInt8>) {
    var previous: UInt8 = 0
    for index in bytes.indices {
      let byte = bytes[index]
      switch byte {
      case 0: hasNUL = true
      case UInt8(ascii: "\n"): hasLineFeed = true
      case UInt8(ascii: "\r"): hasCarriageReturn = true
      case UInt8(ascii: "'"): hasSingleQuote = true
      case UInt8(ascii: "\""): hasDoubleQuote = true
      case UInt8(ascii: "$"): hasDollar = true
      case UInt8(ascii: "\\"): hasBackslash = true
      case UInt8(ascii: "{") where previous == UInt8(ascii: "$"): hasBracedVariable = true
      default: break
      }
      if !Self.isBare(byte) { isBare = false }
      previous = byte
    }
  }

  private static let marks = Set("_./:@%+=,-".utf8)

  private static func isBare(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      || marks.contains(byte)
  }
}
