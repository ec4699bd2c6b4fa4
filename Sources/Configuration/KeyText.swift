private import Age

/// Checks keys as people write them.
public enum KeyText {
  /// The canonical text of a key that opens files, or what is wrong with it.
  public static func opening(_ text: String) -> Result<String, KeyTextError> {
    do throws(AgeError) { return .success(try Recipients.parse(text).text) } catch {
      return .failure(KeyTextError(message: error.message))
    }
  }

  /// An SSH public key without its comment, or `openpgp:` and a fingerprint in upper case, or
  /// what is wrong with it.
  public static func signing(_ text: String) -> Result<String, KeyTextError> {
    if text.hasPrefix(MemberEntry.openPGPPrefix) { return fingerprint(text) }
    let parts = text.split(whereSeparator: { $0 == " " || $0 == "\t" })
    let kinds = [
      "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
      "ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ]
    guard parts.count >= 2, kinds.contains(String(parts[0])), isBase64(parts[1]) else {
      return .failure(
        KeyTextError(
          message: "not an SSH public key, which looks like 'ssh-ed25519 AAAA…', and not "
            + "'openpgp:' with the fingerprint of an OpenPGP key"))
    }
    return .success("\(parts[0]) \(parts[1])")
  }

  /// The fingerprint of a whole OpenPGP key: of version 4 it has 40 digits, of version 5 64.
  private static func fingerprint(_ text: String) -> Result<String, KeyTextError> {
    let digits = text.dropFirst(MemberEntry.openPGPPrefix.count).filter { $0 != " " }
    guard digits.utf8.count == 40 || digits.utf8.count == 64,
      digits.allSatisfy({ $0.isASCII && $0.isHexDigit })
    else {
      return .failure(
        KeyTextError(
          message: "not the whole fingerprint of an OpenPGP key: 'gpg --fingerprint' shows its "
            + "40 digits"))
    }
    return .success(MemberEntry.openPGPPrefix + digits.uppercased())
  }

  private static func isBase64(_ text: Substring) -> Bool {
    text.count >= 40 && text.hasPrefix("AAAA") && text.utf8.count % 4 == 0
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F, 0x3D: true
        default: false
        }
      }
  }
}

/// What is wrong with a key; never the key.
public struct KeyTextError: Error, Hashable, Sendable {
  /// What is wrong, and what would be right.
  public let message: String

  /// Creates an error.
  public init(message: String) { self.message = message }
}
