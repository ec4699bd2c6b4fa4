import Configuration
import Documents

/// Reads one rule; what is wrong with it is told with its place.
struct RuleReader {
  let file: String
  /// The named parts of paths: each is a list of kinds and paths.
  let namedPaths: [String: [(kinds: Set<String>, path: String)]]
  private let node: Node
  private let defaults: Node?

  private static let known = [
    "id", "files", "exceptFiles", "kinds", "otherKinds", "where", "path", "regex", "comments",
    "blockComments", "blocks", "section", "inside", "body", "within", "refType", "group", "field",
    "quaveField", "confidence", "byName", "ignoreCase", "key", "hostnames", "hostPattern",
    "hostHeader", "name", "namePattern", "namespace", "link", "unless", "expects", "message",
    "trigger",
  ]

  init(
    _ node: Node, defaults: Node?, file: String,
    namedPaths: [String: [(kinds: Set<String>, path: String)]]
  ) {
    (self.node, self.defaults, self.file, self.namedPaths) = (node, defaults, file, namedPaths)
  }

  /// The rule.
  ///
  /// - Throws: ``ConfigurationError`` that names what is wrong with it.
  func rule() throws(ConfigurationError) -> ReferenceRule {
    for member in node.object ?? [] where !Self.known.contains(member.key) {
      let hint = NearNames.hint(for: member.key, among: Self.known)
      throw failure("unknown key '\(member.key)' in a rule\(hint)", at: member.position)
    }
    var rule = ReferenceRule()
    rule.id = try text("id")
    rule.field = try text("field")
    try readSelection(into: &rule)
    try readMeaning(into: &rule)
    try readSyntax(into: &rule)
    try readUser(into: &rule)
    guard !rule.ways.isEmpty || !rule.patterns.isEmpty else {
      throw failure("a rule needs path or regex")
    }
    rule.asWritten = (try texts("path") + texts("regex")).joined(separator: ", ")
    return rule
  }

  private func readSelection(into rule: inout ReferenceRule) throws(ConfigurationError) {
    rule.files = try globs("files")
    rule.exceptFiles = try globs("exceptFiles")
    rule.kinds = Set(try texts("kinds"))
    rule.coversOtherKinds = value("otherKinds")?.bool ?? false
    for member in value("where")?.object ?? [] {
      guard let text = member.value.scalarText else {
        throw failure("where of a rule must say texts by key", at: member.position)
      }
      rule.conditions[member.key] = Wildcard(text)
    }
    for written in try texts("path") { rule.ways += try ways(written) }
    for way in rule.ways { rule.kinds.formUnion(way.kinds ?? []) }
    for written in try texts("unless") {
      for path in RulePath.expanded(written) { rule.unless.append(try self.path(path, "unless")) }
    }
    rule.trigger = try texts("trigger")
  }

  private func ways(_ written: String) throws(ConfigurationError) -> [ReferenceRule.Way] {
    for (name, variants) in namedPaths where written.contains("{\(name)}") {
      var ways: [ReferenceRule.Way] = []
      for (kinds, path) in variants {
        for text in RulePath.expanded(written.replacing("{\(name)}", with: path)) {
          ways.append(ReferenceRule.Way(kinds: kinds, path: try self.path(text, "path")))
        }
      }
      return ways
    }
    var ways: [ReferenceRule.Way] = []
    for text in RulePath.expanded(written) {
      ways.append(ReferenceRule.Way(kinds: nil, path: try path(text, "path")))
    }
    return ways
  }

  private func readMeaning(into rule: inout ReferenceRule) throws(ConfigurationError) {
    rule.refTypeName = try text("refType")
    rule.refType = RefType(rawValue: rule.refTypeName) ?? .name
    guard let group = Reference.Group(rawValue: try text("group")) else {
      throw failure("group of a rule must be apps, envs, hosts, or files")
    }
    rule.group = group
    rule.quaveField = value("quaveField")?.string
    if let text = value("confidence")?.string {
      guard let confidence = Reference.Confidence(rawValue: text) else {
        throw failure("confidence of a rule must be certain, likely, or heuristic")
      }
      rule.confidence = confidence
    }
    if let text = value("byName")?.string {
      guard text == "never" || Reference.Confidence(rawValue: text) != nil else {
        throw failure("byName of a rule must be likely, heuristic, or never")
      }
      rule.byName = Reference.Confidence(rawValue: text)
    }
    rule.expects = try texts("expects")
    rule.message = value("message")?.string
    for item in value("link")?.array ?? [] {
      guard let path = item["path"]?.string, let refType = item["refType"]?.string else {
        throw failure("link of a rule is a list of path and refType", at: item.position)
      }
      rule.links.append(ReferenceRule.Link(path: path, refType: refType))
    }
  }

