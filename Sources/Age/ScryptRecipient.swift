internal import OpenSSL
public import Secrets

/// A passphrase to encrypt with, which is always the only recipient of a file.
public struct ScryptRecipient: Recipient {
  static let stanzaType = "scrypt"
  static let saltSize = 16
  private static let label = Array("age-encryption.org/v1/scrypt".utf8)

  /// The work factor that age writes: 256 MiB of memory, and about a second.
  public static let defaultWorkFactor = 18

  private let passphrase: Secret
  private let workFactor: Int

  /// Creates a recipient.
  ///
  /// - Parameters:
  ///   - passphrase: The passphrase, in UTF-8; it must not be empty.
  ///   - workFactor: The base-2 logarithm of scrypt's cost, from 1 to 22.
  /// - Throws: ``AgeError`` with code `invalidRecipient` for an empty passphrase or a work
  ///   factor out of range.
  public init(passphrase: Secret, workFactor: Int = defaultWorkFactor) throws(AgeError) {
    guard passphrase.bytes.count > 0 else {
      throw AgeError(.invalidRecipient, "the passphrase is empty")
    }
    guard (1...ScryptIdentity.defaultMaximumWorkFactor).contains(workFactor) else {
      throw AgeError(.invalidRecipient, "the scrypt work factor must be from 1 to 22")
    }
    self.passphrase = passphrase
    self.workFactor = workFactor
  }

  /// The word `passphrase`.
  public var text: String { "passphrase" }
  /// Always: whoever knows the passphrase could have made the whole file.
  public var mustBeAlone: Bool { true }

  /// Wraps a file key with a key derived from the passphrase.
  ///
  /// - Throws: ``AgeError`` with code `internal` if there is not enough memory.
  public func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> [Stanza] {
    let salt = try crypto { () throws(OpenSSLError) in
      try RandomBytes.public(count: Self.saltSize)
    }
    let key = try Self.wrapKey(passphrase.bytes, salt: salt, workFactor: workFactor)
    let body = try FileKey.seal(fileKey, with: key)
    let arguments = [Base64.encode(salt.span, padding: .none), "\(workFactor)"]
    return [Stanza(type: Self.stanzaType, arguments: arguments, body: body)]
  }

  static func wrapKey(_ passphrase: borrowing SecretBytes, salt: [UInt8], workFactor: Int)
    throws(AgeError) -> SecretBytes
  {
    let salt = label + salt
    do throws(OpenSSLError) {
      return try Scrypt.derive(from: passphrase.bytes, salt: salt.span, workFactor: workFactor)
    } catch {
      throw AgeError(.internal, "scrypt with work factor \(workFactor) failed: \(error)")
    }
  }
}
