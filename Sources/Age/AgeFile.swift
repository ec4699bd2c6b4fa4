internal import OpenSSL
public import Secrets

/// Whole age files in memory.
public enum AgeFile {
  /// Encrypts to recipients, any one of whom can open the result.
  ///
  /// - Parameters:
  ///   - plaintext: What to encrypt.
  ///   - recipients: At least one; a passphrase must be alone.
  ///   - armored: Whether to write text rather than bytes.
  /// - Returns: The file.
  /// - Throws: ``AgeError`` with code `invalidRecipient` for no recipient, a passphrase that is
  ///   not alone, or a key that nothing can be encrypted to.
  public static func encrypt(
    _ plaintext: Span<UInt8>, to recipients: [any Recipient], armored: Bool
  ) throws(AgeError) -> [UInt8] {
    guard !recipients.isEmpty else {
      throw AgeError(.invalidRecipient, "no recipients: name at least one to encrypt to")
    }
    guard recipients.count == 1 || !recipients.contains(where: \.mustBeAlone) else {
      throw AgeError(.invalidRecipient, "a passphrase cannot be combined with other recipients")
    }
    let fileKey = try crypto { () throws(OpenSSLError) in
      try RandomBytes.secret(count: FileKey.size)
    }
    var stanzas: [Stanza] = []
    var labels: Set<String>?
    for recipient in recipients {
      let wrapped = try recipient.labelledWrap(fileKey)
      stanzas += wrapped.stanzas
      guard (labels ?? wrapped.labels) == wrapped.labels else {
        // One key that a quantum computer can break would open the file for the others too.
        let isPostQuantum = (labels ?? []).union(wrapped.labels).contains("postquantum")
        throw AgeError(
          .invalidRecipient,
          isPostQuantum
            ? "post-quantum recipients cannot be combined with other recipients"
            : "these recipients cannot be combined: their labels differ")
      }
      labels = wrapped.labels
    }
    let nonce = try crypto { () throws(OpenSSLError) in
      try RandomBytes.public(count: Payload.nonceSize)
    }
    let file = try seal(plaintext, stanzas: stanzas, fileKey: fileKey, nonce: nonce)
    return armored ? Armor.encode(file.span) : file
  }

  /// Writes a binary file with a given file key and nonce, which must be used only once.
  static func seal(
    _ plaintext: Span<UInt8>, stanzas: [Stanza], fileKey: borrowing SecretBytes, nonce: [UInt8]
  ) throws(AgeError) -> [UInt8] {
    var file = try Header(stanzas: stanzas, fileKey: fileKey).serialized()
    file += nonce
    var payload = try Payload(fileKey: fileKey, nonce: nonce.span)
    var position = file.count
    file += [UInt8](repeating: 0, count: Payload.size(ofPlaintext: plaintext.count))
    var output = file.mutableSpan
    var start = 0
    repeat {
      let end = min(start + Payload.chunkSize, plaintext.count)
      let sealedEnd = position + end - start + Payload.tagSize
      var chunk = output.part(position..<sealedEnd)
      try payload.seal(
        plaintext.extracting(start..<end), isLast: end == plaintext.count, into: &chunk)
      start = end
      position = sealedEnd
    } while start < plaintext.count
    return file
  }

  /// Decrypts a file, armored or binary, with whichever identity opens it first.
  ///
  /// - Throws: ``AgeError`` with code `armor`, `header`, `noMatch`, `headerMAC` or `payload` for
  ///   the part that is wrong, `passphraseNeeded` or `wrongPassphrase` for a locked identity.
  public static func decrypt(_ file: Span<UInt8>, with identities: [any Identity])
    throws(AgeError) -> SecretBytes
  {
    guard Armor.isArmor(file) else { return try decryptBinary(file, with: identities) }
    let binary = try Armor.decode(file)
    return try decryptBinary(binary.span, with: identities)
  }

  private static func decryptBinary(_ file: Span<UInt8>, with identities: [any Identity])
    throws(AgeError) -> SecretBytes
  {
    let (header, size) = try Header.parse(file)
    let fileKey = try unwrap(header, file.extracting(first: size), with: identities)
    guard file.count - size >= Payload.nonceSize else { throw missingNonce }
    let start = size + Payload.nonceSize
    var payload = try Payload(fileKey: fileKey.bytes, nonce: file.extracting(size..<start))
    guard let plaintextSize = Payload.plaintextSize(of: file.count - start) else {
      throw Payload.truncated
    }
    return try SecretBytes(count: plaintextSize) {
      (output: inout MutableSpan<UInt8>) throws(AgeError) in
      var position = start
      var written = 0
      while position < file.count {
        let end = min(position + Payload.sealedChunkSize, file.count)
        let count = end - position - Payload.tagSize
        var chunk = output.part(written..<written + count)
        let isLast = try payload.open(file.extracting(position..<end), into: &chunk)
        guard isLast == (end == file.count) else {
          throw isLast ? Payload.trailing : Payload.truncated
        }
        position = end
        written += count
      }
    }
  }

  static var missingNonce: AgeError {
    AgeError(.header, "the age file is cut short: its header is not followed by a nonce")
  }

  /// Unwraps a header's file key, and checks the header with it.
  ///
  /// - Parameters:
  ///   - header: The header.
  ///   - bytes: The same header as read.
  ///   - identities: The identities to try, in order.
  /// - Returns: The file key of 16 bytes.
  /// - Throws: ``AgeError`` with code `noMatch`, `header` or `headerMAC`, or an identity's error.
  static func unwrap(_ header: Header, _ bytes: Span<UInt8>, with identities: [any Identity])
    throws(AgeError) -> Secret
  {
    guard header.stanzas.count == 1 || !header.stanzas.contains(where: { $0.type == "scrypt" })
    else {
      throw AgeError(.header, "malformed age header: a scrypt stanza is not the only one")
    }
    var locked: AgeError?
    for identity in inOrder(identities) {
      let unwrapped: Secret?
      do throws(AgeError) {
        unwrapped = try identity.unwrap(header.stanzas)
      } catch {
        // Another identity may open the file without anybody's passphrase or token.
        guard [.passphraseNeeded, .wrongPassphrase, .plugin].contains(error.code) else {
          throw error
        }
        locked = locked ?? error
        continue
      }
      guard let fileKey = unwrapped else { continue }
      guard fileKey.bytes.count == FileKey.size else {
        throw AgeError(.header, "malformed age header: the file key is not \(FileKey.size) bytes")
      }
      try header.verify(bytes, fileKey: fileKey.bytes)
      return fileKey
    }
    if let locked { throw locked }
    var types: [String] = []
    for stanza in header.stanzas where types.count < 8 {
      // The file chooses these, so only what fits a message is shown.
      let type = String(stanza.type.prefix(32))
      if !types.contains(type) { types.append(type) }
    }
    throw AgeError(
      .noMatch, "no identity opens the file, which is for: \(types.joined(separator: ", "))")
  }

  /// The identities that never ask for anything, then the others.
  private static func inOrder(_ identities: [any Identity]) -> [any Identity] {
    guard identities.count > 1 else { return identities }
    func isSilent(_ identity: any Identity) -> Bool {
      identity is X25519Identity || identity is HybridIdentity
    }
    return identities.filter(isSilent) + identities.filter { !isSilent($0) }
  }
}
