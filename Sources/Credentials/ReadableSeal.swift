internal import Documents
internal import OpenSSL
internal import Secrets

/// The hash that binds a file's readable part to its encrypted part.
///
/// SOPS's MAC covers values, not keys, and no empty values at all, so it alone would let a
/// reader without a key rename a field or move text from one field to the next. The seal is
/// the SHA-256, as 64 lower-case hexadecimal digits, of the canonical JSON (RFC 8785) of
/// `{"credential": …, "public": …}`, and is itself stored encrypted.
enum ReadableSeal {
  static func of(credential: Node, public values: Node) throws(Failure) -> String {
    let readable = Node.object([Member("credential", credential), Member("public", values)])
    let canonical: [UInt8]
    do { canonical = try JSON.canonical(readable) } catch {
      throw Failure(.internalError, "the readable part has no canonical form: \(error)")
    }
    let digest: [UInt8]
    do { digest = try Digest.of(canonical.span, .sha256) } catch {
      throw Failure(.internalError, "the readable part cannot be hashed: \(error)")
    }
    return Hex.encode(digest.span)
  }
}
