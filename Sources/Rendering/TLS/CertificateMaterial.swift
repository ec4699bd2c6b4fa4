internal import CredentialTypes
internal import Credentials
internal import Documents
internal import OpenSSL
internal import Secrets

/// The certificates and the private key of a credential, wherever its type keeps them.
struct CertificateMaterial {
  private let credential: OpenedCredential
  private let store: PKCS12Contents?

  /// Fields that types have for the same thing, in the order in which they are looked for.
  private static let leafFields = ["certificate", "cert"]
  private static let authorityFields = ["ca", "caCertificate", "intermediateCa", "certificates"]
  private static let keyFields = ["privateKey", "key", "accountKey"]

  static func hasLeaf(_ type: CredentialType) -> Bool { has(leafFields, type) }
  static func hasAuthorities(_ type: CredentialType) -> Bool { has(authorityFields, type) }
  static func hasKey(_ type: CredentialType) -> Bool { has(keyFields, type) }

  private static func has(_ fields: [String], _ type: CredentialType) -> Bool {
    type.has("keystore") || fields.contains { type.has($0) }
  }

  /// - Throws: `Failure` with code `invalid` for a key store that does not open.
  init(of credential: OpenedCredential) throws(Failure) {
    self.credential = credential
    store = credential.type.has("keystore") ? try KeyStoreContents.unpacked(credential) : nil
  }

  /// The certificate with those above it.
  ///
  /// - Throws: `Failure` with code `invalid` if there is none, or a field has no PEM in it.
  func chain() throws(Failure) -> CertificateChain {
    if let store {
      let key = try KeyStoreContents.key(of: store, for: credential)
      guard let leaf = store.certificates.first(where: { $0.matches(key) }) else {
        throw credential.invalid("has a keystore without the certificate of its private key")
      }
      return CertificateChain(leaf: leaf, candidates: store.certificates)
    }
    guard let field = Self.leafFields.first(where: { credential.filled($0) != nil }) else {
      throw credential.invalid("has no certificate: set it with credtree update")
    }
    let own = try PEMArtifact.certificates(in: field, of: credential)
    guard let leaf = own.first else { throw credential.invalid("has no certificate") }
    return CertificateChain(leaf: leaf, candidates: own + (try authorities()))
  }

  /// The certificates that a client trusts.
  func trusted() throws(Failure) -> [X509Certificate] {
    let hasLeaf = Self.leafFields.contains { credential.filled($0) != nil }
    return store != nil || hasLeaf ? try chain().trusted : try authorities()
  }

  /// Whether there is more to trust than what a server sends itself.
  func hasAuthorities() throws(Failure) -> Bool {
    if store != nil {
      let chain = try chain()
      return !chain.unrelated.isEmpty || chain.issuers.contains { $0.isSelfSigned }
    }
    return Self.authorityFields.contains { credential.filled($0) != nil }
  }

  private func authorities() throws(Failure) -> [X509Certificate] {
    var found: [X509Certificate] = []
    for field in Self.authorityFields where credential.filled(field) != nil {
      found += try PEMArtifact.certificates(in: field, of: credential)
    }
    return found
  }

  /// The private key.
  ///
  /// - Throws: `Failure` with code `invalid` if there is none, or its passphrase is wrong.
  func key() throws(Failure) -> TLSPrivateKey {
    if let store { return try KeyStoreContents.key(of: store, for: credential) }
    let field = Self.keyFields.first { credential.type.has($0) } ?? "privateKey"
    let text = try credential.required(field)
    do throws(PEMError) {
      return try Self.key(text.bytes, passphrase: credential.secret("passphrase"))
    } catch {
      throw credential.invalid("has a \(field) problem: \(error.message)")
    }
  }

  private static func key(_ text: borrowing SecretBytes, passphrase: Secret?) throws(PEMError)
    -> TLSPrivateKey
  {
    let block = try TLSPrivateKey.block(inPEM: text.bytes)
    return try TLSPrivateKey(pem: block.bytes, passphrase: passphrase)
  }
}

/// What is in the key store of a credential.
enum KeyStoreContents {
  /// The store's bytes: PKCS#12, not Java's own format, which only Java unpacks.
  ///
  /// - Throws: `Failure` with code `invalid`.
  static func bytes(of credential: OpenedCredential) throws(Failure) -> Secret {
    let text = try credential.required("keystore")
    guard let bytes = Base64Text.decoded(text) else {
      throw credential.invalid("has a keystore that is not base64")
    }
    guard !isJava(bytes.bytes) else {
      throw credential.invalid(
        "has a keystore in Java's own format: convert it with 'keytool -importkeystore"
          + " -deststoretype PKCS12', and store that")
    }
    return bytes
  }

  static func unpacked(_ credential: OpenedCredential) throws(Failure) -> PKCS12Contents {
    let bytes = try bytes(of: credential)
    let password = try credential.required("password")
    do throws(PEMError) {
      return try open(bytes.bytes, password.bytes)
    } catch {
      throw credential.invalid("has a keystore that \(error.message)")
    }
  }

  /// The key that the credential's alias names, or the only one.
  static func key(of store: PKCS12Contents, for credential: OpenedCredential) throws(Failure)
    -> TLSPrivateKey
  {
    let alias = credential.effectiveText("alias")?.lowercased()
    if let named = store.keys.first(where: { $0.name?.lowercased() == alias }) { return named.key }
    guard let only = store.keys.first else {
      throw credential.invalid("has a keystore without a private key")
    }
    guard store.keys.count == 1 else {
      throw credential.invalid(
        "has a keystore with \(store.keys.count) private keys, and none is called as its alias"
          + " says: set alias with credtree update")
    }
    return only.key
  }

  private static func open(_ der: borrowing SecretBytes, _ password: borrowing SecretBytes)
    throws(PEMError) -> PKCS12Contents
  {
    try PKCS12Contents(der.bytes, password: password)
  }

  private static func isJava(_ bytes: borrowing SecretBytes) -> Bool {
    let magic: [UInt8] = [0xFE, 0xED, 0xFE, 0xED]
    guard bytes.count > magic.count else { return false }
    return magic.indices.allSatisfy { bytes.bytes[$0] == magic[$0] }
  }
}

/// Base64 of values in memory for secrets.
enum Base64Text {
  /// The bytes that a value is the base64 of, or `nil` if it is none.
  static func decoded(_ value: Secret) -> Secret? { decoded(value.bytes) }

  private static func decoded(_ text: borrowing SecretBytes) -> Secret? {
    guard let bytes = Base64.decodeSecret(text.bytes) else { return nil }
    return Secret(bytes)
  }
}
