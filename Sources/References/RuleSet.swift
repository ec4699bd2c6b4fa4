import Configuration
import Documents

/// The rules that are built in, and what goes with them.
struct RuleSet: Sendable {
  var rules: [ReferenceRule] = []
  /// What artifacts are known by.
  var artifacts: [ArtifactNaming] = []
  /// What in a file's path names an environment: the first group of the first that matches.
  var environments: [TextPattern] = []
  /// File names that many programs use, and so say little.
  var commonFileNames: Set<String> = []
  /// What files say about names that others have made of them.
  var generators: [GeneratorRule] = []
  private var namedPaths: [String: [(kinds: Set<String>, path: String)]] = [:]

  /// The built-in rules, read once.
  private static let builtIn: Result<RuleSet, ConfigurationError> = {
    do throws(ConfigurationError) { return .success(try readTemplates()) } catch {
      return .failure(error)
    }
  }()

  /// The built-in rules without those that a repository switches off, and its own.
  ///
  /// - Throws: ``ConfigurationError`` if one of the repository's rules is wrong, or if it switches
  ///   off a rule that there is not.
  init(_ settings: ReferenceSettings, file: String) throws(ConfigurationError) {
    self = try Self.builtIn.get()
    let ids = rules.map(\.id)
    for node in settings.disabled {
      guard let id = node.string, ids.contains(id) else {
        let id = node.string ?? ""
        throw ConfigurationError(
          "there is no built-in rule '\(id)'\(NearNames.hint(for: id, among: ids))",
          field: "references.disable", file: file, at: node.position)
      }
      rules.removeAll { $0.id == id }
    }
    for node in settings.rules {
      rules.append(try RuleReader(node, defaults: nil, file: file, namedPaths: namedPaths).rule())
    }
  }

  private init() {}

  /// What tells these rules from those of another version of the program.
  static let fingerprint: [UInt8] = {
    var texts: [[UInt8]] = [Array("rules 2".utf8)]
    for template in Templates.files where template.path.description.hasPrefix("references/") {
      texts.append(template.text.withUTF8Buffer { unsafe Array($0) })
    }
    return ReferenceScanner.digest(of: texts)
  }()

  private static func readTemplates() throws(ConfigurationError) -> RuleSet {
    var set = RuleSet()
    for template in Templates.files where template.path.description.hasPrefix("references/") {
      let path = template.path.description
      let bytes = template.text.withUTF8Buffer { unsafe Array($0) }
      let document: Node
      do throws(DocumentError) { document = try JSON.parse(bytes.span) } catch {
        throw ConfigurationError(error.message, file: path, at: error.position)
      }
      try set.read(document, file: path)
    }
    return set
  }

  private mutating func read(_ document: Node, file: String) throws(ConfigurationError) {
    for member in document["paths"]?.object ?? [] {
      namedPaths[member.key] = (member.value.array ?? []).map { variant in
        let kinds = (variant["kinds"]?.array ?? []).compactMap(\.string)
        return (Set(kinds), variant["path"]?.string ?? "")
      }
    }
    for node in document["rules"]?.array ?? [] {
      rules.append(
        try RuleReader(
          node, defaults: document["defaults"], file: file, namedPaths: namedPaths
        ).rule())
    }
    for node in document["artifacts"]?.array ?? [] {
      guard let artifact = node["artifact"]?.string, let refType = node["refType"]?.string,
        let value = node["value"]?.string
      else { throw ConfigurationError("an artifact needs refType and value", file: file) }
      artifacts.append(
        ArtifactNaming(artifact: Wildcard(artifact), refType: refType, value: value))
    }
    for node in document["generators"]?.array ?? [] {
      guard let generator = GeneratorRule(node) else {
        throw ConfigurationError("a generator needs files, refType, items and from", file: file)
      }
      generators.append(generator)
    }
    commonFileNames.formUnion((document["commonFileNames"]?.array ?? []).compactMap(\.string))
    for node in document["environments"]?.array ?? [] {
      guard let pattern = node.string.flatMap({ TextPattern($0) }) else {
        throw ConfigurationError("environments must be regular expressions", file: file)
      }
      environments.append(pattern)
    }
  }
}

/// How an artifact of an output is named where it is used.
struct ArtifactNaming: Sendable {
  /// The artifacts it is about.
  let artifact: Wildcard
  let refType: String
  /// The name, with `{path}`, `{name}` (of the credential), and `{options.KEY}` in it.
  let value: String
}
