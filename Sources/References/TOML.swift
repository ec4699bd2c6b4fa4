import Documents

/// Reads TOML, https://toml.io/en/v1.0.0, as far as finding texts in it needs: what is no text is
/// taken as it is written.
enum TOML {
  private static let depthLimit = 100

  /// Reads a document.
  ///
  /// - Throws: ``DocumentError`` with code `syntax` or `tooDeep`.
  static func parse(_ text: [UInt8]) throws(DocumentError) -> Node {
    var parser = Parser(text: text)
    return try parser.document()
  }

  private struct Parser {
    let text: [UInt8]
    let lines: LineIndex
    var index = 0
    var root = Node(.object([]), at: Position(line: 1, column: 1))

    init(text: [UInt8]) {
      self.text = text
      lines = LineIndex(text)
    }

    var next: UInt8? { index < text.count ? text[index] : nil }
    var position: Position { lines.position(of: index) }

    func failure(_ message: String) -> DocumentError {
      DocumentError(.syntax, message, at: position)
    }

    mutating func document() throws(DocumentError) -> Node {
      var table: [String] = []
      skipBlank()
      while let byte = next {
        if byte == UInt8(ascii: "[") {
          index += 1
          let isList = skip("[")
          table = try keys()
          guard skip("]"), !isList || skip("]") else { throw failure("a table needs its ]") }
          Self.open(table[...], isList: isList, at: position, in: &root)
        } else {
          let start = position
          let keys = table + (try keys())
          guard skip("=") else { throw failure("a key needs its =") }
          skipSpaces()
          Self.set(keys[...], try value(depth: 0), at: start, in: &root)
        }
        skipSpaces()
        if let byte = next, ![0x0A, 0x0D, UInt8(ascii: "#")].contains(byte) {
          throw failure("a line goes on after its value")
        }
        skipBlank()
      }
      return root
    }

    mutating func skip(_ word: String) -> Bool {
      guard text[index...].starts(with: word.utf8) else { return false }
      index += word.utf8.count
      return true
    }

    mutating func skipSpaces() { while next == 0x20 || next == 0x09 { index += 1 } }

    /// Skips spaces, ends of lines, and comments.
    mutating func skipBlank() {
      while let byte = next {
        if byte == UInt8(ascii: "#") {
          while let byte = next, byte != 0x0A { index += 1 }
        } else if ByteClass.spaces.contains(byte) {
          index += 1
        } else {
          return
        }
      }
    }

    mutating func keys() throws(DocumentError) -> [String] {
      var keys: [String] = []
      repeat {
        skipSpaces()
        if next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") {
          keys.append(try string())
        } else {
          let start = index
          while let byte = next, ByteClass.word.contains(byte) || byte == UInt8(ascii: "-") {
            index += 1
          }
          guard index > start else { throw failure("a key is missing") }
          keys.append(String(decoding: text[start..<index], as: UTF8.self))
        }
        skipSpaces()
      } while skip(".")
      return keys
    }

    mutating func value(depth: Int) throws(DocumentError) -> Node {
      guard depth < TOML.depthLimit else {
        throw DocumentError(.tooDeep, "nested deeper than \(TOML.depthLimit) levels", at: position)
      }
      let start = position
      switch next {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): return Node(.string(try string()), at: start)
      case UInt8(ascii: "["):
        index += 1
        var items: [Node] = []
        skipBlank()
        while !skip("]") {
          items.append(try value(depth: depth + 1))
          skipBlank()
          guard skip(",") || next == UInt8(ascii: "]") else { throw failure("a list needs its ]") }
          skipBlank()
        }
        return Node(.array(items), at: start)
      case UInt8(ascii: "{"):
        index += 1
        var table = Node(.object([]), at: start)
        skipBlank()
        while !skip("}") {
          let place = position
          let keys = try keys()
          guard skip("=") else { throw failure("a key needs its =") }
          skipBlank()
          TOML.Parser.set(keys[...], try value(depth: depth + 1), at: place, in: &table)
          skipBlank()
          guard skip(",") || next == UInt8(ascii: "}") else { throw failure("a table needs its }") }
          skipBlank()
        }
        return table
      default:
        let first = index
        while let byte = next, !",]}#\n\r".utf8.contains(byte) { index += 1 }
        let word = String(decoding: text[first..<index], as: UTF8.self)
          .split(separator: " ").joined(separator: " ")
        guard !word.isEmpty else { throw failure("a value is missing") }
        return Node(
          word == "true" || word == "false" ? .bool(word == "true") : .number(word), at: start)
      }
    }

    mutating func string() throws(DocumentError) -> String {
      guard let quote = next else { throw failure("a text is missing") }
      let long = [UInt8](repeating: quote, count: 3)
      let isLong = text[index...].starts(with: long)
      index += isLong ? 3 : 1
      var bytes: [UInt8] = []
      while let byte = next {
        if isLong ? text[index...].starts(with: long) : byte == quote {
          index += isLong ? 3 : 1
          return String(decoding: bytes, as: UTF8.self)
        }
        if byte == 0x0A, !isLong { break }
        index += 1
        if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), let escaped = next {
          bytes.append(escaped == UInt8(ascii: "n") ? 0x0A : escaped)
          index += 1
        } else {
          bytes.append(byte)
        }
      }
      throw failure("a text needs its closing quote")
    }

    /// Makes a table, or one more table of a list.
    static func open(
      _ keys: ArraySlice<String>, isList: Bool, at position: Position, in node: inout Node
    ) {
      change(keys, at: position, in: &node) { node in
        if isList {
          let items = node?.array ?? []
          return Node(.array(items + [Node(.object([]), at: position)]), at: position)
        }
        return node ?? Node(.object([]), at: position)
      }
    }

    static func set(
      _ keys: ArraySlice<String>, _ value: Node, at position: Position, in node: inout Node
    ) {
      change(keys, at: position, in: &node) { _ in value }
    }

    /// Changes what stands under keys; the last table of a list is the one that is meant.
    private static func change(
      _ keys: ArraySlice<String>, at position: Position, in node: inout Node,
      _ body: (Node?) -> Node
    ) {
      // What is taken out is changed in place, not copied.
      if case .array(var items) = node.content, var last = items.popLast() {
        node.content = .null
        change(keys, at: position, in: &last, body)
        node.content = .array(items + [last])
        return
      }
      guard let key = keys.first, case .object(var members) = node.content else { return }
      node.content = .null
      let place = members.lastIndex { $0.key == key }
      var value = place.map { members[$0].value }
      if let place { members[place].value.content = .null }
      if keys.count == 1 {
        value = body(value)
      } else {
        var inner = value ?? Node(.object([]), at: position)
        change(keys.dropFirst(), at: position, in: &inner, body)
        value = inner
      }
      guard let value else { return }
      if let place {
        members[place].value = value
      } else {
        members.append(Member(key, value, at: position))
      }
      node.content = .object(members)
    }
  }
}
