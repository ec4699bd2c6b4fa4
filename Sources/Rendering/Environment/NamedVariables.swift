internal import Credentials
internal import Secrets

/// Variables under the names that some program looks for, written in a dialect of environment
/// files.
struct NamedVariables {
  /// A variable, and the field that it comes from.
  struct Variable {
    let name: String
    let field: String
    let value: Secret
  }

  private(set) var variables: [Variable] = []

  /// Adds a field under a name, if it has a value.
  mutating func add(_ name: String, _ field: String, of credential: OpenedCredential) {
    guard let value = credential.filled(field) else { return }
    variables.append(Variable(name: name, field: field, value: value))
  }

  /// Adds a value under a name, if there is one.
  mutating func add(_ name: String, _ value: Secret?, from field: String) {
    guard let value, value.bytes.count > 0 else { return }
    variables.append(Variable(name: name, field: field, value: value))
  }

  /// Adds text under a name, if there is any.
  mutating func add(_ name: String, text: String?, from field: String) {
    guard let text else { return }
    add(name, Secret(FieldText.bytes(of: text)), from: field)
  }

  static let optionNames = ["dialect", "export"]

  /// The lines, in the order in which they were added.
  ///
  /// - Throws: `Failure` with code `invalid` for a value that the dialect cannot write, and if
  ///   there is no variable; `usage` for a wrong option.
  func lines(
    for credential: OpenedCredential, _ options: RenderOptions, _ id: String,
    exporting: Bool = false
  ) throws(Failure) -> SecretBytes {
    let names = EnvironmentDialect.allCases.map(\.rawValue)
    let chosen = try options.choice("dialect", of: names, for: id)
    let dialect = EnvironmentDialect(rawValue: chosen) ?? .bash
    let asked = try options.flag("export", of: id)
    guard !(asked || exporting) || dialect == .bash else {
      throw Failure(.usage, "the option export of \(id) is for the dialect bash")
    }
    guard !variables.isEmpty else {
      throw credential.invalid("has no value that \(id) would hold")
    }
    var output = SecretBuilder()
    for variable in variables {
      output.append(asked || exporting ? "export \(variable.name)=" : "\(variable.name)=")
      guard Self.append(variable.value.bytes, in: dialect, to: &output) else {
        throw credential.invalid(
          "has a \(variable.field) that the dialect \(dialect.rawValue) has no way to write: take"
            + " another dialect, or a file of its own for it")
      }
      output.append("\n")
    }
    return output.finish()
  }

  private static func append(
    _ value: borrowing SecretBytes, in dialect: EnvironmentDialect, to output: inout SecretBuilder
  ) -> Bool { dialect.append(value, to: &output) }
}
