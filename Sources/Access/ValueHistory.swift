internal import Documents

/// Which versions of a field have the same value, as far as can be told without a key.
///
/// The same ciphertext is the same value. So is another ciphertext in the same revision: then
/// the file was only encrypted under a new data key. Whatever hangs together so is one value.
struct ValueHistory {
  private enum Mark: Hashable {
    case ciphertext(Node)
    case revision(Int)
  }

  private var parents: [Mark: Mark] = [:]

  /// Reads a field's versions of one credential.
  init(of field: String, in versions: some Sequence<StoredVersion>) {
    for version in versions {
      guard let value = version.field(field) else { continue }
      join(.ciphertext(value), .revision(version.revision))
    }
  }

  /// Whether two ciphertexts seem to have the same value.
  func areSame(_ left: Node, _ right: Node) -> Bool {
    left == right || root(of: .ciphertext(left)) == root(of: .ciphertext(right))
  }

  private mutating func join(_ left: Mark, _ right: Mark) {
    let (first, second) = (root(of: left), root(of: right))
    if first != second { parents[first] = second }
  }

  private func root(of mark: Mark) -> Mark {
    var mark = mark
    while let parent = parents[mark] { mark = parent }
    return mark
  }
}
