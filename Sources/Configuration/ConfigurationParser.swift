import Documents

extension Configuration {
  /// Reads and checks `credtree.yaml`.
  ///
  /// - Parameters:
  ///   - text: The file's bytes.
  ///   - file: Its path, for messages.
  /// - Returns: The configuration, in which every name and key has been checked.
  /// - Throws: ``ConfigurationError`` with every problem at once: what is not YAML, unknown or
  ///   repeated keys, unknown members, unusable keys, rules that leave nobody able to read.
  public static func parse(
    _ text: Span<UInt8>, file: String = fileName
  ) throws(ConfigurationError) -> Configuration {
    let documents: [Node]
    do throws(DocumentError) { documents = try YAML.parse(text) } catch {
      throw ConfigurationError(error.message, file: file, at: error.position)
    }
    guard documents.count == 1, let document = documents.first, document.object != nil else {
      throw ConfigurationError(
        "the file must hold one mapping that starts with version: 1", file: file,
        at: documents.dropFirst().first?.position ?? documents.first?.position)
    }
    var parser = ConfigurationParser(reader: ConfigurationReader(file: file))
    let configuration = parser.configuration(from: document)
    guard parser.reader.problems.isEmpty else {
      func place(_ problem: Problem) -> (Int, Int) {
        (problem.position?.line ?? 0, problem.position?.column ?? 0)
      }
      throw ConfigurationError(parser.reader.problems.sorted { place($0) < place($1) })
    }
    return configuration
  }
}

/// Reads the parts of the file, in an order in which each can be checked against the former.
struct ConfigurationParser {
  var reader: ConfigurationReader
  /// Members with a key that was refused: of these it is not said again that they have none.
  var membersWithBadKeys: Set<String> = []

  private static let keys = [
    "version", "store", "account", "members", "teams", "access", "projects", "references",
    "outputs", "targets", "policy",
  ]

  mutating func configuration(from document: Node) -> Configuration {
    var values: [String: Node] = [:]
    for member in reader.members(document, in: "", known: Self.keys) {
      values[member.key] = member.value
    }
    checkVersion(values["version"], of: document)
    var configuration = Configuration(
      store: store(values["store"]), account: nil, members: [], teams: [], access: [],
      projects: [], references: ReferenceSettings(), outputs: [], targets: [], policy: Policy(),
      file: reader.file)
    if let node = values["account"] { configuration.account = account(node) }
    if let node = values["members"] { configuration.members = members(node) }
    if let node = values["teams"] {
      configuration.teams = teams(node, members: configuration.members)
    }
    if let node = values["access"] { configuration.access = access(node, in: configuration) }
    for (name, position) in reader.texts(values["projects"], in: "projects") {
      checkName(name, in: "projects", at: position)
      configuration.projects.append(name)
    }
    if let node = values["references"] { configuration.references = references(node) }
    if let node = values["targets"] { configuration.targets = targets(node) }
    configuration.outputs = outputs(values["outputs"], in: configuration)
    if let node = values["policy"] { configuration.policy = policy(node) }
    return configuration
  }

  private mutating func checkVersion(_ node: Node?, of document: Node) {
    guard let node else {
      return reader.report(
        "version is missing; the first line is version: 1", in: "version", at: document.position)
    }
    guard node.int == 1 else {
      return reader.report(
        "version must be 1; a file of a later version needs a later credtree", in: "version",
        at: node.position)
    }
  }

  private mutating func store(_ node: Node?) -> String {
    guard let node, let path = reader.path(node, in: "store") else { return "credentials" }
    // The folder is written into .gitattributes and .sops.yaml, so it stays free of what is
    // special there.
    let isPlain = path.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"): true
      default: false
      }
    }
    if !isPlain || path.hasPrefix("-") {
      reader.report(
        "store may hold only letters, digits, and - _ . /", in: "store", at: node.position)
    }
    return path
  }

  private mutating func account(_ node: Node) -> Account {
    var account = Account()
    for member in reader.members(node, in: "account", known: ["id", "name"]) {
      let text = reader.text(member.value, in: "account.\(member.key)")
      if member.key == "id" { account.id = text } else { account.name = text }
    }
    return account
  }

  private mutating func references(_ node: Node) -> ReferenceSettings {
    var settings = ReferenceSettings()
    let known = ["exclude", "rules", "disable"]
    for member in reader.members(node, in: "references", known: known) {
      let items = reader.list(member.value, in: "references.\(member.key)")
      switch member.key {
      case "exclude":
        settings.exclude = items.compactMap { reader.glob($0, in: "references.exclude") }
      case "disable":
        settings.disabled = items.filter { reader.text($0, in: "references.disable") != nil }
      default:
        for item in items where item.object == nil {
          reader.report("a rule must be a mapping", in: "references.rules", at: item.position)
        }
        settings.rules = items
      }
    }
    return settings
  }

  private mutating func policy(_ node: Node) -> Policy {
    var policy = Policy()
    let known = ["requireSignedCommits", "expiryWarning", "rotateAfter"]
    for member in reader.members(node, in: "policy", known: known) {
      let field = "policy.\(member.key)"
      switch member.key {
      case "requireSignedCommits":
        policy.requireSignedCommits = reader.bool(member.value, in: field) ?? false
      case "expiryWarning": policy.expiryWarning = reader.timeSpan(member.value, in: field)
      default: policy.rotateAfter = reader.timeSpan(member.value, in: field)
      }
    }
    return policy
  }

  mutating func checkName(_ name: String, in field: String, at position: Position?) {
    if let problem = Configuration.nameProblem(with: name) {
      reader.report(problem, in: field, at: position)
    }
  }
}

extension Configuration {
  /// What is wrong with a name of a member, team, project, or target; `nil` if nothing is.
  ///
  /// It has ASCII letters, digits, and `. _ - + @`.
  public static func nameProblem(with name: String) -> String? {
    let isPlain = name.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      default: "._-+@".utf8.contains(byte)
      }
    }
    guard isPlain, !name.isEmpty, name.utf8.count <= 100, !name.hasPrefix("-") else {
      return "'\(name)' is not a name: 1 to 100 letters, digits, and . _ - + @, not starting with -"
    }
    return nil
  }
}
