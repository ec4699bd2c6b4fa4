public import Secrets

/// Whether a passphrase opens a private key of OpenSSH.
public enum SSHPassphrase {
  /// What a passphrase is to a key.
  public enum Answer: Hashable, Sendable {
    /// It opens the key.
    case opens
    /// It does not.
    case wrong
    /// The key's type or cipher is not one that is read here.
    case unknown
  }

  /// Tries a passphrase on a key in OpenSSH's own format.
  public static func check(_ key: Span<UInt8>, _ passphrase: borrowing SecretBytes) -> Answer {
    let wrong = AgeError(.wrongPassphrase, "the passphrase does not open the key")
    do throws(AgeError) {
      let key = try OpenSSHPrivateKey(parsing: key, source: "the key")
      _ = try key.open(passphrase, wrong: wrong)
      return .opens
    } catch {
      return error == wrong ? .wrong : .unknown
    }
  }
}
