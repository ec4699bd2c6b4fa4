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
  /// Who may read the credential by the policy of our side.
  public var access: Access
  /// Whether the user has accepted a public key as a reader.
  public var accepts: @Sendable (String) -> Bool

  /// Puts together what a merge takes.
  public init(
    keyRing: KeyRing, configuration: Configuration, catalogue: Catalogue, access: Access,
    accepts: @escaping @Sendable (String) -> Bool
  ) {
    self.keyRing = keyRing
    self.configuration = configuration
    self.catalogue = catalogue
    self.access = access
    self.accepts = accepts
  }
}

extension MergeTools {
  /// Refuses to let anybody read what both sides say whom the policy does not let read it today,
  /// or whom the user never accepted: a branch may have brought him, or a revert.
  ///
  /// - Throws: ``Credentials/Failure`` with code `conflict`, which says what to do.
  func requireGranted(_ readers: Readers, of name: String) throws(Failure) {
    let policy = Readers(access)
    let strangers = readers.keys.filter { !policy.keys.contains($0) || !accepts($0) }.sorted()
    let next =
      "see 'git log -p credtree.yaml', then run 'credtree resolve-conflict \(name)', which encrypts "
      + "it for those whom the merged credtree.yaml names, and asks"
    guard strangers.isEmpty else {
      throw Failure(
        .conflict,
        "the merged \(name) would open for \(strangers.joined(separator: ", ")), whom the policy of "
          + "our side does not let read it, or this clone has not accepted; \(next)")
    }
    guard readers.areWithin(policy) else {
      throw Failure(
        .conflict,
        "the merged \(name) would not ask for the quorum that the policy of our side asks for; \(next)"
      )
    }
  }
}

extension MergeTexts {
  /// Whether each side gave the credential another name.
  var areRenamedByBoth: Bool { (try? agreedName(formerly: "")) == nil }

  /// The name that the file gets by what the sides say, where its path does not tell it.
  ///
  /// - Throws: ``Credentials/Failure`` with code `conflict` where both sides renamed it.
  func agreedName(formerly name: String) throws(Failure) -> String {
    let files = [base ?? [], ours, theirs].map { MergeFile(path: name, text: $0) }
    guard let mine = files[1].name, let other = files[2].name else { return name }
    let decision = ThreeWay(hasBase: files[0].name != nil, choices: MergeChoices())
    guard let side = decision.side(files[0].name, mine, other) else {
      throw Failure(
        .conflict,
        "both sides renamed \(files[0].name ?? name), to \(mine) and to \(other); run 'credtree resolve-conflict "
          + "\(mine)' with '--ours' or '--theirs'")
    }
    return side == .ours ? mine : other
  }

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
    let sources = try MergeSources(
      self, of: name, with: tools.keyRing, configuration: tools.configuration)
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
    try tools.requireGranted(readers, of: name)
    let key = try KeyMerge(
      base: sources.base, ours: sources.ours, theirs: sources.theirs, readers: readers)
    return try merge.contents.sealed(
      under: key.key, metadata: key.metadata, keepingCiphertextOf: sources.all, at: .now)
  }
}
