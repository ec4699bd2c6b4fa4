/// Columns of text for people, as wide as what is in them.
struct TextTable {
  let header: [String]?
  let rows: [[String]]

  var text: String {
    // A cell is one line, whatever is in it.
    let lines = ((header.map { [$0] } ?? []) + rows).map { cells in
      cells.map(VisibleText.line)
    }
    let columns = lines.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      lines.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return lines.map { cells in
      var line = ""
      for (column, cell) in cells.enumerated() where !cell.isEmpty {
        let start = widths[..<column].reduce(0) { $0 + $1 + 2 }
        line += String(repeating: " ", count: max(0, start - line.count)) + cell
      }
      return line + "\n"
    }.joined()
  }
}
