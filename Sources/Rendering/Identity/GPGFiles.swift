internal import CredentialTypes
internal import Credentials
internal import Secrets

/// An OpenPGP key as `gpg --export` writes it: the private one where there is one, unless the option
/// `part` asks for the public one.
struct GPGArmored: Artifact {
  let id = "gpg-armored"
  let title = "an OpenPGP key in ASCII armor"
  let optionNames = ["part"]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "keyId") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let isPublicOnly = credential.filled("privateKey") == nil
    let part = try options.choice(
      "part", of: isPublicOnly ? ["public", "private"] : ["private", "public"], for: id)
    var output = SecretBuilder()
    Self.append(try credential.requiredText("\(part)Key").bytes, to: &output)
    return output.finish()
  }

  static func append(_ key: borrowing SecretBytes, to output: inout SecretBuilder) {
    PEMText.append(key, to: &output)
  }
}

/// A script that puts a key into the user's key ring, trusts it, and asks nothing.
struct GPGImportScript: Artifact {
  let id = "gpg-import-script"
  let title = "a script that imports an OpenPGP key"

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "keyId") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let field = credential.filled("privateKey") == nil ? "publicKey" : "privateKey"
    let key = try credential.requiredText(field)
    let end = "END_OF_KEY"
    guard !Self.contains(end, in: key.bytes) else {
      throw credential.invalid("has a \(field) with a line that would end the script's text")
    }
    var output = SecretBuilder()
    output.append("#!/bin/sh\nset -eu\ngpg --batch --import <<'\(end)'\n")
    GPGArmored.append(key.bytes, to: &output)
    output.append("\(end)\n")
    if let id = credential.effectiveText("keyId"), field == "privateKey" {
      guard id.utf8.allSatisfy({ Set<UInt8>.alphanumeric.contains($0) }) else {
        throw credential.invalid("has a keyId that is no fingerprint")
      }
      output.append("gpg --batch --import-ownertrust <<'\(end)'\n\(id):6:\n\(end)\n")
    }
    return output.finish()
  }

  private static func contains(_ word: String, in key: borrowing SecretBytes) -> Bool {
    ByteText.contains(word, in: key)
  }
}

/// The variables from which Maven's GPG plugin takes a key (its signer `bc`).
struct MavenGPGEnvironment: Artifact {
  let id = "maven-gpg-env"
  let title = "MAVEN_GPG_* variables with a key and its passphrase"
  let optionNames = NamedVariables.optionNames

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "keyId") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    var variables = NamedVariables()
    variables.add("MAVEN_GPG_KEY", try credential.required("privateKey"), from: "privateKey")
    variables.add("MAVEN_GPG_KEY_FINGERPRINT", "keyId", of: credential)
    variables.add("MAVEN_GPG_PASSPHRASE", "passphrase", of: credential)
    return try variables.lines(for: credential, options, id)
  }
}
