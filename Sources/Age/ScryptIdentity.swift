public import Secrets

/// A passphrase to decrypt with.
public struct ScryptIdentity: Identity {
  /// The highest work factor accepted unless told otherwise: 4 GiB of memory.
  public static let defaultMaximumWorkFactor = 22

  private let passphrase: Secret
  private let maximumWorkFactor: Int

  /// Creates an identity.
  ///
  /// - Parameters:
  ///   - passphrase: The passphrase, in UTF-8.
  ///   - maximumWorkFactor: The highest work factor to accept. A file chooses its own, so this
  ///     bounds the memory and time that somebody else's file can take.
  public init(passphrase: Secret, maximumWorkFactor: Int = defaultMaximumWorkFactor) {
    self.passphrase = passphrase
    self.maximumWorkFactor = maximumWorkFactor
  }

  /// Nobody encrypts to a passphrase without knowing it.
  public var recipientText: String? { nil }

  /// Unwraps the file key from a header whose only stanza is a scrypt one.
  ///
  /// - Throws: ``AgeError`` with code `header` if that stanza is malformed, not alone, or asks
  ///   for too much work.
  public func unwrap(_ stanzas: [Stanza]) throws(AgeError) -> Secret? {
    guard let stanza = stanzas.first(where: { $0.type == ScryptRecipient.stanzaType }) else {
      return nil
    }
    guard stanzas.count == 1 else { throw stanza.malformed("it is not the only one") }
    guard stanza.arguments.count == 2 else { throw stanza.malformed("it takes 2 arguments") }
    let salt = try stanza.decodeArgument(0, count: ScryptRecipient.saltSize)
    let workFactor = try workFactor(of: stanza)
    guard stanza.body.count == FileKey.sealedSize else {
      throw stanza.malformed("its body is not \(FileKey.sealedSize) bytes")
    }
    let key = try ScryptRecipient.wrapKey(passphrase.bytes, salt: salt, workFactor: workFactor)
    return try FileKey.open(stanza.body.span, with: key)
  }

  private func workFactor(of stanza: Stanza) throws(AgeError) -> Int {
    let digits = Array(stanza.arguments[1].utf8)
    guard digits.first != UInt8(ascii: "0"),
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { throw stanza.malformed("its work factor is not a number") }
    // Two digits at most: more could not be right, nor fit an integer.
    guard digits.count <= 2 else { throw tooHigh(stanza) }
    let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    guard value <= min(maximumWorkFactor, 30) else { throw tooHigh(stanza) }
    return value
  }

  private func tooHigh(_ stanza: Stanza) -> AgeError {
    stanza.malformed("its work factor is above \(maximumWorkFactor)")
  }
}
