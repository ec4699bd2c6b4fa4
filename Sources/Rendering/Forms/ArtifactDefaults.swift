internal import CredentialTypes

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
    type.artifacts.contains(id) && fields.contains { type.field($0) != nil }
  }
}
