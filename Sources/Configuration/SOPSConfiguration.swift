import Documents

/// Our part of `.sops.yaml`: the first of its `creation_rules`.
public enum SOPSConfiguration {
  /// The file's name, at the repository's root.
  public static let fileName = ".sops.yaml"

  private static let note = "# kept equal to access in credtree.yaml, which is the place to change"

  /// The text with our block, made from a configuration's `access`.
  ///
  /// The result is read again and compared: it holds what the text held before, and our rules
  /// first.
  ///
  /// - Parameters:
  ///   - text: The file's bytes; empty for a file that does not exist.
  ///   - configuration: Where the rules come from.
  /// - Returns: The new text; every byte outside the block is as before, except for a line end or
  ///   a `creation_rules:` that was missing.
  /// - Throws: ``ConfigurationError`` if the text is not YAML of one mapping, the marks of the
  ///   block are not in order, or its layout has no place for a block; the file is then to be left
  ///   alone.
  public static func updating(
    _ text: [UInt8], configuration: Configuration
  ) throws(ConfigurationError) -> [UInt8] {
    _ = try document(text)
    var lines = TextLines(text)
    if let range = try MarkedBlock.range(in: lines, file: fileName) {
      lines.replace(range, with: [])
    }
    let before = try document(lines.bytes)
    try insert(CreationRules(configuration: configuration), into: &lines, holding: before)
    let result = lines.bytes
    guard let after = try? document(result),
      holds(after, before, rules: configuration.access.count)
    else { throw noPlace(at: before["creation_rules"]?.position) }
    return result
  }

  private static func document(_ text: [UInt8]) throws(ConfigurationError) -> Node {
    let documents: [Node]
    do throws(DocumentError) { documents = try YAML.parse(text.span) } catch {
      throw ConfigurationError(
        "the file is not YAML and was left alone: \(error.message)", file: fileName,
        at: error.position)
    }
    let document = documents.first ?? Node(.null)
    guard documents.count <= 1, document.object != nil || document.isNull else {
      throw ConfigurationError(
        "the file must hold one mapping; it was left alone", file: fileName,
        at: (documents.dropFirst().first ?? document).position)
    }
    return document
  }

  private static func insert(
    _ rules: CreationRules, into lines: inout TextLines, holding document: Node
  ) throws(ConfigurationError) {
    let members = document.object ?? []
    let root = (members.first?.position?.column ?? 1) - 1
    guard let member = members.first(where: { $0.key == "creation_rules" }) else {
      let space = String(repeating: " ", count: root)
      let added = ["\(space)creation_rules:"] + block(rules, indentation: root + 2)
      lines.replace(lines.count..<lines.count, with: added)
      return
    }
    guard let key = member.position, let value = member.value.position else { throw noPlace() }
    let line = key.line - 1
    switch member.value.content {
    case .null where lines.trimmed(line).hasPrefix("creation_rules:"):
      lines.replace(line + 1..<line + 1, with: block(rules, indentation: root + 2))
    case .array where lines.line(value.line - 1)[value.column - 1] == UInt8(ascii: "["):
      insertInBrackets(rules, into: &lines, at: value, indentation: root + 2)
    case .array where value.line > key.line:
      lines.replace(line + 1..<line + 1, with: block(rules, indentation: value.column - 1))
    default: throw noPlace(at: value)
    }
  }

  private static func block(_ rules: CreationRules, indentation: Int) -> [String] {
    let space = String(repeating: " ", count: indentation)
    return [space + MarkedBlock.begin, space + note]
      + rules.blockLines(indentation: indentation) + [space + MarkedBlock.end]
  }

  private static func insertInBrackets(
    _ rules: CreationRules, into lines: inout TextLines, at bracket: Position, indentation: Int
  ) {
    let line = lines.line(bracket.line - 1)
    let space = String(repeating: " ", count: indentation)
    var block = [space + MarkedBlock.begin, space + note]
    block += rules.flowLines(indentation: indentation) + [space + MarkedBlock.end]
    let rest = line[bracket.column...].first { $0 != 0x20 && $0 != 0x09 }
    // A block of lines needs a line to start on.
    if let rest, rest != UInt8(ascii: "#") {
      lines.split(bracket.line - 1, before: bracket.column)
      lines.indent(bracket.line, by: indentation)
    }
    lines.replace(bracket.line..<bracket.line, with: block)
  }

  /// Whether `after` is `before` with so many rules put first.
  private static func holds(_ after: Node, _ before: Node, rules: Int) -> Bool {
    var expected = before.object ?? []
    let ours = after["creation_rules"]?.array?.prefix(rules) ?? []
    guard ours.count == rules else { return false }
    let theirs = before["creation_rules"]?.array ?? []
    if let index = expected.firstIndex(where: { $0.key == "creation_rules" }) {
      expected[index].value = .array(ours + theirs)
    } else {
      expected.append(Member("creation_rules", .array(Array(ours))))
    }
    return after.object == expected
  }

  private static func noPlace(at position: Position? = nil) -> ConfigurationError {
    ConfigurationError(
      "creation_rules is laid out so that our block has no place in it; write it as a list of "
        + "lines that start with -; the file was left alone", file: fileName, at: position)
  }
}
