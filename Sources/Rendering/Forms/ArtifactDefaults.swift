internal import CredentialTypes

extension CredentialType {
  /// Whether there is a field of this very name, no alias of another one.
  func has(_ id: String) -> Bool { fields.contains { $0.id == id } }
}

/// What most artifacts are.
extension Artifact {
  /// It holds secrets.
  public var isPublic: Bool { false }
  /// It holds one credential.
  public var takesSeveral: Bool { false }
  /// It has none.
  public var optionNames: [String] { [] }

  /// Whether a type lists the artifact and has some field that it is made from.
  func isListed(by type: CredentialType, having fields: String...) -> Bool {
    type.artifacts.contains(id) && fields.contains { type.has($0) }
  }
}
