public import Documents

/// The plaintext of a SOPS file whose values and MAC were checked.
public struct OpenedDocument: Sendable {
  /// The values; encrypted text is ``Node/Content/secret(_:)``.
  public let tree: [Member]
  /// What SOPS accepts although it cannot vouch for it, such as a type other than text.
  public let warnings: [Problem]

  /// Creates a plaintext.
  init(tree: [Member], warnings: [Problem]) {
    self.tree = tree
    self.warnings = warnings
  }
}
