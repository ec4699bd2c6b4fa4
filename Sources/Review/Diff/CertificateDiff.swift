internal import Credentials
internal import Documents

/// How the first certificate of a public field differs between two states.
public struct CertificateDiff: Hashable, Sendable {
  /// The field that holds it.
  public let field: String
  /// The certificate before.
  public let from: CertificateFacts?
  /// The certificate after.
  public let to: CertificateFacts?

  /// The facts that differ, in the order in which people read them.
  public var changes: [(fact: String, from: String?, to: String?)] {
    let (before, after) = (from?.facts ?? [], to?.facts ?? [])
    let names =
      before.map(\.name)
      + after.map(\.name).filter { name in
        !before.contains { $0.name == name }
      }
    return names.compactMap { name in
      let old = before.first { $0.name == name }?.value
      let new = after.first { $0.name == name }?.value
      return old == new ? nil : (name, old, new)
    }
  }

  /// The certificates that differ, by the order of the fields after.
  static func between(_ old: CredentialFile?, _ new: CredentialFile?) -> [CertificateDiff] {
    var fields = (new?.public ?? []).map(\.key)
    fields += (old?.public ?? []).map(\.key).filter { !fields.contains($0) }
    return fields.compactMap { field in
      let before = old?.public.first { $0.key == field }?.value
      let after = new?.public.first { $0.key == field }?.value
      guard before != after else { return nil }
      let (from, to) = (
        CertificateFacts.all(in: before).first, CertificateFacts.all(in: after).first
      )
      guard from != to else { return nil }
      return CertificateDiff(field: field, from: from, to: to)
    }
  }
}
