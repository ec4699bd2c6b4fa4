internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// The environment variables that a credential sets: those that its type names for a field that
/// has a value, or else one that is called like the field.
enum EnvironmentVariables {
  /// A variable, and the field that its value comes from.
  struct Variable {
    let name: String
    let field: String
    let value: Secret
  }

  /// The variables, in the order of the type's fields.
  static func of(_ credential: OpenedCredential) throws(Failure) -> [Variable] {
    var variables: [Variable] = []
    for member in credential.public + credential.fields {
      if credential.type.field(member.key)?.isDerived ?? false { continue }
      guard let value = FieldText.of(member.value) else { continue }
      let names = credential.type.environment[member.key] ?? [upperSnake(member.key)]
      for name in names {
        guard isName(name) else {
          throw credential.invalid(
            "has a field \(member.key) that gives no name of a variable")
        }
        // Where a type has names for a git host's password, they are for what the host takes.
        let isLogin =
          member.key == "password" && credential.type.environment["password"] != nil
          && credential.type.has("baseUrl")
        if isLogin, let token = credential.filled("token") {
          variables.append(Variable(name: name, field: "token", value: token))
        } else {
          variables.append(Variable(name: name, field: member.key, value: value))
        }
      }
    }
    return variables
  }

  /// `accessKey` becomes `ACCESS_KEY`, and `roleARN` becomes `ROLE_ARN`.
  static func upperSnake(_ field: String) -> String {
    var output = ""
    var previous: Character?
    for character in field {
      if character.isUppercase, let previous, previous.isLowercase || previous.isNumber {
        output += "_"
      }
      output += character == "-" || character == "." ? "_" : character.uppercased()
      previous = character
    }
    return output
  }

  /// What POSIX calls a name: letters, digits, and `_`, no digit first.
  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
    return text.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        || byte == UInt8(ascii: "_")
    }
  }
}
