internal import CredentialTypes
internal import Credentials
internal import Secrets

/// The variables of `dotenv` for a shell that is not POSIX's.
struct ShellVariables: Artifact {
  enum Shell: String, CaseIterable { case fish, powershell }

  let shell: Shell
  var id: String { shell.rawValue }
  var title: String {
    shell == .fish
      ? "exported variables, to be sourced by fish" : "$env: variables, to be sourced by PowerShell"
  }
  let takesSeveral = true
  let optionNames = ["prefix"]

  func accepts(_ type: CredentialType) -> Bool { type.artifacts.contains("dotenv") }

  /// PowerShell takes typographic quotes for quotes.
  private var form: ValueForm {
    switch shell {
    case .fish:
      ValueForm(quote: "'", escapes: [UInt8: String](escaping: "'\\"), keepsControls: true)
    case .powershell:
      ValueForm(
        quote: "'", escapes: [UInt8(ascii: "'"): "''"],
        forbiddenTexts: ["\u{2018}", "\u{2019}", "\u{201A}", "\u{201B}"], keepsControls: true)
    }
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    var text = ArtifactText(id)
    for (credential, variable) in try EnvironmentVariables.prefixed(credentials, options, id) {
      text.add(shell == .fish ? "set -gx \(variable.name) " : "$env:\(variable.name) = ")
      try text.add(variable.value, variable.field, of: credential, as: form)
      text.add("\n")
    }
    return text.finish()
  }
}

/// The variables of `dotenv` for `$GITHUB_ENV`, or with the option `part=mask` the commands that hide
/// them in the log of GitHub Actions, which are to be printed before.
struct GitHubEnvironment: Artifact {
  let id = "github-env"
  let title = "records for $GITHUB_ENV, or the commands that mask their values"
  let takesSeveral = true
  let optionNames = ["prefix", "part"]

  func accepts(_ type: CredentialType) -> Bool { type.artifacts.contains("dotenv") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let part = try options.choice("part", of: ["env", "mask"], for: id)
    let variables = try EnvironmentVariables.prefixed(credentials, options, id)
    if part == "mask" {
      // What anyone may read anyway would only hide half of the log.
      let secrets = variables.filter { credential, variable in
        credential.type.field(variable.field)?.fieldClass != .public
      }
      guard !secrets.isEmpty else {
        throw Failure(.invalid, "there is nothing to mask: no variable of these is secret")
      }
      return ContinuousIntegration.github.maskCommands(for: secrets.map(\.variable.value))
    }
    var output = SecretBuilder()
    for (credential, variable) in variables {
      guard variable.name.uppercased() != "NODE_OPTIONS" else {
        throw Failure(.invalid, "GitHub refuses to set NODE_OPTIONS for later steps")
      }
      let random = try RenderingSalt.bytes(16, for: id, field: variable.field, of: credential)
      let end = "EOF_" + Hex.encode(random.span)
      guard !SecretText.contains(0, in: variable.value.bytes) else {
        throw credential.invalid(
          "has a \(variable.field) with a NUL byte, which no variable can hold")
      }
      guard !Self.contains(end, in: variable.value.bytes) else {
        throw credential.invalid("has a \(variable.field) with the end of its own record in it")
      }
      output.append("\(variable.name)<<\(end)\n")
      output.append(variable.value.bytes)
      output.append("\n\(end)\n")
    }
    return output.finish()
  }

  private static func contains(_ word: String, in value: borrowing SecretBytes) -> Bool {
    ByteText.contains(word, in: value)
  }
}

extension EnvironmentVariables {
  /// The variables of credentials, those sorted by name, with the prefix of the options.
  ///
  /// - Throws: `Failure`: `usage` for a prefix that begins no name, `conflict` for two variables of
  ///   one name.
  static func prefixed(
    _ credentials: [OpenedCredential], _ options: RenderOptions, _ id: String
  ) throws(Failure) -> [(credential: OpenedCredential, variable: Variable)] {
    let prefix = options["prefix"] ?? ""
    var owners: [String: String] = [:]
    var found: [(OpenedCredential, Variable)] = []
    for credential in credentials.sorted(by: { $0.name < $1.name }) {
      for variable in try of(credential) {
        let name = prefix + variable.name
        guard isName(name) else {
          throw Failure(
            .usage, "the option prefix of \(id) must begin a name of letters, digits, and '_'")
        }
        if let other = owners.updateValue(credential.name, forKey: name) {
          throw Failure(
            .conflict, "\(other) and \(credential.name) both set \(name): render them one by one")
        }
        found.append(
          (credential, Variable(name: name, field: variable.field, value: variable.value)))
      }
    }
    return found
  }
}
