import TestSupport

/// A place in a sample file that uses a credential, as somebody who read it marked it.
///
/// `⟦TEXT WAY RULE CREDENTIAL⟧` stands where the file has `TEXT`, and may end with a group where
/// that is not the rule's own.
struct MarkedUse: Hashable {
  /// How a text leads to its credential, in the order of the reference document.
  enum Way: String {
    /// It is the credential's own name, where nothing else can be.
    case explicit
    /// An output of `credtree.yaml` makes something of that name.
    case output
    /// It is the path where such an output is mounted, so that only its end is known.
    case mount
    /// Kustomize makes it of an output.
    case generated
    /// It is a credential's name, host, or provider.
    case name
    /// It is the variable for a field of a credential.
    case variable
    /// It is an image of the default registry.
    case `default`
    /// It is a file whose name without its ending is a credential's.
    case weak
    /// It is every credential.
    case wildcard

    var confidence: String {
      switch self {
      case .explicit, .output: "certain"
      case .mount, .generated, .name, .variable, .default: "likely"
      case .weak, .wildcard: "heuristic"
      }
    }
  }

  var text: String
  var way: Way
  let rule: String
  /// Empty where there is none of that name, or the use is of all.
  var credential: String
  let group: String?

  /// Reads what stands between the brackets; `nil` where it is none of that.
  init?(_ mark: Substring) {
    let words = mark.split(separator: " ").map(String.init)
    guard (4...5).contains(words.count), let way = Way(rawValue: words[1]) else { return nil }
    (text, self.way, rule) = (words[0], way, words[2])
    credential = words[3] == "*" ? "" : words[3]
    group = words.count == 5 ? words[4] : nil
  }
}

/// One line of a sample file.
struct MarkedLine {
  enum Piece {
    case text(String)
    case use(MarkedUse)
    /// The way from the file's folder to the root of the repository.
    case root
  }

  var pieces: [Piece]
  /// Whether it belongs to a block scalar of YAML, so that it has a structure of its own.
  var isInScalar = false

  init(pieces: [Piece]) { self.pieces = pieces }

  init(_ line: Substring) throws {
    pieces = []
    var rest = line
    while let start = rest.firstIndex(where: { $0 == "⟦" || $0 == "↑" }) {
      if start > rest.startIndex { pieces.append(.text(String(rest[..<start]))) }
      let next = rest.index(after: start)
      if rest[start] == "↑" {
        pieces.append(.root)
        rest = rest[next...]
        continue
      }
      guard let end = rest[next...].firstIndex(of: "⟧"), var use = MarkedUse(rest[next..<end])
      else { throw WrongMark(line: String(line)) }
      if use.text.hasPrefix("↑") {
        pieces.append(.root)
        use.text.removeFirst()
      }
      pieces.append(.use(use))
      rest = rest[rest.index(after: end)...]
    }
    if !rest.isEmpty { pieces.append(.text(String(rest))) }
  }

  /// The line up to the first use.
  var start: String {
    guard case .text(let text)? = pieces.first else { return "" }
    return text
  }

  var end: String {
    guard case .text(let text)? = pieces.last else { return "" }
    return text
  }

  /// The line, where nothing is used in it.
  var plainText: String? {
    switch pieces.count {
    case 0: ""
    case 1: if case .text(let text) = pieces[0] { text } else { nil }
    default: nil
    }
  }

  var indentation: Int { start.utf8.prefix { $0 == 0x20 }.count }
  var isBlank: Bool { plainText.map { $0.utf8.allSatisfy { $0 == 0x20 } } ?? false }
  var uses: [MarkedUse] {
    pieces.compactMap { if case .use(let use) = $0 { use } else { nil } }
  }

  mutating func indent(_ prefix: String) {
    if case .text(let text)? = pieces.first {
      pieces[0] = .text(prefix + text)
    } else if !pieces.isEmpty {
      pieces.insert(.text(prefix), at: 0)
    }
  }

