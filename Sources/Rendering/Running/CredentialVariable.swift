public import Credentials
public import Documents
public import Secrets

/// An environment variable that a credential sets.
public struct CredentialVariable: Hashable, Sendable {
  /// Its name.
  public let name: String
  /// The id of the field that its value comes from.
  public let field: String
  /// Its value.
  public let value: Secret

  /// A value as the text of a variable.
  ///
  /// - Parameters:
  ///   - value: The value.
  ///   - name: What it is called in a message.
  /// - Returns: The text.
  /// - Throws: ``Failure`` with code `invalid` for an empty value, or one that is still encrypted.
  public static func text(of value: Node, named name: String) throws(Failure) -> Secret {
    try UsableValue.require(value, named: name)
    guard let text = FieldText.of(value) else { throw Failure(.invalid, "\(name) is empty") }
    return text
  }
}

extension OpenedCredential {
  /// The environment variables that it sets, by the names that programs know.
  ///
  /// - Throws: ``Failure`` with code `invalid` for a field that gives no name of a variable, or
  ///   whose value is empty or still encrypted.
  public var environmentVariables: [CredentialVariable] {
    get throws(Failure) {
      var variables: [CredentialVariable] = []
      for variable in try EnvironmentVariables.of(self) {
        try UsableValue.require(
          Node(.secret(variable.value)), named: "the \(variable.field) of \(name)")
        variables.append(
          CredentialVariable(name: variable.name, field: variable.field, value: variable.value))
      }
      return variables
    }
  }
}
