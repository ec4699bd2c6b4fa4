internal import OpenSSL
public import Secrets

/// Makes passwords that are uniformly random over an alphabet.
public struct SecretGenerator: Hashable, Sendable {
  /// The number of characters.
  public let length: Int
  /// The characters to draw from: ASCII, each once.
  public let alphabet: [UInt8]

  /// The alphabets that have a name, in the order in which help shows them.
  public static let namedAlphabets: [(name: String, characters: String)] = [
    ("alnum", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
    ("hex", "0123456789abcdef"),
    ("digits", "0123456789"),
    (
      "symbols",
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#%&()*+,-./:;<=>?@[]^_{|}~"
    ),
  ]

  /// Reads `[LENGTH[:ALPHABET]]`, as `32`, `16:hex`, or nothing for 32 of `alnum`.
  ///
  /// - Throws: ``Failure`` with code `usage` for a length out of 1…4096 or an unknown alphabet.
  public init(parsing text: Substring) throws(Failure) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let lengthText = parts.first ?? ""
    guard let length = lengthText.isEmpty ? 32 : Int(lengthText), (1...4096).contains(length)
    else {
      throw Failure(.usage, "the length to generate must be a number from 1 to 4096")
    }
    try self.init(length: length, alphabetNamed: parts.count > 1 ? String(parts[1]) : nil)
  }

  /// A generator of texts of a length.
  ///
  /// - Parameters:
  ///   - length: The number of characters.
  ///   - alphabetName: One of ``namedAlphabets``; `nil` is `alnum`.
  /// - Throws: ``Failure`` with code `usage` for an unknown alphabet.
  public init(length: Int, alphabetNamed alphabetName: String?) throws(Failure) {
    let name = alphabetName ?? "alnum"
    guard let alphabet = Self.namedAlphabets.first(where: { $0.name == name }) else {
      let names = Self.namedAlphabets.map(\.name).joined(separator: ", ")
      throw Failure(.usage, "there is no alphabet '\(name)'; there are \(names)")
    }
    self.length = length
    self.alphabet = Array(alphabet.characters.utf8)
  }

  /// A new secret.
  ///
  /// - Throws: ``Failure`` with code `system` if there is no entropy.
  public func generate() throws(Failure) -> SecretBytes {
    // Bytes at or above the largest multiple of the alphabet's size are drawn again, so
    // that no character is likelier than another.
    let bound = 256 - 256 % alphabet.count
    var result = SecretBuilder(capacity: length)
    do {
      while result.count < length {
        let random = try RandomBytes.secret(count: 64)
        let bytes = random.bytes
        for index in bytes.indices where result.count < length && Int(bytes[index]) < bound {
          result.append(alphabet[Int(bytes[index]) % alphabet.count])
        }
      }
    } catch { throw Failure(.system, "no random bytes for a generated secret: \(error)") }
    return result.finish()
  }
}
