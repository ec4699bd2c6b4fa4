internal import Credentials
internal import Documents
internal import Secrets

/// Renders a template with values, into secret memory.
struct MustacheRenderer: ~Copyable {
  /// How deep partials may be nested: a partial that contains itself has to come to an end.
  private static let depthLimit = 50

  private var writer: FormatWriter
  private var stack: [Node]
  private let partials: [String: [UInt8]]
  /// Whether a variable without a value is a failure, and not the empty text.
  private let isStrict: Bool
  private var depth = 0

  private init(
    _ context: [Node], format: TextFormat, partials: [String: [UInt8]], isStrict: Bool
  ) {
    writer = FormatWriter(format: format)
    stack = context
    self.partials = partials
    self.isStrict = isStrict
  }

  /// Renders a template.
  ///
  /// - Parameters:
  ///   - template: The template.
  ///   - context: Where names are looked up, from the last to the first.
  ///   - format: How values are escaped.
  ///   - partials: The texts of partials by name.
  ///   - isStrict: Whether an empty or missing value is a failure.
  /// - Returns: The text.
  /// - Throws: `Failure` with code `invalid`, naming the line and the tag and never a value.
  static func render(
    _ template: MustacheTemplate, with context: [Node], as format: TextFormat,
    partials: [String: [UInt8]] = [:], isStrict: Bool = true
  ) throws(Failure) -> SecretBytes {
    var renderer = MustacheRenderer(
      context, format: format, partials: partials, isStrict: isStrict)
    try renderer.append(template.parts, of: template.file)
    return try renderer.finish()
  }

  private consuming func finish() throws(Failure) -> SecretBytes { try writer.finish() }

  private mutating func append(_ parts: [MustacheTemplate.Part], of file: String) throws(Failure) {
    for part in parts {
      switch part {
      case .text(let bytes): try writer.append(literal: bytes)
      case .variable(let tag, let isRaw):
        let name = "\(file):\(tag.line): {{\(tag.name)}}"
        guard let value = try value(of: tag, called: name) else { continue }
        if isRaw {
          try writer.append(raw: value, named: name)
        } else {
          try writer.append(value: value, named: name)
        }
      case .section(let tag, let isInverted, let inner):
        try append(section: tag, isInverted: isInverted, inner, of: file)
      case .partial(let tag, let indentation):
        try append(partial: tag, indentation: indentation, of: file)
      }
    }
  }

  private mutating func append(
    section tag: MustacheTemplate.Tag, isInverted: Bool, _ parts: [MustacheTemplate.Part],
    of file: String
  ) throws(Failure) {
    let value = lookUp(tag.path)
    let items = value.map(Self.items) ?? []
    if isInverted {
      if items.isEmpty { try append(parts, of: file) }
      return
    }
    for item in items {
      stack.append(item)
      try append(parts, of: file)
      stack.removeLast()
    }
  }

  private mutating func append(
    partial tag: MustacheTemplate.Tag, indentation: [UInt8], of file: String
  ) throws(Failure) {
    guard let text = partials[tag.name] else {
      guard isStrict else { return }
      throw Failure(.invalid, "\(file):\(tag.line): there is no partial \(tag.name)")
    }
    guard depth < Self.depthLimit else {
      throw Failure(
        .invalid, "\(file):\(tag.line): partials are nested more than \(Self.depthLimit) deep")
    }
    depth += 1
    let partial = try MustacheTemplate(
      MustacheTemplate.indented(text, by: indentation), file: tag.name)
    try append(partial.parts, of: partial.file)
    depth -= 1
  }

  private func value(of tag: MustacheTemplate.Tag, called name: String) throws(Failure) -> Node? {
    guard let value = lookUp(tag.path), !value.isNull else {
      guard isStrict else { return nil }
      throw Failure(.invalid, "\(name) has no value: name a field, or put it into a section")
    }
    if isStrict { try UsableValue.require(value, named: name) }
    return value
  }

  /// What a name means: its first part is looked for in all contexts, the others only below it.
  private func lookUp(_ path: [String]) -> Node? {
    guard let first = path.first else { return stack.last }
    guard let found = stack.last(where: { $0[first] != nil }), var value = found[first]
    else { return nil }
    for part in path.dropFirst() {
      guard let next = value[part] else { return nil }
      value = next
    }
    return value
  }

  /// What a section is rendered for: nothing for false, null, the empty text and the empty list.
  private static func items(of value: Node) -> [Node] {
    switch value.content {
    case .null: []
    case .bool(let flag): flag ? [value] : []
    case .string(let text): text.isEmpty ? [] : [value]
    case .secret(let secret): secret.bytes.count == 0 ? [] : [value]
    case .array(let values): values
    case .number, .object: [value]
    }
  }
}
