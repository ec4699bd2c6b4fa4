public import OpenSSL
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

  /// What a passphrase made of the private part of a key.
  public struct Locked: Sendable {
    /// The name of the cipher, as OpenSSH's format has it.
    public static let cipher = "aes256-ctr"
    /// The salt of the key derivation, 16 bytes.
    public let salt: [UInt8]
    /// How often each block is hashed: what `ssh-keygen` does unless told otherwise.
    public static let rounds: UInt32 = 16
    /// The encrypted part, as long as the plain one.
    public let section: Secret
  }

  /// Encrypts the private part of a new key in OpenSSH's own format.
  ///
  /// - Parameters:
  ///   - section: The part, padded to a multiple of 16 bytes.
  ///   - passphrase: The passphrase.
  /// - Returns: The encrypted part, and what the file says about it.
  /// - Throws: `OpenSSLError` if there is no entropy, or for a part that is not padded.
  public static func lock(_ section: Span<UInt8>, _ passphrase: borrowing SecretBytes)
    throws(OpenSSLError) -> Locked
  {
    let salt = try RandomBytes.public(count: 16)
    let cipher = AESCipher.ctr256
    let derived = try BcryptPBKDF.derive(
      from: passphrase.bytes, salt: salt.span, rounds: Locked.rounds,
      count: cipher.keySize + AESCipher.blockSize)
    let locked = try cipher.encrypt(
      section, key: derived.bytes.extracting(first: cipher.keySize),
      vector: derived.bytes.extracting(last: AESCipher.blockSize))
    return Locked(salt: salt, section: Secret(locked))
  }
}
