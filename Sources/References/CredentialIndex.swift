/// Finds the credentials that a word in a file may mean.
struct CredentialIndex: Sendable {
  private var ids: Set<String> = []
  private var names: [String: String] = [:]
  private var foldedNames: [String: [String]] = [:]

  init(_ credentials: [ReferencedCredential]) {
    for credential in credentials {
      ids.insert(credential.id)
      names[credential.name.lowercased()] = credential.id
      foldedNames[Self.folded(credential.name), default: []].append(credential.id)
    }
  }

  /// The id of the credential whose id or name a word is; names do not count case.
  func credential(named word: String) -> String? {
    ids.contains(word) ? word : names[word.lowercased()]
  }

  /// The ids of the credentials whose names may have become a word: Kubernetes has no `_`, no
  /// `/` and no capital letter in names.
  func credentials(likely word: String) -> [String] { foldedNames[Self.folded(word)] ?? [] }

  /// The form that a name has in Kubernetes.
  static func folded(_ name: String) -> String {
    String(
      decoding: name.lowercased().utf8.map { byte in
        byte == UInt8(ascii: "_") || byte == UInt8(ascii: "/") ? UInt8(ascii: "-") : byte
      }, as: UTF8.self)
  }
}
