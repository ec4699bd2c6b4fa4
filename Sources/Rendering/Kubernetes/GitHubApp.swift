internal import Credentials
internal import Secrets

/// The keys under which Argo CD and Flux look for a GitHub App.
enum GitHubApp {
  /// - Parameters:
  ///   - credential: The app.
  ///   - apiKey: The key of the API's address, for a server that is not github.com.
  /// - Returns: The keys and their values.
  /// - Throws: `Failure` with code `invalid` for an app without an installation.
  static func data(of credential: OpenedCredential, apiKey: String) throws(Failure)
    -> [SecretManifest.Entry]
  {
    guard let installation = credential.filled("installationId") else {
      throw credential.invalid(
        "has no installationId, which a login needs: set it with credtree update")
    }
    var data: [SecretManifest.Entry] = [("githubAppInstallationID", installation)]
    data.append(("githubAppID", try credential.anyOf(["appId"])))
    data.append(("githubAppPrivateKey", try credential.required("privateKey")))
    let address = try credential.address("baseUrl")
    if address.host != "github.com" {
      data.add(apiKey, text: "\(address.scheme)://\(address.hostAndPort)/api/v3")
    }
    return data
  }
}
