public import Documents
import Files

/// What has been found in one file so far.
struct FileScan {
  let resolver: Resolver
  let rules: [ReferenceRule]
  let environments: [TextPattern]
  let file: ScannedText
  /// Whether secrets in clear are looked for too.
  let looksForSecrets: Bool
  /// Whether it is told which of them are the same.
  let marksSecrets: Bool

  private(set) var references: [Reference] = []
  private(set) var exposures: [PlainSecret] = []
  private(set) var problem: ParseProblem?
  /// The rule that found a credential at a place, and the hosts it said; the first rule counts.
  private var seen: [Key: (rule: String, hosts: Set<String?>)] = [:]
  private let allRules: [ReferenceRule]

  // An alias makes one place of the file several values of its document.
  private struct Key: Hashable {
    let credential: String?
    let position: Position
  }

  init(
    _ bytes: [UInt8], file: String, rules: [ReferenceRule], scanner: ReferenceScanner,
    looksForSecrets: Bool
  ) {
    self.file = ScannedText(file: file, bytes: bytes)
    self.rules = rules
    allRules = scanner.rules
    resolver = scanner.resolver
    environments = scanner.environments
    self.looksForSecrets = looksForSecrets
    marksSecrets = scanner.marksSecrets
  }

  /// How often a value may hold a text that is read like a file.
  private static let depthLimit = 3

  /// Searches the file, and what is embedded in it.
  mutating func run() {
    read(file, depth: 0)
    var ignored: Set<Int> = []
    var place = 0
    let mark = Array("credtree:ignore".utf8)
    while let found = ByteSearch.first(mark, in: file.bytes.span, from: place) {
      ignored.insert(file.lines.position(of: found).line)
      place = found + mark.count
    }
    references.removeAll { ignored.contains($0.position.line) }
    exposures.removeAll { ignored.contains($0.position.line) }
    references.sort {
      ($0.position.line, $0.position.column) < ($1.position.line, $1.position.column)
    }
  }

  mutating func read(_ text: ScannedText, depth: Int) {
    let rules = depth == 0 ? self.rules : allRules.filter { $0.covers(text.path) }
    let forDocuments = rules.filter { !$0.isForText }
    var documents: [Node] = []
    if !forDocuments.isEmpty {
      switch Format(path: text.path).read(text.bytes) {
      case .documents(let read):
        documents = read
        for document in read { apply(forDocuments, to: document, of: text) }
        if depth < Self.depthLimit { readEmbedded(in: read, of: text, depth: depth) }
      case .lines(let error):
        if let error, problem == nil {
          let position = text.place(error.position ?? Position(line: 1, column: 1))
          problem = ParseProblem(file: file.path, position: position, message: error.message)
        }
        readLines(of: text, by: forDocuments)
      case .text: break
      }
    }
    readText(text, by: rules.filter(\.isForText), documents: documents)
  }

  /// Notes where the structure of a text stops making sense; the first place counts.
  mutating func note(_ message: String, at position: Position) {
    guard problem == nil else { return }
    problem = ParseProblem(file: file.path, position: position, message: message)
  }

  /// Adds what a value stands for by a rule.
  mutating func add(_ value: FoundValue, by rule: ReferenceRule, user: User) {
    if rule.refType == .finding {
      add(finding: value, by: rule, in: user.object)
      return
    }
    let place = Resolver.Place(file: file.path, namespace: value.namespace ?? user.namespace)
    var answers: [Resolver.Answer] = []
    for (linked, refType) in value.links where answers.isEmpty {
      answers = resolver.answers(to: linked, by: rule, refType: refType, at: place)
    }
    if answers.isEmpty {
      answers = resolver.answers(to: value.text, by: rule, refType: rule.refTypeName, at: place)
    }
    for answer in answers { add(answer, value, by: rule, user: user) }
  }

