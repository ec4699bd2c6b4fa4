internal import Git

/// The references in a few files, held against credentials of which there may be thousands.
///
/// Only the credentials whose names the files have are read. What is found by a host, a provider,
/// or an output that selects is left to the check of everything.
struct ChangedFiles {
  private static let sizeLimit = 1 << 20

  private let workspace: Workspace
  private let texts: [(path: String, text: [UInt8])]
  /// The files that are too large.
  private let large: [String]

  init(_ changes: [Change], in workspace: Workspace) throws(Failure) {
    self.workspace = workspace
    guard !changes.isEmpty else {
      (texts, large) = ([], [])
      return
    }
    let repository = try workspace.store.repository()
    var texts: [(path: String, text: [UInt8])] = []
    var large: [String] = []
    for change in changes {
      guard let blob = change.new else { continue }
      do throws(GitError) {
        // A submodule's commit is no file of this repository.
        guard try repository.size(ofBlob: blob) <= Self.sizeLimit else {
          large.append(change.path)
          continue
        }
        texts.append((change.path, try repository.contents(ofBlob: blob)))
      } catch {
        guard error.code == .notFound else { throw Failure(error) }
      }
    }
    (self.texts, self.large) = (texts, large)
  }

  /// What is wrong in them; `unsearched` gets how many more were not searched.
  func findings(unsearched: inout Int) throws(Failure) -> [Finding] {
    guard !texts.isEmpty || !large.isEmpty else { return [] }
    let names = try workspace.store.reader.names()
    let credentials = try named(among: names)
    let scanner: ReferenceScanner
    do {
      scanner = try ReferenceScanner(
        configuration: workspace.store.configuration, credentials: credentials,
        looksForSecrets: true)
    } catch {
      throw Failure(.invalid, "\(Configuration.fileName) is invalid", details: error.problems)
    }
    unsearched += large.count(where: scanner.includes)
    var references: [Reference] = []
    var findings: [Finding] = []
    for (path, text) in texts where scanner.includes(path) {
      let outcome = scanner.outcome(of: text.span, path: path)
      if outcome.isUnsearched { unsearched += 1 }
      references += outcome.references.filter { !$0.isWildcard }
      findings += outcome.exposures.map {
        Finding(.plaintextSecret, $0.message, field: $0.field, file: $0.file, at: $0.position)
      }
    }
    let dangling = references.filter { $0.credentialID == nil }
    return workspace.danglingFindings(dangling, among: names)
      + workspace.typeFindings(references, among: credentials) + findings
  }

  /// The credentials that may be named in the files, by their names or ids.
  private func named(among names: [String]) throws(Failure) -> [ReferencedCredential] {
    var words: Set<UInt64> = []
    var mayHoldID = false
    for (_, text) in texts {
      let span = text.span
      WordHash.forEach(in: span) { hash, range in
        words.insert(hash)
        if range.count == 22 { mayHoldID = true }
      }
    }
    var wanted: [String] = []
    for name in names {
      let bytes = Array(name.utf8)
      var isNamed = true
      WordHash.forEach(in: bytes.span) { hash, _ in isNamed = isNamed && words.contains(hash) }
      if isNamed { wanted.append(name) }
    }
    if mayHoldID {
      let known = Set(wanted)
      let ids = try StoreIdentities.all(of: workspace.store)
      for (name, id) in ids where !known.contains(name) {
        let bytes = Array(id.utf8)
        var isNamed = false
        WordHash.forEach(in: bytes.span) { hash, _ in isNamed = words.contains(hash) }
        if isNamed { wanted.append(name) }
      }
    }
    var credentials: [ReferencedCredential] = []
    for name in wanted {
      guard let header = try? workspace.store.header(name) else { continue }
      credentials.append(workspace.referenced(header))
    }
    return credentials
  }
}

/// Words of ASCII letters and digits as numbers; two words may have the same, which costs time only.
private enum WordHash {
  static func forEach(in text: Span<UInt8>, _ body: (UInt64, Range<Int>) -> Void) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var start = 0
    for index in 0...text.count {
      let byte = index < text.count ? text[index] : 0
      let isLetter = (0x61...0x7A).contains(byte | 0x20)
      guard isLetter || (0x30...0x39).contains(byte) else {
        if index > start { body(hash, start..<index) }
        hash = 0xCBF2_9CE4_8422_2325
        start = index + 1
        continue
      }
      hash = (hash ^ UInt64(isLetter ? byte | 0x20 : byte)) &* 0x100_0000_01B3
    }
  }
}
