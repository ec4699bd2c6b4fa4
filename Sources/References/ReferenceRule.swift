import Configuration
import Documents

/// What to look for in YAML and JSON files, as data: see `templates/references/`.
///
/// A rule is a mapping of `id`, `path`, `match` (`explicit`: the value can only be the name or id
/// of a credential; `name`: it is the name of something that may be made from one), `group`,
/// `field`, and optionally `files` (globs; all YAML and JSON files without), `kinds` (of
/// Kubernetes objects), `quaveField`, `hostnames` (a key beside the value that lists hosts).
struct ReferenceRule: Hashable, Sendable {
  enum Match: String, CaseIterable {
    case explicit, name
  }

  let id: String
  let path: RulePath
  let match: Match
  let group: Reference.Group
  let field: String
  let files: [Glob]
  let kinds: [String]
  let quaveField: String?
  let hostnames: String?

  private static let known = [
    "id", "path", "match", "group", "field", "files", "kinds", "quaveField", "hostnames",
  ]

  /// Reads a rule.
  ///
  /// - Throws: ``ConfigurationError`` that names what is wrong with it.
  init(_ node: Node, file: String) throws(ConfigurationError) {
    func failure(_ message: String, at position: Position? = nil) -> ConfigurationError {
      ConfigurationError(
        message, field: "references.rules", file: file, at: position ?? node.position)
    }
    func texts(_ key: String) throws(ConfigurationError) -> [String] {
      guard let value = node[key] else { return [] }
      let items = (value.array ?? []).compactMap(\.string)
      guard let count = value.array?.count, count == items.count else {
        throw failure("\(key) of a rule must be a list of texts", at: value.position)
      }
      return items
    }
    func text(_ key: String) throws(ConfigurationError) -> String {
      guard let text = node[key]?.string, !text.isEmpty else {
        throw failure("a rule needs \(key), as text", at: node[key]?.position)
      }
      return text
    }
    for member in node.object ?? [] where !Self.known.contains(member.key) {
      let hint = NearNames.hint(for: member.key, among: Self.known)
      throw failure("unknown key '\(member.key)' in a rule\(hint)", at: member.position)
    }
    id = try text("id")
    field = try text("field")
    guard let path = RulePath(try text("path")) else {
      throw failure("path of a rule must end with a key, as in spec.tls[].secretName")
    }
    guard let match = Match(rawValue: try text("match")) else {
      throw failure("match of a rule must be explicit or name")
    }
    guard let group = Reference.Group(rawValue: try text("group")) else {
      throw failure("group of a rule must be apps, envs, hosts, or files")
    }
    var files: [Glob] = []
    for pattern in try texts("files") {
      guard let glob = Glob(pattern) else { throw failure("files of a rule must be patterns") }
      files.append(glob)
    }
    (self.path, self.match, self.group, self.files) = (path, match, group, files)
    kinds = try texts("kinds")
    quaveField = node["quaveField"]?.string
    hostnames = node["hostnames"]?.string
  }

  /// The rules that are built in.
  ///
  /// - Throws: ``ConfigurationError`` if one of them is wrong, which a test rules out.
  static func builtIn() throws(ConfigurationError) -> [ReferenceRule] {
    var rules: [ReferenceRule] = []
    for template in Templates.files where template.path.description.hasPrefix("references/") {
      let path = template.path
      let bytes = template.text.withUTF8Buffer { unsafe Array($0) }
      let document: Node
      do throws(DocumentError) { document = try JSON.parse(bytes.span) } catch {
        throw ConfigurationError(error.message, file: path.description, at: error.position)
      }
      for rule in document["rules"]?.array ?? [] {
        rules.append(try ReferenceRule(rule, file: path.description))
      }
    }
    return rules
  }
}
