internal import Files

/// The lines that git leaves in a file that two branches changed.
public enum MergeMarkers {
  /// A longer one is made of two names for one file.
  private static let start = Array("\n<<<<<<<".utf8)

  /// Whether a text has such lines.
  public static func areIn(_ text: Span<UInt8>) -> Bool {
    let first = start.count - 1
    let beginsWithOne =
      text.count >= first && (0..<first).allSatisfy { text[$0] == start[$0 + 1] }
    return beginsWithOne || ByteSearch.first(start, in: text) != nil
  }

  /// Refuses a file with an unresolved merge, which is no sign of tampering.
  ///
  /// - Throws: ``Failure`` with code `conflict`.
  static func refuse(in text: Span<UInt8>, name: String) throws(Failure) {
    guard areIn(text) else { return }
    throw Failure(
      .conflict,
      "\(name).json has an unresolved merge; 'credtree resolve-conflict \(name)' says what differs "
        + "and how to resolve it")
  }
}
