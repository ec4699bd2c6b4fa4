import Documents
import Glibc
import SystemPackage
import TestSupport

/// What the reference document says about its rules, beside where they look.
struct ReferenceDocument {
  struct Rule {
    let group: String
    let refType: String
    let note: String
    let path: String

    /// Whether it finds what makes a Secret, a remote, or an environment, and no use of one.
    var isDefinition: Bool {
      ["DEFINITION", "environment"].contains(refType) || note.hasPrefix("declaration")
        || path == "[remote] sections (DEFINITION)"
    }
  }

  let rules: [String: Rule]

  private static let file: FilePath = {
    var root = FilePath("\(#filePath)")
    for _ in 0..<3 { root.removeLastComponent() }
    let folder = getenv("CREDTREE_REFERENCE").map { FilePath(String(cString: $0)) }
    return (folder ?? root.removingLastComponent().appending("shared/reference"))
      .appending("reference-rules.json")
  }()

  static var isThere: Bool { (try? [UInt8](contentsOf: file)) != nil }

  init() throws {
    let bytes = try [UInt8](contentsOf: Self.file)
    let document = try JSON.parse(bytes.span)
    var rules: [String: Rule] = [:]
    for rule in document["rules"]?.array ?? [] {
      func text(_ key: String) -> String { rule[key]?.string ?? "" }
      rules[text("id")] = Rule(
        group: text("group"), refType: text("refType"), note: text("note"), path: text("path"))
    }
    self.rules = rules
  }

  /// What the key says of a use at its place.
  func entry(
    for use: MarkedUse, file: String, line: Int, column: Int
  ) throws -> KeyEntry {
    let rule = rules[use.rule]
    // `k8s.generic` may be right or not, whatever the name leads to.
    let isUnsure = rule?.note.contains("`confidence: heuristic`") == true
    let groups = ["apps": "apps", "envs": "envs", "hosts": "hosts", "other": "files"]
    let own = use.rule == "credtree.uri" ? "files" : rule.flatMap { groups[$0.group] }
    guard let group = use.group ?? own else { throw WrongMark(line: use.rule) }
    return KeyEntry(
      file: file, line: line, column: column, rule: use.rule,
      confidence: isUnsure ? "heuristic" : use.way.confidence, credential: use.credential,
      group: group)
  }
}
