internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// What a `credential_process` of the AWS SDKs prints: version 1 of its JSON.
struct AWSCredentialProcess {
  static let artifact = "aws-credential-process"

  let stores: () throws(Failure) -> HelperStores

  /// The keys of a credential.
  func reply(for reference: String) throws(Failure) -> HelperReply {
    let found = try stores().credential(reference, as: Self.artifact)
    let credential = found.credential
    guard let accessKey = try credential.usable("accessKey") else {
      throw Failure(
        .invalid,
        "\(credential.name) has no access key, it is for a role: set role_arn and source_profile "
          + "in the AWS configuration")
    }
    var members = [
      Member("Version", .int(1)), Member("AccessKeyId", Node(.secret(accessKey))),
      Member("SecretAccessKey", Node(.secret(try credential.needed("secretKey")))),
    ]
    var fields = ["accessKey", "secretKey"]
    if let token = try credential.usable("sessionToken") {
      members.append(Member("SessionToken", Node(.secret(token))))
      fields.append("sessionToken")
    }
    if let end = credential.metadata.expiresAt {
      members.append(Member("Expiration", .string(end.description)))
    }
    found.store.recordUse(of: credential, by: "aws-credential-process", fields: fields)
    return HelperReply(SecretJSON.writeLine(.object(members)), message: credential.expiryNote)
  }
}
