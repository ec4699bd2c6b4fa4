import Configuration
import Files

/// Tells the files in which there may be something to find from all others, which are most.
struct FileSieve: Sendable {
  /// What matters only in files of some rules.
  private final class Part: Sendable {
    let rule: ReferenceRule
    /// What a path holds, one of them at least, if the rule covers it.
    let inPath: [[UInt8]]
    let search: TokenSearch

    init(rule: ReferenceRule, search: TokenSearch) {
      (self.rule, self.search) = (rule, search)
      inPath = rule.files.map(\.longestLiteral)
    }
  }

  private let everywhere: TokenSearch
  private let parts: [Part]

  /// - Parameters:
  ///   - words: What makes every file worth a closer look.
  ///   - rules: Rules that find something where none of these words is: by their triggers.
  init(_ words: [TokenSearch.Word], rules: [ReferenceRule]) {
    func triggers(_ rules: [ReferenceRule]) -> [TokenSearch.Word] {
      rules.flatMap(\.triggers).map { TokenSearch.Word(text: $0) }
    }
    // What all places have in common need not be looked for in each file's own way.
    let general = triggers(rules.filter(\.files.isEmpty))
    everywhere = general.contains { $0.text.isEmpty } ? .all : TokenSearch(words + general)
    var parts: [(rules: [ReferenceRule], sample: ReferenceRule)] = []
    for rule in rules where !rule.files.isEmpty {
      if let known = parts.firstIndex(where: {
        $0.sample.files == rule.files && $0.sample.exceptFiles == rule.exceptFiles
      }) {
        parts[known].rules.append(rule)
      } else {
        parts.append(([rule], rule))
      }
    }
    self.parts = parts.map { rules, sample in
      Part(
        rule: sample,
        search: rules.contains { $0.triggers.contains("") } ? .all : TokenSearch(triggers(rules)))
    }
  }

  /// Whether there may be something to find in a file.
  func holds(_ text: Span<UInt8>, path: String) -> Bool {
    if everywhere.isFound(in: text) { return true }
    var path = path
    return path.withUTF8 { bytes in
      let span = unsafe Span(_unsafeElements: bytes)
      return parts.contains { part in
        part.inPath.contains { ByteSearch.isFound($0, in: span) } && part.rule.covers(span)
          && part.search.isFound(in: text)
      }
    }
  }
}

extension Glob {
  /// The longest text that every path has which the pattern covers; empty where there is none.
  var longestLiteral: [UInt8] {
    // A set, or a character without its meaning, is nothing that can be read off.
    guard !pattern.utf8.contains(where: { "[\\".utf8.contains($0) }) else { return [] }
    let parts = Array(pattern.utf8).split { "*?/".utf8.contains($0) }
    return parts.max { $0.count < $1.count }.map(Array.init) ?? []
  }
}
