public import CredentialTypes
public import Credentials
internal import Documents
internal import OpenSSL
internal import Secrets

/// Values that stand in for a credential's own, made without a key.
///
/// Each is of the kind that its field has: a certificate is a certificate, and the key beside it
/// is that certificate's. They are the same every time, and protect nothing. Pull requests from
/// forks have no key; with these, their checks can still see whether what is rendered is well
/// formed.
public enum Placeholder {
  /// A credential with its readable part as it is and placeholders for the rest.
  ///
  /// - Throws: ``Credentials/Failure`` if the system's OpenSSL refuses SHA-256.
  public static func credential(_ header: CredentialHeader, type: CredentialType) throws(Failure)
    -> OpenedCredential
  {
    let values = PlaceholderValues(
      name: header.name, provider: header.metadata.provider, type: type)
    let sealed = header.sealedFields.map { field in
      Member(field, Self.secret(values.value(of: field)))
    }
    let holdsKey = header.sealedFields.contains { type.field($0)?.kind == .pemPrivateKey }
    let readable = header.public.map { member in
      // A certificate has to fit the key that stands in for the real one.
      guard holdsKey, type.field(member.key)?.kind == .pemCertificate else { return member }
      return Member(member.key, values.value(of: member.key))
    }
    let seed = Array("credtree/placeholder\0\(header.id)".utf8)
    let salt: [UInt8]
    do { salt = try Digest.of(seed.span, .sha256) } catch {
      throw Failure(.internalError, "cannot make a placeholder for \(header.name)")
    }
    return OpenedCredential(
      metadata: header.metadata, type: type, public: readable, fields: sealed,
      salt: Secret(SecretBytes(copying: salt.span)))
  }

  /// The same value with secret texts, as opened credentials have them.
  private static func secret(_ value: Node) -> Node {
    switch value.content {
    case .string(let text):
      let utf8 = Array(text.utf8)
      return Node(.secret(Secret(SecretBytes(copying: utf8.span))))
    case .array(let values): return .array(values.map(secret))
    case .object(let members):
      return .object(members.map { Member($0.key, secret($0.value)) })
    default: return value
    }
  }
}
