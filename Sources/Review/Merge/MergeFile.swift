internal import Credentials

/// A credential's file as one side of a merge has it, or as both began with it.
struct MergeFile: Hashable, Sendable {
  /// Where the index has it, from the root of the work tree.
  let path: String
  let text: [UInt8]
  /// The name that it says itself, or `nil` for what is no credential file.
  let name: String?
  /// The identity, or `nil` for what is no credential file.
  let id: String?
  /// The revision, or `nil` for what is no credential file.
  let revision: Int?

  init(path: String, text: [UInt8]) {
    let metadata = (try? CredentialHeader(text.span, name: "side"))?.metadata
    (self.path, self.text) = (path, text)
    (name, id, revision) = (metadata?.name, metadata?.id, metadata?.revision)
  }
}

/// What each side calls a credential, where they do not agree.
public struct MergePlaces: Hashable, Sendable {
  /// The name by our side.
  public let ours: String
  /// The name by their side.
  public let theirs: String

  /// `nil` where both are the same: nothing is to be decided then.
  init?(ours: String, theirs: String) {
    guard ours != theirs else { return nil }
    (self.ours, self.theirs) = (ours, theirs)
  }

  /// The name by a side.
  public subscript(side: MergeSide) -> String { side == .ours ? ours : theirs }
}