  private mutating func add(
    _ answer: Resolver.Answer, _ value: FoundValue, by rule: ReferenceRule, user: User
  ) {
    var user = user
    if let name = rule.namePattern.flatMap({ Self.first($0, in: file.path) }) {
      switch rule.group {
      case .envs: user.envName = name
      case .hosts: user.hostnames = [name]
      case .apps, .files: user.appName = name
      }
    }
    let group = user.environment == nil ? rule.group : .envs
    if group == .envs {
      user.envName =
        user.environment ?? user.envName ?? user.appEnvID
        ?? environments.lazy.compactMap { [file] in Self.first($0, in: file.path) }.first
    }
    let hosts: [String?] =
      group != .hosts || user.hostnames.isEmpty ? [nil] : user.hostnames.map { $0 }
    for host in hosts {
      let key = Key(credential: answer.credentialID, position: value.position)
      let first = seen[key]?.rule ?? rule.id
      guard first == rule.id, seen[key, default: (first, [])].hosts.insert(host).inserted else {
        continue
      }
      references.append(
        Reference(
          credentialID: answer.credentialID, value: answer.value,
          credentialField: value.key ?? answer.field, rule: rule.id, group: group,
          name: user.name(in: group) ?? host ?? file.path, field: value.field,
          quaveField: rule.quaveField, file: file.path, position: value.position,
          path: value.path, confidence: answer.confidence,
          appID: group == .apps ? user.appID : nil,
          appEnvID: group == .envs ? user.appEnvID : nil,
          envName: group == .envs ? user.envName : nil, hostname: host, via: answer.via,
          refType: rule.refTypeName, ruleText: rule.asWritten,
          isWildcard: rule.refType == .wildcard, expects: rule.expects))
    }
  }

  private mutating func add(
    finding value: FoundValue, by rule: ReferenceRule, in object: Position?
  ) {
    guard looksForSecrets, !SecretStandIn.isOne(value.text, before: value.following)
    else { return }
    // One object with many values is one thing to mend.
    let known = exposures.firstIndex {
      $0.rule == rule.id && (object.map { [known = $0.object] in known == $0 } ?? false)
        || $0.position == value.position
    }
    let mark = value.secret ?? value.text
    if let known {
      if marksSecrets { exposures[known].marks.insert(mark.hashValue) }
      return
    }
    var secret = PlainSecret(
      rule: rule.id, field: value.field, message: rule.message ?? "a secret in clear",
      file: file.path, position: value.position, object: object)
    if marksSecrets { secret.marks = [mark.hashValue] }
    exposures.append(secret)
  }

  static func first(_ pattern: TextPattern, in text: String) -> String? {
    let bytes = Array(text.utf8)
    guard let match = pattern.matches(in: bytes, 0..<bytes.count, limit: 1).first else {
      return nil
    }
    return String(decoding: bytes[pattern.value(of: match)], as: UTF8.self)
  }
}

/// A value that a rule found, before it is known what it stands for.
struct FoundValue {
  var text: String
  var position: Position
  var path: String?
  var field: String
  /// The field of the credential, where the place names one.
  var key: String?
  var namespace: String?
  /// The secret itself, where the value is only its beginning.
  var secret: String?
  /// What comes after the first line of a private key.
  var following: String?
  /// Where the value leads in the same document.
  var links: [(value: String, refType: String)] = []
}

/// What uses a credential, as far as the place of a reference tells.
struct User {
  var appID: String?
  var appName: String?
  var appEnvID: String?
  var envName: String?
  /// The environment that the mapping around says it is for.
  var environment: String?
  var namespace: String?
  var hostnames: [String] = []
  /// Where the object around starts.
  var object: Position?

  func name(in group: Reference.Group) -> String? {
    switch group {
    case .apps: appName ?? appID
    case .envs: envName ?? appEnvID ?? appName ?? hostnames.first
    case .hosts, .files: nil
    }
  }
}

/// A file that is not what its name says, from some line on.
public struct ParseProblem: Hashable, Sendable {
  /// The file, as a path from the repository's root.
  public let file: String
  /// Where it stops making sense.
  public let position: Position
  /// What is wrong; never a value.
  public let message: String
}

/// A secret that seems to lie in clear in a file.
public struct PlainSecret: Hashable, Sendable {
  /// The id of the rule that found it.
  public let rule: String
  /// The key that holds it.
  public let field: String
  /// What it seems to be and what to do; never a value.
  public let message: String
  /// The file, as a path from the repository's root.
  public let file: String
  /// Where in the file.
  public let position: Position
  let object: Position?
  /// What tells its values from others while this process runs, where that was asked for; to
  /// everybody else, and the next time, these numbers mean nothing.
  public internal(set) var marks: Set<Int> = []
}