  mutating func append(_ text: String) { pieces.append(.text(text)) }
}

struct WrongMark: Error {
  let line: String
}

/// A sample file, in which the uses are marked.
struct MarkedFile {
  /// Lines, some of which may stand in another order: between `⇅{` and `⇅}`, in parts that `⇅`
  /// separates.
  indirect enum Part {
    case line(MarkedLine)
    case anyOrder([[Part]])
  }

  var path: String
  /// Whether it stays where it is and what it is: `fixed` after the path.
  let isFixed: Bool
  /// Whether its program reads it at the root of a repository alone: `root` after the path.
  let isAtRoot: Bool
  let parts: [Part]

  init(header: String, text: String) throws {
    let words = header.split(separator: " ").map(String.init)
    path = words[0]
    isFixed = words.dropFirst().contains("fixed")
    isAtRoot = words.dropFirst().contains("root")
    let isYAML = [".yaml", ".yml"].contains { words[0].hasSuffix($0) }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    var open: [[[Part]]] = [[[]]]
    var scalar: Int?
    for line in lines {
      switch line.drop(while: { $0 == " " }) {
      case "⇅{": open.append([[]])
      case "⇅": open[open.count - 1].append([])
      case "⇅}":
        guard open.count > 1 else { throw WrongMark(line: header) }
        let group = open.removeLast()
        open[open.count - 1][open[open.count - 1].count - 1].append(.anyOrder(group))
      default:
        var marked = try MarkedLine(line)
        if isYAML {
          if let depth = scalar, !marked.isBlank, marked.indentation <= depth { scalar = nil }
          marked.isInScalar = scalar != nil
          let isStart = ["|", ">", "|-", ">-"].contains { sign in
            line.hasSuffix(": \(sign)") || line.hasSuffix("- \(sign)")
          }
          if scalar == nil, isStart {
            scalar = marked.indentation
          }
        }
        open[open.count - 1][open[open.count - 1].count - 1].append(.line(marked))
      }
    }
    guard open.count == 1 else { throw WrongMark(line: header) }
    parts = open[0][0]
  }

  /// The lines in the order in which they are written.
  var lines: [MarkedLine] { Self.lines(of: parts) { $0 } }

  /// The lines, where what may stand in any order stands in the order that `order` makes of it.
  static func lines(of parts: [Part], order: ([[Part]]) -> [[Part]]) -> [MarkedLine] {
    parts.flatMap { part in
      switch part {
      case .line(let line): [line]
      case .anyOrder(let groups): order(groups).flatMap { lines(of: $0, order: order) }
      }
    }
  }
}

/// A file of a tree, and what in it uses credentials.
struct KeyedFile {
  let path: String
  let text: String
  let uses: [KeyEntry]

  /// Writes a sample without its marks: where each text comes to stand is where it is used.
  init(
    _ lines: [MarkedLine], path: String, ending: String = "\n", start: String = "",
    endsLastLine: Bool = true, rules: ReferenceDocument
  ) throws {
    let depth = path.utf8.count { $0 == 0x2F }
    let root = depth == 0 ? "./" : String(repeating: "../", count: depth)
    var text = start
    var uses: [KeyEntry] = []
    for (number, line) in lines.enumerated() {
      var column = 1
      // What leads to the root is the start of the path that is used.
      var before = 0
      for piece in line.pieces {
        let part: String
        switch piece {
        case .text(let plain): part = plain
        case .root: part = root
        case .use(let use):
          part = use.text
          // A credential that there is not has no uses; `check` tells of it.
          if use.way == .explicit, use.credential.isEmpty { break }
          uses.append(
            try rules.entry(for: use, file: path, line: number + 1, column: column - before))
        }
        if case .root = piece { before = part.utf8.count } else { before = 0 }
        text += part
        column += part.utf8.count
      }
      if endsLastLine || number < lines.count - 1 { text += ending }
    }
    (self.path, self.text, self.uses) = (path, text, uses)
  }
}
