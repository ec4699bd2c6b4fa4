internal import CredentialTypes
internal import Credentials
internal import Secrets

/// The parts of AWS's own names that several artifacts share: a key pair of AWS, or of something
/// that speaks S3.
enum AWSKeys {
  /// Names that AWS's tools know, and the fields that they come from, in order.
  static let settings = [
    ("aws_access_key_id", ["accessKey", "apiKey", "username"]),
    ("aws_secret_access_key", ["secretKey", "apiSecretKey", "password"]),
    ("aws_session_token", ["sessionToken"]),
  ]

  /// Whether credentials of a type have a key pair.
  static func exist(in type: CredentialType) -> Bool {
    type.has("secretKey") || type.has("apiSecretKey") || type.id == "codecommit"
  }

  /// The name of the field of a key pair that has a value.
  static func field(_ fields: [String], of credential: OpenedCredential) -> String? {
    fields.first { credential.filled($0) != nil }
  }

  /// A credential's key pair.
  ///
  /// - Throws: `Failure` with code `invalid` for one without, such as a role.
  static func required(of credential: OpenedCredential) throws(Failure) -> (
    access: Secret, secret: Secret
  ) {
    if credential.type.id == "codecommit", !isKeyID(credential.effectiveText("username") ?? "") {
      throw credential.invalid(
        "has a username for git over HTTPS, which is no access key: it belongs into git-credentials"
      )
    }
    for field in ["accessKey", "secretKey"] {
      let names = field == "accessKey" ? settings[0].1 : settings[1].1
      guard Self.field(names, of: credential) != nil else {
        throw credential.invalid(
          "has no \(field): a role has no keys of its own, and belongs into aws-config")
      }
    }
    return (
      try credential.anyOf(settings[0].1), try credential.anyOf(settings[1].1)
    )
  }

  /// Whether a name is that of an access key of IAM.
  private static func isKeyID(_ text: String) -> Bool {
    let marks = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
    return (text.hasPrefix("AKIA") || text.hasPrefix("ASIA")) && text.utf8.count == 20
      && text.utf8.allSatisfy { marks.contains($0) }
  }

  /// The endpoint as a URL, or `nil` for AWS itself.
  static func endpoint(of credential: OpenedCredential) -> String? {
    if credential.type.id == "exoscale" {
      return "https://sos-\(credential.effectiveText("zone") ?? "ch-gva-2").exo.io"
    }
    return credential.effectiveText("endpoint")
  }

  /// The region, or `nil` if none is set.
  static func region(of credential: OpenedCredential) -> Secret? {
    credential.filled("region") ?? credential.filled("zone")
  }
}
