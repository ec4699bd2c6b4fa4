internal import CredentialTypes
internal import Credentials
internal import Secrets

/// The address that apps for one-time passwords read from a QR code.
struct OTPAuthURI: Artifact {
  let id = "otpauth-uri"
  let title = "the otpauth:// address of a one-time password"

  private static let base32 = ValueForm(
    forbidden: Set(0...255).subtracting(Set(text: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")))

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "digits") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let account = credential.filled("account") ?? Secret(FieldText.bytes(of: credential.name))
    var text = ArtifactText(id)
    text.add("otpauth://totp/")
    if let issuer = credential.filled("issuer") {
      try text.add(issuer, "issuer", of: credential, as: .percent)
      text.add(":")
    }
    try text.add(account, "account", of: credential, as: .percent)
    text.add("?secret=")
    try text.add(
      Self.plainSeed(try credential.required("secret")), "secret", of: credential, as: Self.base32)
    try text.setting("&issuer", "issuer", of: credential, as: .percent, separator: "=", end: "")
    for field in ["algorithm", "digits", "period"] {
      try text.setting("&\(field)", field, of: credential, as: .percent, separator: "=", end: "")
    }
    text.add("\n")
    return text.finish()
  }

  /// Base32 as apps read it: upper case, without blanks and without padding.
  private static func plainSeed(_ seed: Secret) -> Secret { Secret(plain(seed.bytes)) }

  private static func plain(_ seed: borrowing SecretBytes) -> SecretBytes {
    var output = SecretBuilder(capacity: seed.count)
    for index in 0..<seed.count {
      let byte = seed.bytes[index]
      if byte == UInt8(ascii: "=") || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-") {
        continue
      }
      let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      output.append(isLower ? byte - 32 : byte)
    }
    return output.finish()
  }
}
