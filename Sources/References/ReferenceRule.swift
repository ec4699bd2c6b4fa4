import Configuration
import Documents

/// What to look for in files, as data; `docs/reference-rules.md` says what each key means.
struct ReferenceRule: Hashable, Sendable {
  /// A path, and the kinds of Kubernetes objects that it starts in; all of the rule's without.
  struct Way: Hashable, Sendable {
    let kinds: Set<String>?
    let path: RulePath
  }

  /// Where a value that names something in the same document leads.
  struct Link: Hashable, Sendable {
    /// The way to the other value, with `{}` for the first one.
    let path: String
    let refType: String
  }

  var id = ""
  var files: [Glob] = []
  var exceptFiles: [Glob] = []
  var kinds: Set<String> = []
  var coversOtherKinds = false
  var conditions: [String: Wildcard] = [:]
  var ways: [Way] = []
  var patterns: [TextPattern] = []
  var syntax = TextSyntax()
  var inside: [TextPattern] = []
  var body: TextPattern?
  var within: [String] = []
  var refType = RefType.name
  var refTypeName = ""
  var group = Reference.Group.files
  var field = ""
  var quaveField: String?
  var confidence: Reference.Confidence?
  var byName: Reference.Confidence? = .likely
  var ignoresCase = false
  var keyField: String?
  var hostnames: RulePath?
  var hostPattern: TextPattern?
  var hostHeader: TextPattern?
  var nameSource = NameSource.file
  var namePattern: TextPattern?
  /// Where an object says in which namespace its names count, if not where it is itself.
  var namespaces: [RulePath] = []
  var links: [Link] = []
  var unless: [RulePath] = []
  var expects: [String] = []
  var message: String?
  var trigger: [String] = []
  var asWritten = ""

  /// What the name of the user is taken from where the place does not tell it.
  enum NameSource: String, CaseIterable {
    case file, folder, star
  }

  /// Whether it is applied to text, not to documents.
  var isForText: Bool { ways.isEmpty }

  /// Whether a place that it finds counts although no credential may be meant.
  var countsWithoutCredential: Bool {
    switch refType {
    case .credential, .wildcard, .finding: true
    case .name, .environment, .image, .definition: false
    }
  }

  /// What a file must hold, in lower case, for the rule to find something in it; `nil` where
  /// only a credential's name tells.
  var triggers: [String] {
    if !trigger.isEmpty { return trigger.map { $0.lowercased() } }
    if !ways.isEmpty { return ways.map { $0.path.rarestKey.lowercased() } }
    return patterns.map { String(decoding: $0.literal, as: UTF8.self).lowercased() }
  }

  /// Whether the rule is about a file, whose path is given as UTF-8.
  func covers(_ path: Span<UInt8>) -> Bool {
    (files.isEmpty || files.contains { $0.matches(path) })
      && !exceptFiles.contains { $0.matches(path) }
  }

  /// Whether the rule is about a file.
  func covers(_ path: String) -> Bool {
    (files.isEmpty || files.contains { $0.matches(path) })
      && !exceptFiles.contains { $0.matches(path) }
  }
}

/// What a rule's value stands for.
enum RefType: String, Hashable, Sendable {
  /// A credential's name or id and nothing else: one that does not exist is dangling.
  case credential
  /// The name of something that may be made from a credential: a Secret, a file, a variable.
  case name
  /// An image, which is pulled with the default registry's credential.
  case image
  /// The environment that the rest of the mapping belongs to.
  case environment
  /// Every credential at once.
  case wildcard
  /// Something that is made here, and so no reference.
  case definition
  /// A secret in clear.
  case finding
}

/// How text that is no document is written.
struct TextSyntax: Hashable, Sendable {
  /// What starts a comment that ends with the line.
  var comments: [String] = []
  /// Whether `/*` and `*/` enclose comments.
  var hasBlockComments = false
  /// Whether blocks are in braces.
  var hasBraces = false
  /// Whether blocks are in `<Tag>` and `</Tag>`.
  var hasTags = false
  /// The lines that start a section, which ends where the next one starts.
  var section: TextPattern?
}
