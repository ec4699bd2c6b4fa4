internal import Credentials

/// The names of the sections of a file that holds one a credential.
enum SectionNames {
  /// A credential and the name of its section.
  struct Section {
    let name: String
    let credential: OpenedCredential
  }

  /// The sections, sorted by name.
  ///
  /// The option names the section of a single credential, which without it is called as the
  /// fallback says. Otherwise it is the credential's name with `-` for `/`.
  ///
  /// - Throws: `Failure` with code `usage` for an option that is no name or given for several
  ///   credentials, `conflict` for two that get the same name.
  static func of(
    _ credentials: [OpenedCredential], option: String, fallback: String? = nil,
    _ options: RenderOptions, _ id: String
  ) throws(Failure) -> [Section] {
    if let name = options[option] {
      guard credentials.count == 1 else {
        throw Failure(
          .usage, "the option \(option) of \(id) names one credential, not \(credentials.count)")
      }
      return [Section(name: try word(name, option, id), credential: credentials[0])]
    }
    if credentials.count == 1, let fallback {
      return [Section(name: fallback, credential: credentials[0])]
    }
    var owners: [String: String] = [:]
    var sections: [Section] = []
    for credential in credentials {
      let name = plain(credential.name)
      if let other = owners.updateValue(credential.name, forKey: name) {
        throw Failure(
          .conflict,
          "\(other) and \(credential.name) would both be called \(name): render them one by one")
      }
      sections.append(Section(name: name, credential: credential))
    }
    return sections.sorted { $0.name < $1.name }
  }

  /// A credential's name without slashes.
  static func plain(_ name: String) -> String { String(name.map { $0 == "/" ? "-" : $0 }) }

  /// A name of letters, digits, `_`, `-`, and `.`.
  static func word(_ text: String, _ option: String, _ id: String) throws(Failure) -> String {
    guard (1...100).contains(text.utf8.count),
      text.utf8.allSatisfy({ Set<UInt8>.alphanumeric.contains($0) || "_-.".utf8.contains($0) })
    else {
      throw Failure(
        .usage, "the option \(option) of \(id) must be a name of letters, digits, '_', '-', '.'")
    }
    return text
  }
}
