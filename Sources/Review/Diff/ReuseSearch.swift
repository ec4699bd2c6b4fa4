internal import CredentialTypes
internal import Credentials
internal import Documents
internal import OpenSSL
internal import Secrets

/// Finds secrets and keys that several credentials have.
///
/// Secret values are compared by a keyed digest whose key lives as long as the search, so that
/// nothing of them is kept.
struct ReuseSearch {
  /// Where something was seen.
  struct Place: Hashable {
    let credential: String
    let field: String
  }

  private let key: [UInt8]?
  private var secrets: [[UInt8]: [Place]] = [:]
  private var keys: [String: [Place]] = [:]

  init() { key = try? RandomBytes.public(count: 32) }

  /// Takes in a credential: its public keys, and the secret values that were opened.
  mutating func add(_ file: CredentialFile, values: [Member], type: CredentialType?) {
    for place in publicKeys(of: file, type: type) {
      keys[place.key, default: []].append(Place(credential: file.name, field: place.field))
    }
    for (field, digest) in digests(of: values, type: type) {
      secrets[digest, default: []].append(Place(credential: file.name, field: field))
    }
  }

  /// The other credentials that have what one of them has, as worries about its fields.
  func worries(about file: CredentialFile, values: [Member], type: CredentialType?) -> [Worry] {
    func others(_ places: [Place]?) -> String? {
      let names = Set((places ?? []).map(\.credential).filter { $0 != file.name })
      return names.isEmpty ? nil : names.sorted().joined(separator: ", ")
    }
    var worries: [Worry] = []
    for place in publicKeys(of: file, type: type) {
      guard let names = others(keys[place.key]),
        !worries.contains(where: { $0.kind == .reusedKey })
      else { continue }
      worries.append(
        Worry(.reusedKey, "\(place.field) has the same key as \(names)", field: place.field))
    }
    for (field, digest) in digests(of: values, type: type) {
      guard let names = others(secrets[digest]) else { continue }
      worries.append(
        Worry(.reusedSecret, "\(field) has the same value as in \(names)", field: field))
    }
    return worries
  }

  private func publicKeys(of file: CredentialFile, type: CredentialType?)
    -> [(key: String, field: String)]
  {
    file.public.flatMap { member -> [(key: String, field: String)] in
      let certificates = CertificateFacts.all(in: member.value)
      // Of a chain only the first is the credential's own, and authorities are shared by nature.
      if let own = certificates.first {
        return member.key == "certificate" ? [("spki:\(own.keyFingerprint)", member.key)] : []
      }
      guard let text = member.value.string, !text.isEmpty else { return [] }
      switch type?.field(member.key)?.kind {
      case .pemPublicKey?, .pgpPublicKey?: return [(text, member.key)]
      default: return member.key == "publicKey" ? [(text, member.key)] : []
      }
    }
  }

  /// The digests of what is secret; names of users and the like are shared by nature.
  private func digests(of values: [Member], type: CredentialType?)
    -> [(field: String, digest: [UInt8])]
  {
    guard let key else { return [] }
    return values.compactMap { member in
      guard let secret = member.value.secret else { return nil }
      let field = type?.field(member.key)
      guard field?.fieldClass ?? .secret == .secret else { return nil }
      if field?.kind ?? .any == .any, ValueClass.isSetting(secret.bytes) { return nil }
      guard let digest = Self.digest(secret.bytes, key) else { return nil }
      return (member.key, digest)
    }
  }

  private static func digest(_ value: borrowing SecretBytes, _ key: [UInt8]) -> [UInt8]? {
    guard value.count > 0 else { return nil }
    return value.withSpan { try? HMACSHA256.tag(of: $0, key: key.span) }
  }
}
