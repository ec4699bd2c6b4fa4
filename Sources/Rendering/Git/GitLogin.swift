internal import CredentialTypes
internal import Credentials
internal import Secrets

/// A login to a git server: what its own types and the plain one have.
enum GitLogin {
  /// The address of the server.
  static func address(of credential: OpenedCredential) throws(Failure) -> ServiceAddress {
    if credential.type.has("baseUrl") {
      if credential.type.id == "codecommit", credential.filled("baseUrl") == nil {
        throw credential.invalid(
          "has no baseUrl: set it to https://git-codecommit.REGION.amazonaws.com")
      }
      return try credential.address("baseUrl")
    }
    return try credential.address("url")
  }

  /// The field that a server takes as the password: a token where there is one.
  static func passwordField(of credential: OpenedCredential) throws(Failure) -> String {
    for field in ["token", "password"] where credential.filled(field) != nil { return field }
    throw credential.invalid("has no token and no password: set one with credtree update")
  }
}
