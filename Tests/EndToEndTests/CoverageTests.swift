import SystemPackage
import TestSupport
import Testing

/// `docs/coverage.md` says of each promise of other systems what keeps it, and is right.
@Suite struct CoverageTests {
  /// How many promises each system makes, by the letter of their numbers.
  private static let promises = [
    ("Q", 36), ("S", 27), ("A", 20), ("N", 13), ("V", 25), ("X", 13),
  ]

  private struct Row {
    let number: String
    let cells: [String]

    /// The texts between backquotes in the last cell.
    var tests: [String] {
      let parts = (cells.last ?? "").split(separator: "`", omittingEmptySubsequences: false)
      return parts.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
  }

  private static let root: FilePath = {
    var root = FilePath("\(#filePath)")
    for _ in 0..<3 { root.removeLastComponent() }
    return root
  }()

  private func rows() throws -> [Row] {
    let text = String(
      decoding: try [UInt8](contentsOf: Self.root.appending("docs/coverage.md")), as: UTF8.self)
    return text.split(separator: "\n").filter { $0.hasPrefix("| ") }.compactMap { line in
      let cells = line.replacing("\\|", with: "\u{0}").dropFirst().dropLast()
        .split(separator: "|", omittingEmptySubsequences: false).map(Self.trimmed)
      guard cells.count == 4, !cells[0].isEmpty else { return nil }
      return Row(number: cells[0], cells: Array(cells.dropFirst()))
    }
  }

  private static func trimmed(_ cell: Substring) -> String {
    var cell = cell
    while cell.first == " " { cell = cell.dropFirst() }
    while cell.last == " " { cell = cell.dropLast() }
    return String(cell)
  }

  @Test func everyPromiseHasOneRow() throws {
    let wanted = Self.promises.flatMap { letter, count in (1...count).map { "\(letter)\($0)" } }
    let rows = try rows()
    #expect(rows.map(\.number) == wanted)
    for row in rows {
      #expect(row.cells.count == 3 && !row.cells[0].isEmpty, "\(row.number)")
      // Whoever has no test says what is done in its place.
      #expect(!row.cells[1].isEmpty, "\(row.number)")
      #expect(!row.tests.isEmpty || row.cells[2] == "—", "\(row.number)")
    }
  }

  @Test func everyTestThatIsNamedIsThere() async throws {
    let declarations = try await shell(
      "grep -rhoE '(struct [A-Z][A-Za-z0-9]*Tests|func [a-zA-Z0-9]+)' Tests --include=*.swift -H",
      in: Self.root)
    // By file: the suite that it holds, and its functions.
    var functions: [Substring: Set<Substring>] = [:]
    var suites: [Substring: Set<Substring>] = [:]
    for line in declarations.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let words = line[line.index(after: colon)...].split(separator: " ")
      let file = line[..<colon]
      if words.first == "struct" { suites[words[1], default: []].insert(file) }
      if words.first == "func" { functions[file, default: []].insert(words[1]) }
    }
    let scripts = try await shell("ls Tests/EndToEndTests/Scripts", in: Self.root)
      .split(separator: "\n")
    for row in try rows() {
      for test in row.tests {
        if test.hasSuffix(".txtar") {
          #expect(scripts.contains(Substring(test)), "\(row.number): there is no \(test)")
          continue
        }
        let parts = test.split(separator: ".")
        let files = parts.count == 2 ? suites[parts[0]] ?? [] : []
        #expect(
          files.contains { functions[$0]?.contains(parts[1]) ?? false },
          "\(row.number): there is no \(test)")
      }
    }
  }
}
