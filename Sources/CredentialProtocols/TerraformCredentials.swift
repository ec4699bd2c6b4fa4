internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// Terraform's and OpenTofu's protocol for credentials helpers.
struct TerraformCredentials {
  static let artifact = "terraform-credentials-helper"

  let stores: () throws(Failure) -> HelperStores

  /// Answers one call: `get HOST`, `store HOST`, or `forget HOST`.
  func reply(to words: [String]) throws(Failure) -> HelperReply {
    guard words.count == 2 else {
      throw Failure(.usage, "terraform calls its helper with 'get HOST'")
    }
    switch words[0] {
    case "get": return try get(words[1])
    case "store", "forget":
      throw Failure(
        .conflict,
        "tokens are kept in git: use 'credtree create terraform-host NAME hostname=\(words[1]) "
          + "token=-', 'credtree update', or 'credtree delete'")
    default: throw Failure(.usage, "'\(words[0])' is nothing that terraform asks a helper")
    }
  }

  private func get(_ host: String) throws(Failure) -> HelperReply {
    guard let address = ServiceAddress("https://\(host)"), address.path.isEmpty,
      !host.contains("@")
    else { throw Failure(.usage, "what terraform asks for is no host") }
    let found = try stores().answer(
      to: CredentialQuestion(address: address), choosing: .one
    ) { $0.artifacts.contains(Self.artifact) }
    // Terraform's word for none.
    guard let found else { return HelperReply(SecretJSON.writeLine(.object([]))) }
    let token = try found.credential.needed("token")
    found.store.recordUse(of: found.credential, by: "terraform-credentials", fields: ["token"])
    return HelperReply(
      SecretJSON.writeLine(.object([Member("token", Node(.secret(token)))])),
      message: found.credential.expiryNote)
  }
}
