internal import Git
internal import References

/// The search for secrets in clear in single versions of files.
///
/// What a change brings is not hidden by what the change itself says about the search: a file is
/// left out only if `references.exclude` of the commit before leaves it out too.
struct SecretSearch {
  /// A file as a commit has it.
  struct Version: Hashable {
    let path: String
    let blob: ObjectID
  }

  /// What is known of a version.
  struct Answer {
    var secrets: [ClearSecret] = []
    /// Whether it is too large, or no text.
    var isUnsearched = false
  }

  /// Larger files are not searched, in bytes; see ``ReferenceScanner/scan(_:path:)``.
  private static let sizeLimit = 1 << 20

  let repository: Repository
  private let workspace: Workspace
  private let scanner: ReferenceScanner
  /// What searches what the commit before did not leave out, where it says something else.
  private let former: ReferenceScanner?
  private let hasFewerRules: Bool
  private var answers: [Version: Answer] = [:]

  /// Creates a search.
  ///
  /// - Parameters:
  ///   - workspace: The state that is checked.
  ///   - commit: The commit before the change; `nil` where there is none, or for a state alone.
  /// - Throws: ``Failure`` with code `invalid` for rules of the repository that are none.
  init(_ workspace: Workspace, since commit: ObjectID? = nil) throws(Failure) {
    self.workspace = workspace
    repository = try workspace.store.repository()
    var configuration = workspace.store.configuration
    let references = configuration.references
    // What it was before may not be a store at all.
    let old = commit.flatMap {
      try? Workspace(
        root: workspace.store.root, source: .commit($0.description), identityFile: nil)
    }?.store.configuration.references
    guard let old else {
      scanner = try Self.scanner(configuration)
      (former, hasFewerRules) = (nil, false)
      return
    }
    let known = Set(old.disabled.map { JSON.write($0) })
    configuration.references.disabled.removeAll { !known.contains(JSON.write($0)) }
    hasFewerRules = configuration.references.disabled.count < references.disabled.count
    scanner = try Self.scanner(configuration)
    let patterns = Set(old.exclude.map(\.pattern))
    if references.exclude.contains(where: { !patterns.contains($0.pattern) }) {
      configuration.references.exclude = old.exclude
      former = try Self.scanner(configuration)
    } else {
      former = nil
    }
  }

  private static func scanner(_ configuration: Configuration) throws(Failure) -> ReferenceScanner {
    do {
      return try ReferenceScanner(
        configuration: configuration, credentials: [], looksForSecrets: true, marksSecrets: true)
    } catch {
      throw Failure(.invalid, "\(Configuration.fileName) is invalid", details: error.problems)
    }
  }

  /// Whether the change leaves out of the search what the commit before had in it.
  var isEased: Bool { former != nil || hasFewerRules }

  /// Whether a file is searched, and yet not by who asks the changed state alone.
  func isHidden(_ path: String) -> Bool {
    if hasFewerRules, scanner.includes(path) { return true }
    return !scanner.includes(path) && former?.includes(path) ?? false
  }

  /// What a version of a file has; each is read once.
  ///
  /// - Throws: ``Failure`` with code `system` if git cannot read it.
  mutating func answer(about version: Version) throws(Failure) -> Answer {
    if let known = answers[version] { return known }
    let path = version.path
    let isIncluded = scanner.includes(path) || former?.includes(path) ?? false
    guard isIncluded || workspace.store.name(ofPath: path) != nil else { return Answer() }
    let answer: Answer
    do throws(GitError) {
      if try repository.size(ofBlob: version.blob) > Self.sizeLimit {
        answer = Answer(isUnsearched: true)
      } else {
        answer = self.answer(to: try repository.contents(ofBlob: version.blob), path: path)
      }
    } catch {
      // A submodule's commit is no file of this repository.
      guard error.code == .notFound else { throw Failure(error) }
      return Answer()
    }
    answers[version] = answer
    return answer
  }

  /// What a text has: judged as a credential's file if it has the shape of one, wherever it lies.
  func answer(to text: [UInt8], path: String) -> Answer {
    let name = workspace.store.name(ofPath: path)
    if name != nil || path.hasSuffix(".json"), let root = try? JSON.parse(text.span) {
      let ownName = PlaintextFields.credentialName(in: root)
      if name != nil || ownName != nil {
        let fields = PlaintextFields.of(root, in: workspace.store.catalogue).map { field in
          ClearSecret(
            rule: .secretInClear, message: "\(field.key) lay in clear",
            credential: name ?? ownName, field: field.key, position: field.position,
            marks: [field.mark])
        }
        if ownName != nil || !fields.isEmpty { return Answer(secrets: fields) }
      }
    }
    let outcome = scanner.outcome(of: text.span, path: path)
    let secrets = outcome.exposures.map {
      ClearSecret(
        rule: .plaintextSecret, message: $0.message, field: $0.field, position: $0.position,
        marks: $0.marks)
    }
    return Answer(secrets: secrets, isUnsearched: outcome.isUnsearched)
  }

  /// The marks of all that a version has.
  mutating func marks(of version: Version) throws(Failure) -> Set<Int> {
    Set(try answer(about: version).secrets.flatMap(\.marks))
  }
}
