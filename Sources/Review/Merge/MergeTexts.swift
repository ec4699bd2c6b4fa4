public import Configuration
public import CredentialTypes
public import Credentials
internal import Documents

/// The bytes of a credential's file as both sides of a merge have it, and as they began with it.
public struct MergeTexts: Hashable, Sendable {
  /// What both sides began with; `nil` or empty where they had nothing in common.
  public var base: [UInt8]?
  /// Our side's.
  public var ours: [UInt8]
  /// Their side's.
  public var theirs: [UInt8]

  /// Creates the texts of a merge.
  public init(base: [UInt8]?, ours: [UInt8], theirs: [UInt8]) {
    self.base = base
    self.ours = ours
    self.theirs = theirs
  }
}

/// What a merge takes beside the files.
public struct MergeTools: Sendable {
  /// The user's identities.
  public var keyRing: KeyRing
  /// Who holds which key.
  public var configuration: Configuration
  /// Where types are looked up.
  public var catalogue: Catalogue
  /// Whether a data key may be encrypted for a public key that has no entry for it yet.
  public var mayWrap: @Sendable (String) -> Bool

  /// Puts together what a merge takes.
  public init(
    keyRing: KeyRing, configuration: Configuration, catalogue: Catalogue,
    mayWrap: @escaping @Sendable (String) -> Bool
  ) {
    self.keyRing = keyRing
    self.configuration = configuration
    self.catalogue = catalogue
    self.mayWrap = mayWrap
  }
}

extension MergeTexts {
  /// The file that both sides merge into, field by field.
  ///
  /// - Parameters:
  ///   - name: The name that the result's path gives the credential.
  ///   - tools: What the merge takes beside the files.
  /// - Returns: The whole file.
  /// - Throws: ``Credentials/Failure`` with code `conflict` where both sides changed the same, or
  ///   what they changed does not fit together; `forbidden` if no identity opens a side;
  ///   `integrity` if a side was changed without a key.
  public func merged(as name: String, by tools: MergeTools) throws(Failure) -> [UInt8] {
    let sources = try MergeSources(self, with: tools.keyRing, configuration: tools.configuration)
    let merge = try CredentialMerge(
      base: sources.base, ours: sources.ours, theirs: sources.theirs, catalogue: tools.catalogue)
    try merge.requireSettled(as: name)
    guard
      let readers = Readers.merged(
        sources.base.map { Readers(of: $0.file) }, Readers(of: sources.ours.file),
        Readers(of: sources.theirs.file))
    else {
      throw Failure(
        .conflict,
        "both sides changed who reads \(name); run 'credtree resolve-conflict \(name)', which "
          + "encrypts it for those whom credtree.yaml names")
    }
    let key = try KeyMerge(
      base: sources.base, ours: sources.ours, theirs: sources.theirs, readers: readers,
      mayWrap: tools.mayWrap)
    return try merge.contents.sealed(
      under: key.key, metadata: key.metadata, keepingCiphertextOf: sources.all, at: .now)
  }
}
