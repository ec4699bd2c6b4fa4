internal import Files

/// The lines that git leaves in a file that two branches changed.
enum MergeMarkers {
  private static let start = Array("\n<<<<<<< ".utf8)

  /// Refuses a file with an unresolved merge, which is no sign of tampering.
  ///
  /// - Throws: ``Failure`` with code `conflict`.
  static func refuse(in text: Span<UInt8>, name: String) throws(Failure) {
    guard ByteSearch.first(start, in: text) != nil else { return }
    throw Failure(
      .conflict,
      "\(name).json has an unresolved merge; 'credtree resolve-conflict \(name)' says what differs "
        + "and how to resolve it")
  }
}
