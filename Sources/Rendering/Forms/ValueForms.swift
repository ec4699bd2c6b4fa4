internal import Secrets

/// The ways to write a value that more than one artifact needs.
extension ValueForm {
  /// As it is, on one line.
  static let line = ValueForm()

  /// As it is, on one line that is trimmed.
  static let trimmedLine = ValueForm(isTrimmed: true)

  /// AWS's INI files: what some SDKs take for a comment is refused.
  static let awsINI = ValueForm(
    forbiddenAtStart: Set(text: "#;"), forbiddenTexts: [" #", " ;", "\t#", "\t;"], isTrimmed: true)

  /// Python's ConfigParser, which looks for `%(name)s`.
  static let pythonINI = ValueForm(
    escapes: [UInt8(ascii: "%"): "%%"], forbiddenAtStart: Set(text: "#;"), isTrimmed: true)

  /// One word for a POSIX shell.
  static let shell = ValueForm(
    quote: "'", escapes: [UInt8(ascii: "'"): "'\\''"], keepsControls: true,
    bare: Set.alphanumeric.union(Set(text: "_./:@%+=,-")))

  /// A text between double quotes of JSON, TOML, or YAML.
  static let quoted = ValueForm(
    quote: "\"",
    escapes: [UInt8: String](escaping: "\"\\").adding(.lineBreaks).adding(controls("\\u00")))

  /// A text of HCL, where `${` and `%{` begin templates.
  static let hcl = ValueForm(
    quote: "\"", escapes: [UInt8: String](escaping: "\"\\").adding(.lineBreaks),
    forbiddenTexts: ["${", "%{"])

  /// A text of HCL 2, where a mark that begins a template is written twice.
  static let hclTemplate: ValueForm = {
    var form = ValueForm(
      quote: "\"",
      escapes: [UInt8: String](escaping: "\"\\").adding(.lineBreaks).adding(
        controls("\\u00")))
    form.doubledBeforeBrace = Set(text: "$%")
    return form
  }()

  /// A text between single quotes of Groovy.
  static let groovy = ValueForm(
    quote: "'", escapes: [UInt8: String](escaping: "'\\").adding(.lineBreaks))

  /// Text and attributes of XML; an attribute's line breaks need their references.
  static let xml = ValueForm(escapes: [
    UInt8(ascii: "&"): "&amp;", UInt8(ascii: "<"): "&lt;", UInt8(ascii: ">"): "&gt;",
    UInt8(ascii: "\""): "&quot;", 0x0A: "&#10;", 0x0D: "&#13;", 0x09: "&#9;",
  ])

  /// Percent-encoding of all but the unreserved characters of RFC 3986.
  static let percent: ValueForm = {
    var escapes: [UInt8: String] = [:]
    for byte in UInt8(0)...255 where !PercentEncoding.isUnreserved(byte) {
      escapes[byte] = "%" + hex(byte, Array("0123456789ABCDEF"))
    }
    return ValueForm(escapes: escapes)
  }()

  private static func controls(_ prefix: String) -> [UInt8: String] {
    var escapes: [UInt8: String] = [:]
    for byte in Array(UInt8(1)..<32) + [127] {
      escapes[byte] = prefix + hex(byte, Array("0123456789abcdef"))
    }
    return escapes
  }

  private static func hex(_ byte: UInt8, _ digits: [Character]) -> String {
    String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
  }
}
