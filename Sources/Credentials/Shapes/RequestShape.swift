internal import CredentialTypes
internal import Documents

/// Whose request a document is: each is told by members that no other one has.
enum RequestShape: Hashable, Sendable {
  /// Our own, which is also that of Quave ONE.
  case own
  /// `{"credentials": {…, "keys": {…}}}` of Seqera Platform and Nextflow Tower.
  case seqera
  /// `{"credentialName", "credentialTypeId", "keys": [{"fieldId", "keyValue"}]}` of infra0.
  case infra0
  /// `{"template": {"href", …}}`, or a whole resource, of Nuvla.
  case nuvla

  /// Tells the shape of a document from its members.
  init(of members: [Member]) {
    func has(_ keys: String...) -> Bool { members.contains { keys.contains($0.key) } }
    let keys = members.first { $0.key == "keys" }?.value
    if has("credentials") {
      self = .seqera
    } else if has("template", "resource-type", "subtype") {
      self = .nuvla
    } else if has("credentialName", "credentialTypeId", "projectIds") || keys?.array != nil {
      self = .infra0
    } else {
      self = keys?.object != nil ? .seqera : .own
    }
  }

  /// The system whose request it is; `nil` for our own, which Quave ONE shares.
  var system: CompatibleSystem? {
    switch self {
    case .own: nil
    case .seqera: .seqera
    case .infra0: .infra0
    case .nuvla: .nuvla
    }
  }
}
