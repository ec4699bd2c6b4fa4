internal import Credentials
internal import Secrets

/// Escapes one value for the place in a text that it stands in.
struct ValueEscape {
  let format: TextFormat
  let tracker: QuoteTracker
  let name: String

  /// Appends a value.
  ///
  /// - Returns: Whether the value has quotes of its own and must end a word.
  /// - Throws: `Failure` with code `invalid` if the format cannot carry the value there.
  func append(_ value: borrowing SecretBytes, to output: inout SecretBuilder) throws(Failure)
    -> Bool
  {
    switch format {
    case .text: output.append(value)
    case .json, .yaml, .toml: return try structured(value, to: &output)
    case .env: return try environment(value, to: &output)
    case .shell: try shell(value, to: &output)
    case .xml, .html: try markup(value, to: &output)
    case .url: PercentEncoding.append(value, to: &output)
    case .properties: PropertiesEscape.append(value, to: &output)
    }
    return false
  }

  private func refuse(_ reason: String) -> Failure { FormatWriter.refusal(name, reason) }

  private func refuseLines(in value: borrowing SecretBytes, _ place: String) throws(Failure) {
    if SecretText.containsControl(in: value) {
      throw refuse("has line breaks or control characters, which \(place) cannot hold")
    }
  }

  // JSON, YAML, and TOML

  private func structured(_ value: borrowing SecretBytes, to output: inout SecretBuilder)
    throws(Failure) -> Bool
  {
    switch tracker.place {
    case .double: DoubleQuoted.append(value, in: format, to: &output)
    case .single: try singleQuoted(value, to: &output)
    case .comment:
      try refuseLines(in: value, "a comment")
      output.append(value)
    case .block: try block(value, to: &output)
    case .plain:
      if format != .json {
        let starts: [UInt8] = Array((format == .toml ? " \t\n=[,{" : " \t\n[,{").utf8)
        guard starts.contains(tracker.previous) else {
          throw refuse("is only a part of what stands there: put the whole in quotes")
        }
      }
      output.append("\"")
      DoubleQuoted.append(value, in: format, to: &output)
      output.append("\"")
      return format != .json
    }
    return false
  }

  private func singleQuoted(_ value: borrowing SecretBytes, to output: inout SecretBuilder)
    throws(Failure)
  {
    guard !DoubleQuoted.needsEscape(value) else {
      throw refuse("has characters that single quotes cannot hold: use double quotes")
    }
    for index in value.bytes.indices {
      if value.bytes[index] == UInt8(ascii: "'") {
        guard format == .yaml else {
          throw refuse("has a single quote, which single quotes cannot hold: use double quotes")
        }
        output.append("'")
      }
      output.append(value.bytes[index])
    }
  }

  /// A value of several lines gets the indentation of the line that it begins.
  private func block(_ value: borrowing SecretBytes, to output: inout SecretBuilder)
    throws(Failure)
  {
    var last = value.count
    while last > 0, value.bytes[last - 1] == UInt8(ascii: "\n") { last -= 1 }
    for index in 0..<last {
      let byte = value.bytes[index]
      guard byte >= 0x20 || byte == 0x0A || byte == 0x09, byte != 0x7F else {
        throw refuse("has control characters, which a block cannot hold: use double quotes")
      }
      output.append(byte)
      guard byte == UInt8(ascii: "\n") else { continue }
      guard tracker.isAtLineStart, !tracker.indentation.isEmpty else {
        throw refuse("has several lines: let it begin a line of its own")
      }
      output.append(tracker.indentation.span)
    }
  }

  // Environment files and shells

  private func environment(_ value: borrowing SecretBytes, to output: inout SecretBuilder)
    throws(Failure) -> Bool
  {
    try refuseLines(in: value, "a file of the format env")
    switch tracker.place {
    case .single:
      guard !contains("'", value) else { throw refuse("has a ', which single quotes cannot hold") }
      output.append(value)
    case .double:
      guard !contains("\"\\$`", value) else {
        throw refuse("has one of \" \\ $ `, which readers of double quotes do not agree on")
      }
      output.append(value)
    case .comment: output.append(value)
    case .plain, .block:
      if isBare(value) {
        output.append(value)
        return false
      }
      guard tracker.previous == UInt8(ascii: "=") else {
        throw refuse("needs quotes and is only a part of what stands there")
      }
      let mark = contains("'", value) ? "\"" : "'"
      guard mark == "'" || !contains("\"\\$`", value) else {
        throw refuse("has a ' and one of \" \\ $ `, which no quotes hold for every reader")
      }
      output.append(mark)
      output.append(value)
      output.append(mark)
      return true
    }
    return false
  }

  private func shell(_ value: borrowing SecretBytes, to output: inout SecretBuilder)
    throws(Failure)
  {
    guard !SecretText.contains(0, in: value) else { throw refuse("has a NUL byte") }
    switch tracker.place {
    case .double:
      for index in value.bytes.indices {
        if "\"\\$`".utf8.contains(value.bytes[index]) { output.append("\\") }
        output.append(value.bytes[index])
      }
    case .comment:
      try refuseLines(in: value, "a comment")
      output.append(value)
    case .plain where isBare(value): output.append(value)
    case .single: shellQuoted(value, to: &output)
    case .plain, .block:
      output.append("'")
      shellQuoted(value, to: &output)
      output.append("'")
    }
  }

  private func shellQuoted(_ value: borrowing SecretBytes, to output: inout SecretBuilder) {
    for index in value.bytes.indices {
      if value.bytes[index] == UInt8(ascii: "'") {
        output.append("'\\''")
      } else {
        output.append(value.bytes[index])
      }
    }
  }

  private func isBare(_ value: borrowing SecretBytes) -> Bool {
    for index in value.bytes.indices {
      let byte = value.bytes[index]
      guard PercentEncoding.isUnreserved(byte) || "/:@%+=,".utf8.contains(byte),
        byte != UInt8(ascii: "~")
      else { return false }
    }
    return value.count > 0
  }

  private func contains(_ characters: String, _ value: borrowing SecretBytes) -> Bool {
    for byte in characters.utf8 where SecretText.contains(byte, in: value) { return true }
    return false
  }

  // XML and HTML

  private func markup(_ value: borrowing SecretBytes, to output: inout SecretBuilder)
    throws(Failure)
  {
    for index in value.bytes.indices {
      switch value.bytes[index] {
      case UInt8(ascii: "&"): output.append("&amp;")
      case UInt8(ascii: "<"): output.append("&lt;")
      case UInt8(ascii: ">"): output.append("&gt;")
      case UInt8(ascii: "\""): output.append("&quot;")
      case UInt8(ascii: "'"): output.append("&#39;")
      case 0x0D where format == .xml: output.append("&#13;")
      case let byte where byte < 0x20 && byte != 0x09 && byte != 0x0A:
        throw refuse("has control characters, which \(format.rawValue) cannot hold")
      case let byte: output.append(byte)
      }
    }
  }
}
