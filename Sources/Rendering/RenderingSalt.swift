internal import Credentials
internal import OpenSSL
internal import Secrets

/// The bytes that stand in for random ones in a rendering, so that one revision of a credential
/// always renders to the same bytes.
///
/// They are HKDF-SHA256 (RFC 5869) with
///
/// - key: the 32 bytes of the credential's `salt`, which are random and encrypted in its file;
/// - salt: empty;
/// - info: `credtree/rendering/1`, the artifact's id with the hash or cipher after a slash where
///   there is a choice (`htpasswd/bcrypt`), the field's id, and the revision in decimal, each
///   followed by one NUL byte.
///
/// They do not depend on any value, so they tell nothing about one; they change with each
/// revision, so that two revisions with the same password have different hashes.
enum RenderingSalt {
  static func bytes(
    _ count: Int, for artifact: String, field: String, of credential: OpenedCredential
  ) throws(Failure) -> [UInt8] {
    var info: [UInt8] = []
    for part in ["credtree/rendering/1", artifact, field, String(credential.revision)] {
      info += Array(part.utf8) + [0]
    }
    do throws(OpenSSLError) {
      return try derive(from: credential.salt.bytes, info: info, count: count)
    } catch {
      throw Failure(.internalError, "cannot derive a salt for \(credential.name)")
    }
  }

  private static func derive(from salt: borrowing SecretBytes, info: [UInt8], count: Int)
    throws(OpenSSLError) -> [UInt8]
  {
    let empty: [UInt8] = []
    let derived = try HKDF.derive(
      from: salt.bytes, salt: empty.span, info: info.span, count: count)
    return derived.bytes.indices.map { derived.bytes[$0] }
  }
}
