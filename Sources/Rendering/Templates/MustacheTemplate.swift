internal import Credentials

/// A user's template: Mustache (https://mustache.github.io/mustache.5.html) over bytes.
///
/// It has variables, sections, inverted sections, comments, partials, and set delimiters, as the
/// Mustache specification defines them; no lambdas, no inheritance, no dynamic names.
struct MustacheTemplate: Sendable {
  /// One part of a template.
  indirect enum Part: Sendable {
    case text([UInt8])
    case variable(Tag, isRaw: Bool)
    case section(Tag, isInverted: Bool, [Part])
    case partial(Tag, indentation: [UInt8])
  }

  /// What a tag names, and where it stands.
  struct Tag: Sendable {
    let name: String
    let line: Int

    /// The keys that lead to the value; none is the value that the section is about.
    var path: [String] {
      name == "." ? [] : name.split(separator: ".").map(String.init)
    }
  }

  /// The file, for messages.
  let file: String
  let parts: [Part]

  /// Reads a template.
  ///
  /// - Throws: `Failure` with code `invalid` that names the line, for a tag or a section that
  ///   does not end.
  init(_ text: [UInt8], file: String) throws(Failure) {
    var parser = MustacheParser(text, file: file)
    parts = try parser.parse()
    self.file = file
  }

  /// The names of the partials, each once.
  var partialNames: [String] {
    var names: [String] = []
    func collect(_ parts: [Part]) {
      for part in parts {
        switch part {
        case .partial(let tag, _): if !names.contains(tag.name) { names.append(tag.name) }
        case .section(_, _, let inner): collect(inner)
        case .text, .variable: break
        }
      }
    }
    collect(parts)
    return names
  }

  /// The text of a partial with white space before each of its lines.
  static func indented(_ text: [UInt8], by indentation: [UInt8]) -> [UInt8] {
    guard !indentation.isEmpty else { return text }
    var output: [UInt8] = []
    var isLineStart = true
    for byte in text {
      if isLineStart { output += indentation }
      output.append(byte)
      isLineStart = byte == UInt8(ascii: "\n")
    }
    return output
  }
}
