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
  init(_ texts: MergeTexts, with keyRing: KeyRing, configuration: Configuration) throws(Failure) {
    let ours = try Self.file(texts.ours).open(with: keyRing, configuration: configuration)
    self.ours = ours
    let file = try Self.file(texts.theirs)
    // An identity may ask for a touch each time; the key that opened one side often opens all.
    if let opened = file.open(trying: ours.key) {
      theirs = opened
    } else {
      theirs = try file.open(with: keyRing, configuration: configuration)
    }
    guard let text = texts.base, !text.isEmpty, let base = try? Self.file(text) else {
      self.base = nil
      return
    }
    self.base =
      base.open(trying: ours.key) ?? base.open(trying: theirs.key)
      ?? (try? base.open(with: keyRing, configuration: configuration))
  }

  /// A side's file under the name that it says itself: a rename gives it another path.
  static func file(_ text: [UInt8]) throws(Failure) -> CredentialFile {
    let header = try CredentialHeader(text.span, name: "one side")
    return try CredentialFile(text.span, name: header.metadata.name)
  }

  /// The files whose ciphertext the result can keep, the best first.
  var all: [OpenedFile] { [ours, theirs] + (base.map { [$0] } ?? []) }
}
