/// Finds the credentials that a word in a file may mean by their names.
struct CredentialIndex: Sendable {
  private var ids: Set<String> = []
  private var names: [String: String] = [:]
  private var foldedNames: [String: [Int]] = [:]
  private var hosts: [String: [String]] = [:]
  private var providers: [String: [String]] = [:]
  private let credentials: [ReferencedCredential]

  init(_ credentials: [ReferencedCredential]) {
    self.credentials = credentials
    for (index, credential) in credentials.enumerated() {
      ids.insert(credential.id)
      names[credential.name.lowercased()] = credential.id
      foldedNames[Self.folded(credential.name), default: []].append(index)
      for host in credential.hosts { hosts[host.lowercased(), default: []].append(credential.id) }
      if let provider = credential.provider {
        providers[Self.folded(provider), default: []].append(credential.id)
      }
    }
  }

  /// The id of the credential whose id or name a word is; names do not count case.
  func credential(named word: String) -> String? {
    ids.contains(word) ? word : names[word.lowercased()]
  }

  /// The credential of the longest start of a path that is a name: what follows is an artifact.
  func credential(startOf path: String) -> (id: String, name: String)? {
    var rest = path[...]
    while true {
      if let id = credential(named: String(rest)) { return (id, String(rest)) }
      guard let slash = rest.lastIndex(of: "/") else { return nil }
      rest = rest[..<slash]
    }
  }

  /// The ids of the credentials whose names may have become a word: Kubernetes has no `_`, no
  /// `/` and no capital letter in names.
  func credentials(likely word: String) -> [String] {
    (foldedNames[Self.folded(word)] ?? []).map { credentials[$0].id }
  }

  /// The credentials that a variable holds a field of: their name, `_`, and the field, folded.
  func credentials(ofVariable word: String) -> [(id: String, field: String?)] {
    let folded = Self.folded(word)
    var found: [(id: String, field: String?)] = []
    for index in foldedNames[folded] ?? [] { found.append((credentials[index].id, nil)) }
    for dash in folded.indices where folded[dash] == "-" {
      for index in foldedNames[String(folded[..<dash])] ?? [] {
        let rest = String(folded[folded.index(after: dash)...])
        if let field = credentials[index].fields.first(where: { Self.variable($0) == rest }) {
          found.append((credentials[index].id, field))
        }
      }
    }
    return found
  }

  /// The credentials for a host.
  func credentials(forHost host: String) -> [String] { hosts[host.lowercased()] ?? [] }

  /// The credentials of a provider.
  func credentials(ofProvider name: String) -> [String] { providers[Self.folded(name)] ?? [] }

  /// The form that a name has in Kubernetes.
  static func folded(_ name: String) -> String {
    String(decoding: name.utf8.map(TokenSearch.folded), as: UTF8.self)
  }

  /// `accessKey` as variables have it, folded: `access-key`.
  private static func variable(_ field: String) -> String {
    var result: [UInt8] = []
    var wasLower = false
    for byte in field.utf8 {
      let isUpper = (0x41...0x5A).contains(byte)
      if isUpper, wasLower { result.append(UInt8(ascii: "-")) }
      result.append(TokenSearch.folded(byte))
      wasLower = !isUpper
    }
    return String(decoding: result, as: UTF8.self)
  }
}
