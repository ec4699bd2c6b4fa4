public import Credentials
internal import Documents
public import Secrets

/// A file of `NAME=VALUE` lines, in the dialect of the program that reads it.
public struct EnvironmentFile: Artifact {
  /// The name on the command line.
  public let id = "dotenv"
  /// What it is, for a person.
  public let title = "NAME=VALUE lines in one of several dialects"
  /// It holds secrets.
  public let isPublic = false
  /// One after the other, by name; `prefix` keeps their variables apart.
  public let takesSeveral = true
  /// `dialect`, `prefix` before each variable, and `export` for a shell.
  public let optionNames = ["dialect", "prefix", "export"]

  /// Creates the artifact.
  public init() {}

  /// Makes the file.
  public func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let dialect = try dialect(options)
    let exports = try options.flag("export", of: id)
    guard !exports || dialect == .bash else {
      throw Failure(.usage, "the option export of \(id) is for the dialect bash")
    }
    var output = SecretBuilder()
    for (credential, variable) in try EnvironmentVariables.prefixed(credentials, options, id) {
      output.append(exports ? "export \(variable.name)=" : "\(variable.name)=")
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
  ) -> Bool {
    dialect.append(value, to: &output)
  }

  private func dialect(_ options: RenderOptions) throws(Failure) -> EnvironmentDialect {
    guard let name = options["dialect"] else { return .bash }
    guard let dialect = EnvironmentDialect(rawValue: name) else {
      throw Failure(
        .usage, "the option dialect of \(id) must be one of \(EnvironmentDialect.names)")
    }
    return dialect
  }
}
