internal import Documents
internal import OpenSSL
internal import Secrets

/// Brings PEM values into the form in which they are stored.
enum PEMCheck {
  /// Certificates as clean blocks: LF line ends, nothing around them.
  static func certificates(_ value: Node, isPublic: Bool) throws(Refusal) -> Node {
    let text = try attempt(value) { text throws(PEMError) in
      try X509Certificate.certificates(inPEM: text.bytes).map(\.pem).joined()
    }
    return isPublic ? .string(text) : KindCheck.asSecret(.string(text))
  }

  /// A public key or a signing request as one clean block.
  static func block(_ value: Node, kind: Kind) throws(Refusal) -> String {
    let (labels, what): (Set<String>, String) =
      kind == .pemRequest
      ? (["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"], "certificate signing request")
      : (["PUBLIC KEY"], "public key")
    let text: String? = try attempt(value) { text throws(PEMError) in
      let blocks = try PEMBlock.blocks(in: text.bytes)
      guard blocks.count == 1, let block = blocks.first, labels.contains(block.label) else {
        return nil
      }
      let der = try block.decoded(in: text.bytes)
      let isRight =
        kind == .pemRequest
        ? DERDocument.isCertificateRequest(der.bytes) : DERDocument.isPublicKey(der.bytes)
      guard isRight else { return nil }
      let clean = try block.normalised(in: text.bytes)
      return String(decoding: clean.bytes.indices.map { clean.bytes[$0] }, as: UTF8.self)
    }
    guard let text else { throw Refusal(message: "must be one \(what) in PEM that is intact") }
    return text
  }

  /// A private key as one clean block, encrypted if it was.
  static func privateKey(_ value: Node) throws(Refusal) -> Node {
    let block = try attempt(value) { text throws(PEMError) in
      Secret(try TLSPrivateKey.block(inPEM: text.bytes))
    }
    return Node(.secret(block))
  }

  private static func attempt<Result>(
    _ value: Node, _ body: (borrowing SecretBytes) throws(PEMError) -> Result
  ) throws(Refusal) -> Result {
    var refusal = Refusal(message: "must be PEM text")
    let result: Result?? = value.withText { given in
      do throws(PEMError) {
        // Some systems hand PEM over in base64 once more.
        guard !UTF8Text.contains(UInt8(ascii: "-"), in: given.bytes),
          let text = Base64.decodeSecret(given.bytes)
        else { return try body(given) }
        return try body(text)
      } catch {
        refusal = Refusal(message: error.message)
        return nil
      }
    }
    guard let result = result ?? nil else { throw refusal }
    return result
  }
}
