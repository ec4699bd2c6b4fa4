internal import Credtree
internal import Documents
internal import Files
internal import Secrets

/// What a command prints on standard output.
struct Output {
  let isJSON: Bool
  let isQuiet: Bool

  /// Prints a JSON document, or the text for people unless `--quiet`.
  func show(_ document: @autoclosure () -> Node, text: @autoclosure () -> String) throws {
    if isJSON {
      try write(JSON.write(document()))
    } else if !isQuiet {
      try write(Array(VisibleText.of(text()).utf8))
    }
  }

  /// Prints data that was asked for, whether or not `--quiet`.
  func showData(_ document: @autoclosure () -> Node, text: @autoclosure () -> String) throws {
    try write(isJSON ? JSON.write(document()) : Array(VisibleText.of(text()).utf8))
  }

  /// Prints text that was asked for, in whatever form the user chose.
  func showText(_ text: String) throws { try write(Array(VisibleText.of(text).utf8)) }

  /// Prints a JSON document, or text that may have colours unless `--quiet`.
  func show(_ document: @autoclosure () -> Node, styled text: @autoclosure () -> String) throws {
    if isJSON || !isQuiet { try showData(document(), styled: text()) }
  }

  /// Prints a JSON document, or text that may have colours.
  func showData(_ document: @autoclosure () -> Node, styled text: @autoclosure () -> String)
    throws
  {
    try write(isJSON ? JSON.write(document()) : Array(text().utf8))
  }

  /// Prints a page, a comment, a calendar or coloured text: all that is not ours was escaped in it.
  func showRaw(_ text: String) throws { try write(Array(text.utf8)) }

  /// Prints bytes that another program reads, as they are; JSON has them as text.
  func showBytes(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    try write(isJSON ? JSON.write(.object([Member("text", .string(text))])) : bytes)
  }

  /// Prints a page, which escapes what is in it.
  func showPage(_ text: String) throws { try write(Array(text.utf8)) }

  /// Prints a document that was asked for, in whatever form the user chose.
  func showDocument(_ document: Node) throws { try write(JSON.write(document)) }

  /// Prints a secret that was asked for.
  func write(_ secret: borrowing SecretBytes) throws {
    do { try StandardStream.output.write(secret.bytes) } catch { throw Failure(error) }
  }

  /// Prints what was encrypted for somebody else, as a document or as it is.
  func write(_ packet: SealedPacket, asJSON isJSON: Bool) throws {
    try write(isJSON ? JSON.write(packet.document) : packet.contents)
  }

  /// Prints a secret that a box holds.
  func write(_ secret: Secret) throws { try write(secret.bytes) }

  private func write(_ bytes: [UInt8]) throws {
    do { try StandardStream.output.write(bytes.span) } catch { throw Failure(error) }
  }
}
