internal import Documents
internal import OpenSSL
internal import Secrets

/// A mark that stands for encrypted text where the text itself says nothing to people.
///
/// It is made of the ciphertext alone, so it is another whenever the text was encrypted anew, and
/// says nothing of the value: not even whether two values are the same, nor how long they are.
enum CiphertextTag {
  /// So many bytes of the digest tell two versions of a value apart.
  private static let size = 6

  /// The mark for what is stored as `ENC[…]`.
  static func of(_ ciphertext: some Sequence<String>) -> String {
    var bytes: [UInt8] = []
    for part in ciphertext {
      bytes += part.utf8
      bytes.append(0)
    }
    guard let digest = try? Digest.of(bytes.span, .sha256) else { return "<sealed>" }
    return "<sealed \(Hex.encode(digest.span.extracting(first: size)))>"
  }
}
