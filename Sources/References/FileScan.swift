import Documents

/// What has been found in one file so far.
struct FileScan {
  /// The id of the rule that finds `cred://NAME`, which is no data.
  static let uriRule = "credtree.uri"

  let credentials: CredentialIndex
  let rules: [ReferenceRule]
  let file: String
  let lines: LineIndex
  private var found: [Reference] = []
  private var seen: Set<Key> = []

  // An alias makes one place of the file several values of its document.
  private struct Key: Hashable {
    let credential: String?
    let position: Position
    let hostname: String?
  }

  init(
    credentials: CredentialIndex, rules: [ReferenceRule], file: String, lines: LineIndex
  ) {
    (self.credentials, self.rules, self.file, self.lines) = (credentials, rules, file, lines)
  }

  /// What was found, without the lines that ask to be ignored, in the order of the file.
  func result(_ text: Span<UInt8>) -> [Reference] {
    found.filter { !lines.text(ofLine: $0.position.line, in: text).contains("# credtree:ignore") }
      .sorted {
        ($0.position.line, $0.position.column) < ($1.position.line, $1.position.column)
      }
  }

  /// Adds the references that a value makes by a rule, one for each credential and host.
  mutating func add(
    _ value: String, by rule: ReferenceRule, at position: Position, path: String?, user: User
  ) {
    let ids: [String?]
    switch rule.match {
    // Whatever a template makes of it is not known here.
    case .explicit where value.isEmpty || value.contains("{{") || value.contains("${"): ids = []
    case .explicit: ids = [credentials.credential(named: value)]
    case .name: ids = credentials.credentials(likely: value)
    }
    let hosts: [String?] = user.hostnames.isEmpty ? [nil] : user.hostnames.map { $0 }
    for id in ids {
      for host in hosts {
        let name = user.name(in: rule.group) ?? host ?? file
        add(
          Reference(
            credentialID: id, value: value, credentialField: nil, rule: rule.id,
            group: rule.group, name: name, field: rule.field, quaveField: rule.quaveField,
            file: file, position: position, path: path,
            confidence: rule.match == .explicit ? .certain : .likely,
            appID: rule.group == .apps ? user.appID : nil,
            appEnvID: rule.group == .envs ? user.appEnvID : nil,
            envName: rule.group == .envs ? user.envName : nil, hostname: host))
      }
    }
  }

  /// Adds every `cred://` of the text; `documents` gives their paths of keys.
  mutating func readURIs(in text: Span<UInt8>, documents: [Node]) {
    let values = documents.flatMap { RulePath.texts(in: $0, holding: "cred://") }
    for uri in CredentialURI.all(in: text) {
      let position = lines.position(of: uri.place)
      // The value is the last one that starts before it; in a comment there is none.
      let value = values.last {
        ($0.position.line, $0.position.column) <= (position.line, position.column)
          && $0.text.contains("cred://\(uri.name)")
      }
      add(
        Reference(
          credentialID: credentials.credential(named: uri.name), value: uri.name,
          credentialField: uri.field, rule: Self.uriRule, group: .files, name: file,
          field: value?.key ?? "cred", quaveField: nil, file: file, position: position,
          path: value?.path, confidence: .certain))
    }
  }

  private mutating func add(_ reference: Reference) {
    let key = Key(
      credential: reference.credentialID, position: reference.position,
      hostname: reference.hostname)
    if seen.insert(key).inserted { found.append(reference) }
  }
}

/// What uses a credential, as far as the place of a reference tells.
struct User {
  var appID: String?
  var appName: String?
  var appEnvID: String?
  var envName: String?
  var hostnames: [String] = []

  func name(in group: Reference.Group) -> String? {
    switch group {
    case .apps: appName ?? appID
    case .envs: envName ?? appEnvID ?? appName
    case .hosts, .files: nil
    }
  }
}