  private func readSyntax(into rule: inout ReferenceRule) throws(ConfigurationError) {
    rule.ignoresCase = value("ignoreCase")?.bool ?? false
    for text in try texts("regex") {
      guard let pattern = TextPattern(text, ignoresCase: rule.ignoresCase) else {
        throw failure("regex of a rule is no regular expression that is known here: \(text)")
      }
      rule.patterns.append(pattern)
    }
    rule.syntax.comments = try texts("comments")
    rule.syntax.hasBlockComments = value("blockComments")?.bool ?? false
    let blocks = value("blocks")?.string
    guard blocks == nil || blocks == "braces" || blocks == "tags" else {
      throw failure("blocks of a rule must be braces or tags")
    }
    rule.syntax.hasBraces = blocks == "braces"
    rule.syntax.hasTags = blocks == "tags"
    rule.syntax.section = try pattern("section")
    for text in try texts("inside") {
      guard let pattern = TextPattern(text) else {
        throw failure("inside of a rule is no regular expression that is known here: \(text)")
      }
      rule.inside.append(pattern)
    }
    rule.body = try pattern("body")
    rule.within = try texts("within")
    guard rule.within.isEmpty || rule.within.count == 2, !rule.within.contains("") else {
      throw failure("within of a rule is two texts, one before and one after")
    }
  }

  private func readUser(into rule: inout ReferenceRule) throws(ConfigurationError) {
    rule.keyField = value("key")?.string
    if let text = value("hostnames")?.string { rule.hostnames = try path(text, "hostnames") }
    rule.hostPattern = try pattern("hostPattern")
    rule.hostHeader = try pattern("hostHeader")
    rule.namePattern = try pattern("namePattern")
    for text in try texts("namespace") { rule.namespaces.append(try path(text, "namespace")) }
    if let text = value("name")?.string {
      guard let source = ReferenceRule.NameSource(rawValue: text) else {
        throw failure("name of a rule must be file, folder, or star")
      }
      rule.nameSource = source
    }
  }
}

extension RuleReader {
  private func value(_ key: String) -> Node? { node[key] ?? defaults?[key] }

  private func failure(_ message: String, at position: Position? = nil) -> ConfigurationError {
    ConfigurationError(
      message, field: "references.rules", file: file, at: position ?? node.position)
  }

  /// One text or a list of them; none where the key is not there.
  private func texts(_ key: String) throws(ConfigurationError) -> [String] {
    guard let value = value(key) else { return [] }
    if let one = value.string { return [one] }
    let items = (value.array ?? []).compactMap(\.string)
    guard let count = value.array?.count, count == items.count else {
      throw failure("\(key) of a rule must be a text or a list of texts", at: value.position)
    }
    return items
  }

  private func text(_ key: String) throws(ConfigurationError) -> String {
    guard let text = value(key)?.string, !text.isEmpty else {
      throw failure("a rule needs \(key), as text", at: value(key)?.position)
    }
    return text
  }

  private func globs(_ key: String) throws(ConfigurationError) -> [Glob] {
    var globs: [Glob] = []
    for pattern in try texts(key) {
      for text in RulePath.expanded(pattern) {
        guard let glob = Glob(text) else { throw failure("\(key) of a rule must be patterns") }
        globs.append(glob)
      }
    }
    return globs
  }

  private func path(_ text: String, _ key: String) throws(ConfigurationError) -> RulePath {
    guard let path = RulePath(text) else {
      throw failure("\(key) of a rule must be a path such as spec.tls[].secretName, not \(text)")
    }
    return path
  }

  private func pattern(_ key: String) throws(ConfigurationError) -> TextPattern? {
    guard let text = value(key)?.string else { return nil }
    guard let pattern = TextPattern(text) else {
      throw failure("\(key) of a rule is no regular expression that is known here: \(text)")
    }
    return pattern
  }
}
