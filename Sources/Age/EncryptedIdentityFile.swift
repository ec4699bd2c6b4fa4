internal import Secrets

/// An identity file that is itself an age file, encrypted with a passphrase.
struct EncryptedIdentityFile: Identity {
  private let identities: LockedValue<[any Identity]>

  /// Looks at the header only: the passphrase is asked for when a file needs the identities.
  init(_ contents: Span<UInt8>, passphrase: PassphraseSource) throws(AgeError) {
    let source = passphrase.source
    let binary = Armor.isArmor(contents) ? try Armor.decode(contents) : Array(copying: contents)
    let stanzas = try Header.parse(binary.span).header.stanzas
    guard stanzas.count == 1, stanzas[0].type == ScryptRecipient.stanzaType else {
      throw AgeError(
        .invalidIdentity,
        "\(source) is encrypted with age, but not with a passphrase: decrypt it with age first")
    }
    identities = LockedValue { () throws(AgeError) in
      let key = ScryptIdentity(passphrase: try passphrase.get())
      do throws(AgeError) {
        let opened = try AgeFile.decrypt(binary.span, with: [key])
        return try Identities.lines(opened.bytes, source: source)
      } catch {
        throw error.code == .noMatch ? passphrase.wrong : error
      }
    }
  }

  var recipientText: String? { nil }
  var mayAsk: Bool { true }

  func unlockedRecipientTexts() throws(AgeError) -> [String] {
    try identities.get().compactMap(\.recipientText)
  }

  func unwrap(_ stanzas: [Stanza]) throws(AgeError) -> Secret? {
    for identity in try identities.get() {
      if let fileKey = try identity.unwrap(stanzas) { return fileKey }
    }
    return nil
  }
}
