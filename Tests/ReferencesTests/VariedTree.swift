import TestSupport

/// Thousands of files made from the samples, each with what it uses.
struct VariedTree {
  /// Files at places of their own.
  private(set) var files: [KeyedFile] = []
  /// Trees of files that are at the root of a repository, each of which has one place.
  private(set) var roots: [[KeyedFile]] = []

  /// Most by themselves, and all of them together with others.
  private static let variations: [[FileVariation]] =
    [[]]
    + FileVariation.allCases.filter {
      ![.windowsLines, .byteOrderMark, .noLastNewline, .commentBefore].contains($0)
    }.map { [$0] } + [
      [.windowsLines, .byteOrderMark, .commentBefore],
      [.list, .commentsAtEnds, .windowsLines],
      [.flow, .doubleQuotes, .wideIndentation],
      [.otherKind, .otherOrder, .someDecoys, .documentsAround],
      [.someDecoys, .singleQuotes, .commentedCopyBefore, .noLastNewline],
      [.otherOrder, .flow, .list, .byteOrderMark], [.someDecoys, .commentsAtEnds, .flow],
      [.decoys, .commentedCopyBefore, .windowsLines],
    ]

  init(_ samples: [MarkedFile], rules: ReferenceDocument) throws {
    var numbers = Numbers()
    for sample in samples {
      guard !sample.isFixed else {
        files.append(try KeyedFile(sample.lines, path: sample.path, rules: rules))
        continue
      }
      for variations in Self.variations {
        var variant = FileVariant(sample, row: numbers.below(1 << 32))
        var isOther = variations.isEmpty
        for variation in variations { isOther = variant.apply(variation) || isOther }
        guard isOther else { continue }
        let path = sample.isAtRoot ? sample.path : Self.path(of: sample.path, files.count)
        let file = try KeyedFile(
          variant.lines, path: path, ending: variant.ending, start: variant.start,
          endsLastLine: variant.endsLastLine, rules: rules)
        if sample.isAtRoot { addToRoots(file) } else { files.append(file) }
      }
    }
  }

  private mutating func addToRoots(_ file: KeyedFile) {
    let free = roots.firstIndex { tree in !tree.contains { $0.path == file.path } }
    if let free { roots[free].append(file) } else { roots.append([file]) }
  }

  /// A place of its own, deep in the tree or not.
  private static func path(of path: String, _ number: Int) -> String {
    // These are looked for at the root, under any name.
    let folders = [".github/", ".circleci/", ".woodpecker/", ".credtree/", "vars/"]
    if folders.contains(where: path.hasPrefix), let dot = path.lastIndex(of: ".") {
      return "\(path[..<dot])-\(number)\(path[dot...])"
    }
    let places = [
      "v\(number)", "services/v\(number)", "apps/eu-\(number % 7)/v\(number)",
      "teams/blue/\(number % 23)/v\(number)",
    ]
    return "\(places[number % places.count])/\(path)"
  }
}
