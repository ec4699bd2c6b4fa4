public import Secrets

/// An age file decrypted piece by piece.
///
/// Each piece is authentic when it is handed out, but only ``next()`` returning `nil` says that
/// the file is whole: until then treat what was read as provisional.
public struct AgeReader: ~Copyable {
  private var source: BufferedSource
  private var payload: Payload
  private var isFinished = false

  /// Reads the header and opens it with whichever identity can.
  ///
  /// - Parameters:
  ///   - source: The file, armored or binary.
  ///   - identities: The identities to try, in order.
  /// - Throws: ``AgeError`` with code `armor`, `header`, `noMatch` or `headerMAC`, or what the
  ///   source or an identity throws.
  public init(_ source: any ByteSource, with identities: [any Identity]) throws(AgeError) {
    var buffered = BufferedSource(source)
    let longestStart = Armor.mostWhiteSpace + Armor.begin.utf8CodeUnitCount
    try buffered.fill(longestStart)
    let start = buffered.peek(longestStart)
    try self.init(buffered, armored: Armor.isArmor(start.span), with: identities)
  }

  init(_ source: BufferedSource, armored: Bool, with identities: [any Identity]) throws(AgeError) {
    var source = armored ? BufferedSource(ArmorSource(source)) : source
    let text = try Self.headerText(&source)
    let (header, size) = try Header.parse(text.span)
    let fileKey = try AgeFile.unwrap(
      header, text.span.extracting(first: size), with: identities)
    _ = try source.take(size)
    let nonce = try source.take(Payload.nonceSize)
    guard nonce.count == Payload.nonceSize else { throw AgeFile.missingNonce }
    payload = try Payload(fileKey: fileKey.bytes, nonce: nonce.span)
    self.source = source
  }

  /// The header and perhaps more: as much as it takes to see where the header ends.
  private static func headerText(_ source: inout BufferedSource) throws(AgeError) -> [UInt8] {
    var count = 1024
    while true {
      try source.fill(count)
      let text = source.peek(count)
      if text.count < count || count >= Header.largestSize || Header.isComplete(text.span) {
        return text
      }
      count *= 2
    }
  }

  /// The next piece of plaintext, at most 64 KiB, or `nil` at the end of a whole file.
  ///
  /// - Throws: ``AgeError`` with code `payload` if the file was changed, cut short or extended,
  ///   `armor` if its armor is malformed from here on.
  public mutating func next() throws(AgeError) -> SecretBytes? {
    guard !isFinished else {
      guard try source.take(1).isEmpty else { throw Payload.trailing }
      return nil
    }
    let chunk = try source.take(Payload.sealedChunkSize)
    guard chunk.count >= Payload.tagSize else { throw Payload.truncated }
    let plaintext = try SecretBytes(count: chunk.count - Payload.tagSize) {
      (output: inout MutableSpan<UInt8>) throws(AgeError) in
      isFinished = try payload.open(chunk.span, into: &output)
    }
    return plaintext
  }
}
