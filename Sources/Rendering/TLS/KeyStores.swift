internal import CredentialTypes
internal import Credentials
internal import Documents
internal import OpenSSL
internal import Secrets

/// A PKCS#12 store with a private key, its certificate, and its chain.
///
/// A keystore's own is handed on as it is. The password is that of the private key. A key without
/// one gets `changeit`, as Java's stores have it, and the store is then as open as the key's PEM.
struct PKCS12Store: Artifact {
  let id = "pkcs12"
  let title = "a PKCS#12 store with a key and its certificates"
  let optionNames = ["alias", "compat"]

  func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id)
      && (CertificateMaterial.hasLeaf(type) && CertificateMaterial.hasKey(type))
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    if credential.type.has("keystore") {
      guard options.values.isEmpty else {
        throw Failure(
          .usage, "a keystore is \(id) already, and is handed on as it is: leave the options out")
      }
      var output = SecretBuilder()
      output.append(try KeyStoreContents.bytes(of: credential).bytes)
      return output.finish()
    }
    let password = credential.filled("passphrase") ?? Secret(FieldText.bytes(of: "changeit"))
    guard !SecretText.contains(0, in: password.bytes) else {
      throw credential.invalid("has a passphrase with a NUL byte, which \(id) cannot hold")
    }
    let alias = try options.line("alias", of: id) ?? SectionNames.plain(credential.name)
    let protection: PKCS12Writer.Protection =
      try options.flag("compat", of: id) ? .compatible : .modern
    let salts = try RenderingSalt.bytes(
      PKCS12Writer.saltSize, for: "\(id)/\(protection)", field: "privateKey", of: credential)
    let material = try CertificateMaterial(of: credential)
    let chain = try material.chain()
    let key = try material.key()
    let writer = PKCS12Writer(protection, password: password, salts: salts)
    do throws(OpenSSLError) {
      return try writer.store(key: key, leaf: chain.leaf, others: chain.intermediates, name: alias)
    } catch {
      throw Failure(.system, "the system's OpenSSL makes no key store: \(error.operation) failed")
    }
  }
}

/// A PKCS#12 store of certificates that Java trusts.
///
/// Java wants a password for it, which protects nothing here: the option `password`, or
/// `changeit` as in Java's own.
struct JavaTrustStore: Artifact {
  let id = "java-truststore"
  let title = "a PKCS#12 store of the certificates that Java trusts"
  let isPublic = true
  let optionNames = ["alias", "password", "compat"]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "certificates") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let password = try options.line("password", of: id) ?? "changeit"
    let alias = try options.line("alias", of: id) ?? SectionNames.plain(credential.name)
    let protection: PKCS12Writer.Protection =
      try options.flag("compat", of: id) ? .compatible : .modern
    let salts = try RenderingSalt.bytes(
      PKCS12Writer.saltSize, for: "\(id)/\(protection)", field: "certificates", of: credential)
    let certificates = try PEMArtifact.certificates(in: "certificates", of: credential)
    let entries = certificates.enumerated().map { index, certificate in
      (name: index == 0 ? alias : "\(alias)-\(index + 1)", certificate: certificate)
    }
    let writer = PKCS12Writer(
      protection, password: Secret(FieldText.bytes(of: password)), salts: salts)
    do throws(OpenSSLError) {
      return try writer.trustStore(entries)
    } catch {
      throw Failure(.system, "the system's OpenSSL makes no key store: \(error.operation) failed")
    }
  }
}
