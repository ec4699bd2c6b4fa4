internal import Documents
internal import OpenSSL
internal import Secrets

extension ShapeValidation {
  /// Holds certificate, private key and issuers together, puts them in order, and derives the
  /// readable facts.
  mutating func checkCertificateChain(at now: Timestamp) {
    guard !isRefused("certificate"), !isRefused("ca"), !isRefused("privateKey"),
      let given = certificates(in: "certificate"),
      let key = privateKey(in: "privateKey", passphrase: "passphrase")
    else { return }
    guard let leaf = given.first(where: { $0.matches(key) }) else {
      let which = given.count == 1 ? "the certificate" : "any of the certificates"
      complain("does not belong to \(which): their public keys differ", about: "privateKey")
      return
    }
    let extra = certificates(in: "ca") ?? []
    let chain = CertificateChain(leaf: leaf, candidates: given + extra)
    func isIn(_ list: [X509Certificate], _ certificate: X509Certificate) -> Bool {
      list.contains { $0.der == certificate.der }
    }
    if chain.unrelated.contains(where: { isIn(given, $0) }) {
      complain(
        "holds a certificate that did not issue the one before it: put trusted ones into ca",
        about: "certificate")
      return
    }
    if !chain.unrelated.isEmpty {
      warn("holds a certificate that is not above the credential's own", about: "ca")
    }
    // Each certificate stays in the field that it was given in, once, and in order.
    let own = [leaf] + chain.issuers.filter { isIn(given, $0) }
    let above = chain.issuers.filter { !isIn(given, $0) } + chain.unrelated
    set("certificate", .string(own.map(\.pem).joined()))
    set("ca", above.isEmpty ? nil : .string(above.map(\.pem).joined()))
    derive(from: leaf, at: now)
  }

  private mutating func derive(from leaf: X509Certificate, at now: Timestamp) {
    let names = leaf.altNames
    let notBefore = leaf.notBefore.map { Timestamp(secondsSince1970: $0) }
    let notAfter = leaf.notAfter.map { Timestamp(secondsSince1970: $0) }
    guard let notBefore, let notAfter, let digest = try? leaf.fingerprint() else {
      complain("has no readable dates", about: "certificate")
      return
    }
    set("subject", .string(leaf.subject))
    set("issuer", .string(leaf.issuer))
    set("commonName", (leaf.commonName ?? names.first).map { .string($0) })
    set("altNames", names.isEmpty ? nil : .array(names.map { .string($0) }))
    set("notBefore", .string(notBefore.description))
    set("notAfter", .string(notAfter.description))
    set("fingerprintSha256", .string(Hex.encode(digest.span)))
    if now > notAfter { warn("expired at \(notAfter)", about: "certificate") }
    if now < notBefore { warn("is not valid before \(notBefore)", about: "certificate") }
    if names.isEmpty {
      warn("has no subject alternative name, which browsers insist on", about: "certificate")
    }
  }

  func certificates(in field: String) -> [X509Certificate]? {
    guard let text = values.given[field]?.decodedText else { return nil }
    let bytes = Array(text.utf8)
    return try? X509Certificate.certificates(inPEM: bytes.span)
  }

  /// The key in a field, opened; complains where that fails.
  mutating func privateKey(in field: String, passphrase: String?) -> TLSPrivateKey? {
    guard !isRefused(field), let pem = values.given[field]?.secret else { return nil }
    let secret = passphrase.flatMap { values.given[$0]?.secret }
    let result = Self.read(pem.bytes, secret)
    switch result {
    case .success(let key): return key
    case .failure(let error):
      switch error.code {
      case .passphraseNeeded:
        if let passphrase {
          complain("is missing: the private key is encrypted", about: passphrase)
        } else {
          complain("is encrypted: take it out of its encryption first", about: field)
        }
      case .wrongPassphrase: complain(error.message, about: passphrase ?? field)
      default: complain(error.message, about: field)
      }
      return nil
    }
  }

  static func read(_ pem: borrowing SecretBytes, _ passphrase: Secret?)
    -> Result<TLSPrivateKey, PEMError>
  {
    do throws(PEMError) {
      return .success(try TLSPrivateKey(pem: pem.bytes, passphrase: passphrase))
    } catch {
      return .failure(error)
    }
  }
}
