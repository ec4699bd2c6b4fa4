internal import Configuration
internal import Credentials

/// The files of a merge, opened.
struct MergeSources {
  let base: OpenedFile?
  let ours: OpenedFile
  let theirs: OpenedFile

  /// Opens both sides, and what they began with if that is possible.
  ///
  /// Without the base the merge still works, and finds a conflict wherever the sides differ. So
  /// a base that cannot be opened, or has markers of an earlier merge in it, is left out.
  ///
  /// - Throws: ``Failure`` with code `forbidden` if no identity opens a side, `integrity` if a
  ///   side was changed without a key.
  init(
    _ texts: MergeTexts, of name: String, with keyRing: KeyRing, configuration: Configuration
  ) throws(Failure) {
    let ours = try Self.file(texts.ours, "our side of \(name)")
      .open(with: keyRing, configuration: configuration)
    self.ours = ours
    let file = try Self.file(texts.theirs, "their side of \(name)")
    // An identity may ask for a touch each time; the key that opened one side often opens all.
    if let opened = file.open(trying: ours.key) {
      theirs = opened
    } else {
      theirs = try file.open(with: keyRing, configuration: configuration)
    }
    guard let text = texts.base, !text.isEmpty, let base = try? Self.file(text, name) else {
      self.base = nil
      return
    }
    self.base =
      base.open(trying: ours.key) ?? base.open(trying: theirs.key)
      ?? (try? base.open(with: keyRing, configuration: configuration))
  }

  /// A side's file under the name that it says itself: a rename gives it another path.
  private static func file(_ text: [UInt8], _ side: String) throws(Failure) -> CredentialFile {
    let name: String
    do throws(Failure) {
      name = try CredentialHeader(text.span, name: "side").metadata.name
    } catch {
      throw Failure(
        error.code,
        "\(side) is damaged or no credential; see 'git log -p --all' for who changed it, "
          + "and take the other side as a whole", details: error.details)
    }
    return try CredentialFile(text.span, name: name)
  }

  /// The files whose ciphertext the result can keep, the best first.
  var all: [OpenedFile] { [ours, theirs] + (base.map { [$0] } ?? []) }
}
