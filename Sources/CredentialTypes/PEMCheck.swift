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
    let result: Result?? = value.withText { text in
      do throws(PEMError) {
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
