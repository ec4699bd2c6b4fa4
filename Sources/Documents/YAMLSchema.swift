/// What a scalar means: YAML 1.2.2, section 10.3, the core schema.
enum YAMLSchema {
  static func content(of text: String, isPlain: Bool, tag: String?) -> Node.Content {
    switch tag {
    case nil: isPlain ? plain(text) : .string(text)
    case "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int",
      "tag:yaml.org,2002:float":
      plain(text)
    default: .string(text)
    }
  }

  private static func plain(_ text: String) -> Node.Content {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF",
      ".nan", ".NaN", ".NAN":
      return .number(text)
    default: break
    }
    // Decimal, so that every number can be read in one way.
    if text.hasPrefix("0o"), let value = Int(text.dropFirst(2), radix: 8), value >= 0 {
      return .number(String(value))
    }
    if text.hasPrefix("0x"), let value = Int(text.dropFirst(2), radix: 16), value >= 0 {
      return .number(String(value))
    }
    return isNumber(text.utf8) ? .number(text) : .string(text)
  }

  // [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
  private static func isNumber(_ text: String.UTF8View) -> Bool {
    var rest = text[...]
    func skipDigits() -> Int {
      let count = rest.prefix { (48...57).contains($0) }.count
      rest = rest.dropFirst(count)
      return count
    }
    func skip(_ characters: UInt8...) -> Bool {
      guard let first = rest.first, characters.contains(first) else { return false }
      rest = rest.dropFirst()
      return true
    }
    _ = skip(UInt8(ascii: "-"), UInt8(ascii: "+"))
    let whole = skipDigits()
    let fraction = skip(UInt8(ascii: ".")) ? skipDigits() : 0
    guard whole + fraction > 0 else { return false }
    if skip(UInt8(ascii: "e"), UInt8(ascii: "E")) {
      _ = skip(UInt8(ascii: "-"), UInt8(ascii: "+"))
      guard skipDigits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}
