import Documents

/// Changes `credtree.yaml` line by line: comments, layout, and all other lines stay as they are.
public enum ConfigurationEditor {
  /// Adds a member after the last one.
  ///
  /// The result is read again and compared: it says what the text said, and the new member.
  ///
  /// - Parameters:
  ///   - name: The member's name.
  ///   - role: What the member may do.
  ///   - keys: The keys that open files, as canonical text.
  ///   - signing: The SSH keys that sign commits, without comments.
  ///   - text: The file's bytes.
  ///   - file: The file's path, for messages.
  /// - Returns: The new text, which is one line longer.
  /// - Throws: ``ConfigurationError`` if the text is not valid, the name is taken or is none, a key
  ///   is not one, or `members` is not laid out as lines.
  public static func addingMember(
    _ name: String, role: Role, keys: [String], signing: [String] = [], to text: [UInt8],
    file: String = Configuration.fileName
  ) throws(ConfigurationError) -> [UInt8] {
    let before = try Configuration.parse(text.span, file: file)
    var lines = TextLines(text)
    let place = try placeOfNewMember(in: text, lines, file: file)
    let fields = [
      "role: \(role.rawValue)", list("keys", keys),
      signing.isEmpty ? nil : list("signing", signing),
    ].compactMap { $0 }.joined(separator: ", ")
    let space = String(repeating: " ", count: place.indentation)
    let entry = "\(space)\(ConfigurationScaffold.quoted(name)): { \(fields) }"
    lines.replace(place.line..<place.line, with: [entry])
    let result = lines.bytes
    let after = try Configuration.parse(result.span, file: file)
    guard after.members.map(\.name) == before.members.map(\.name) + [name],
      after.members.dropLast().map(\.keys) == before.members.map(\.keys),
      after.access.map(\.match) == before.access.map(\.match),
      after.teams.count == before.teams.count
    else { throw noPlace(file) }
    return result
  }

  private static func list(_ key: String, _ texts: [String]) -> String {
    "\(key): [\(texts.map { "\"\($0)\"" }.joined(separator: ", "))]"
  }

  /// The line, counted from 0, before which a new member goes, and its indentation.
  private static func placeOfNewMember(
    in text: [UInt8], _ lines: TextLines, file: String
  ) throws(ConfigurationError) -> (line: Int, indentation: Int) {
    let document = (try? YAML.parse(text.span))?.first
    let root = document?.object ?? []
    guard let index = root.firstIndex(where: { $0.key == "members" }),
      let key = root[index].position
    else {
      throw ConfigurationError("there is no members: to add to", field: "members", file: file)
    }
    let value = root[index].value
    if value.isNull, lines.trimmed(key.line - 1).hasPrefix("members:") {
      return (key.line, key.column + 1)
    }
    guard let first = value.object?.first?.position, first.line > key.line,
      lines.line(first.line - 1).prefix(first.column - 1).allSatisfy({ $0 == 0x20 })
    else { throw noPlace(file) }
    // The last line that is indented as members are, before the next key of the file; comments
    // and empty lines after it belong to what follows.
    var end = root.dropFirst(index + 1).first?.position.map { $0.line - 1 } ?? lines.count
    while end > first.line, !isIndented(lines.line(end - 1), by: first.column - 1) { end -= 1 }
    return (end, first.column - 1)
  }

  private static func isIndented(_ line: [UInt8], by count: Int) -> Bool {
    let text = line.drop { $0 == 0x20 }
    return line.count - text.count >= count && text.first != nil && text.first != UInt8(ascii: "#")
  }

  private static func noPlace(_ file: String) -> ConfigurationError {
    ConfigurationError(
      "members is laid out so that a new one has no place; write each member on lines of its own",
      field: "members", file: file)
  }
}
