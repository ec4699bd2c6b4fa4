internal import OpenSSL

/// A credential's identity: 128 random bits as 22 base62 characters, never changed.
public enum CredentialID {
  /// The number of characters.
  public static let length = 22
  /// The fewest characters of an id that a command accepts in its place.
  public static let shortestPrefix = 6

  private static let alphabet = Array(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  /// A new id.
  ///
  /// - Throws: ``Failure`` with code `system` if there is no entropy.
  public static func random() throws(Failure) -> String {
    let bytes: [UInt8]
    do { bytes = try RandomBytes.public(count: 16) } catch {
      throw Failure(.system, "no random bytes for a credential id: \(error)")
    }
    // Long division of the 128-bit number by 62, most significant digit last.
    var number = bytes
    var digits: [UInt8] = []
    for _ in 0..<length {
      var remainder = 0
      for index in number.indices {
        let value = remainder << 8 | Int(number[index])
        number[index] = UInt8(value / 62)
        remainder = value % 62
      }
      digits.append(alphabet[remainder])
    }
    return String(decoding: digits.reversed(), as: UTF8.self)
  }

  /// Whether a text has the form of an id.
  public static func isValid(_ text: String) -> Bool {
    text.utf8.count == length && text.utf8.allSatisfy(alphabet.contains)
  }
}
