internal import Documents
internal import OpenSSL
public import Secrets

extension SOPSDocument {
  /// Decrypts every value and checks the MAC.
  ///
  /// - Parameters:
  ///   - key: The data key of 32 bytes.
  ///   - verifiesMAC: Whether the MAC must hold. Without it every encrypted value is still
  ///     authentic by itself; values in clear, and what was removed or moved, are not.
  /// - Returns: The plaintext.
  /// - Throws: ``SOPSError`` with code `value` for a value that is not what was sealed, `mac` if
  ///   values were added, removed, moved, or changed.
  public func open(with key: borrowing SecretBytes, verifyingMAC verifiesMAC: Bool = true)
    throws(SOPSError) -> OpenedDocument
  {
    var opening = Opening(
      selection: try selection, macCoversOnlyEncrypted: metadata.macOnlyEncrypted)
    var digest = try metadata.startDigest()
    let tree = try opening.open(tree, matched: false, key: key, hashing: &digest)
    if opening.encryptedCount == 0 {
      opening.warnings.append(Problem("no value of the file is encrypted"))
    }
    let expected = try digest.mac()
    guard verifiesMAC else { return OpenedDocument(tree: tree, warnings: opening.warnings) }
    let stored = try metadata.openMAC(with: key)
    guard stored.isEqual(to: expected.span) else {
      throw SOPSError(
        .mac, "the MAC does not fit the values: something was added, removed, moved, or changed")
    }
    return OpenedDocument(tree: tree, warnings: opening.warnings)
  }
}

extension SOPSMetadata {
  /// SHA-256 of "sops", which starts the MAC of a file whose MAC covers only what is encrypted.
  private static let encryptedOnlyStart: [UInt8] = [
    0x8A, 0x3F, 0xD2, 0xAD, 0x54, 0xCE, 0x66, 0x52, 0x7B, 0x10, 0x34, 0xF3, 0xD1, 0x47, 0xBE, 0x0B,
    0x0B, 0x97, 0x5B, 0x3B, 0xF4, 0x4F, 0x72, 0xC6, 0xFD, 0xAD, 0xEC, 0x81, 0x76, 0xF2, 0x7D, 0x69,
  ]

  func startDigest() throws(SOPSError) -> Digest {
    let isShort = macOnlyEncrypted
    return try crypto { () throws(OpenSSLError) in
      var digest = try Digest(.sha512)
      if isShort { try digest.update(Self.encryptedOnlyStart.span) }
      return digest
    }
  }

  /// The MAC in upper-case hex.
  ///
  /// - Throws: ``SOPSError`` with code `mac` if it is missing or was altered, or the time was.
  func openMAC(with key: borrowing SecretBytes) throws(SOPSError) -> SecretBytes {
    guard !mac.isEmpty else {
      throw SOPSError(.mac, "the file has no MAC, so nothing shows whether it was altered")
    }
    let time = Array((authenticatedTime ?? "").utf8)
    do throws(SOPSError) {
      let value = try EncryptedValue(parsing: mac)
      guard value.kind == .str else { throw SOPSError(.value, "") }
      return try value.open(key: key, authenticating: time.span)
    } catch {
      guard error.code == .value else { throw error }
      throw SOPSError(.mac, "the MAC or the time of the last change was altered")
    }
  }
}

extension SecretBytes {
  borrowing func isEqual(to other: Span<UInt8>) -> Bool {
    let own = bytes
    guard own.count == other.count else { return false }
    var difference: UInt8 = 0
    for index in own.indices { difference |= own[index] ^ other[index] }
    return difference == 0
  }
}

/// One walk over an encrypted tree.
private struct Opening {
  let selection: Selection
  let macCoversOnlyEncrypted: Bool
  var path = ValuePath()
  var warnings: [Problem] = []
  var encryptedCount = 0

  mutating func open(
    _ members: [Member], matched: Bool, key: borrowing SecretBytes, hashing digest: inout Digest
  ) throws(SOPSError) -> [Member] {
    var opened: [Member] = []
    opened.reserveCapacity(members.count)
    for member in members {
      path.enter(member.key)
      checkKey(of: member, among: opened)
      let matched = matched || selection.matches(member.key)
      let value = try open(member.value, matched: matched, key: key, hashing: &digest)
      opened.append(Member(member.key, value, at: member.position))
      path.leave()
    }
    return opened
  }

  private mutating func checkKey(of member: Member, among earlier: [Member]) {
    if member.key.utf8.contains(UInt8(ascii: ":")) {
      warn("the key has a colon, so its value could be exchanged for one below it", member.position)
    }
    // Keys that Swift takes for the same differ to sops if their bytes do.
    if earlier.contains(where: {
      $0.key == member.key && $0.key.utf8.elementsEqual(member.key.utf8)
    }) {
      warn("the key occurs twice", member.position)
    }
  }

  private mutating func warn(_ message: String, _ position: Position?) {
    warnings.append(Problem(message, field: path.description, at: position))
  }

  private mutating func open(
    _ node: Node, matched: Bool, key: borrowing SecretBytes, hashing digest: inout Digest
  ) throws(SOPSError) -> Node {
    switch node.content {
    case .null: return node
    case .object(let members):
      return Node(
        .object(try open(members, matched: matched, key: key, hashing: &digest)), at: node.position)
    case .array(let nodes):
      var opened: [Node] = []
      opened.reserveCapacity(nodes.count)
      for (index, element) in nodes.enumerated() {
        path.enter(index)
        opened.append(try open(element, matched: matched, key: key, hashing: &digest))
        path.leave()
      }
      return Node(.array(opened), at: node.position)
    default: break
    }
    do throws(SOPSError) {
      let isEncrypted = selection.encrypts(matched: matched)
      let value = isEncrypted ? try decrypt(node, key: key) : try checked(node)
      if isEncrypted || !macCoversOnlyEncrypted { try digest.update(value) }
      return value
    } catch {
      throw SOPSError(
        error.code, error.message, field: path.description, at: error.position ?? node.position)
    }
  }

  private func checked(_ node: Node) throws(SOPSError) -> Node {
    guard node.isNumberInRange else { throw SOPSError(.value, "the number is out of range") }
    return node
  }

  private mutating func decrypt(_ node: Node, key: borrowing SecretBytes) throws(SOPSError)
    -> Node
  {
    guard let text = node.string else {
      throw SOPSError(
        .value, "the value stands in clear, but the file's rule says it must be encrypted")
    }
    // An empty text is never encrypted.
    guard !text.isEmpty else { return node }
    let encrypted = try EncryptedValue(parsing: text)
    let plaintext = try encrypted.open(key: key, authenticating: path.authenticated.span)
    encryptedCount += 1
    if encrypted.kind != .str {
      warn("the type \(encrypted.kind.rawValue) of the value is not authenticated", node.position)
    }
    if encrypted.nonce.count != EncryptedValue.nonceSize {
      warn("the value's iv is not 32 bytes, which sops cannot change", node.position)
    }
    return Node(try encrypted.kind.content(of: plaintext), at: node.position)
  }
}

extension Digest {
  /// The finished hash in the upper-case hex that a MAC is.
  consuming func mac() throws(SOPSError) -> [UInt8] {
    let hash: [UInt8]
    do throws(OpenSSLError) {
      hash = try finish()
    } catch {
      throw SOPSError(.internal, "\(error)")
    }
    return Array(Hex.encode(hash.span, uppercase: true).utf8)
  }

  private mutating func update(_ secret: borrowing SecretBytes) throws(OpenSSLError) {
    try update(secret.bytes)
  }

  /// Hashes a leaf the way the MAC does.
  mutating func update(_ node: Node) throws(SOPSError) {
    do throws(OpenSSLError) {
      switch node.content {
      case .string(let text): try update(text)
      case .secret(let secret): try update(secret.bytes)
      case .bool(let value): try update(value.plain)
      case .number(let text): try update(SOPSNumber(json: text)?.plain ?? "")
      case .null, .array, .object: break
      }
    } catch {
      throw SOPSError(.internal, "\(error)")
    }
  }
}

extension Node {
  /// Whether a float holds this, if it is a number.
  var isNumberInRange: Bool {
    guard case .number(let text) = content else { return true }
    return SOPSNumber(json: text) != nil
  }
}

extension EncryptedValue.Kind {
  /// What decrypted bytes of this kind are.
  ///
  /// - Throws: ``SOPSError`` with code `value` if they are not of this kind.
  fileprivate func content(of plaintext: consuming SecretBytes) throws(SOPSError) -> Node.Content {
    if self == .str || self == .time { return .secret(Secret(plaintext)) }
    guard let content = content(of: Self.text(plaintext)) else {
      throw SOPSError(.value, "the encrypted value is not of its type, which was altered")
    }
    return content
  }

  private func content(of text: String) -> Node.Content? {
    switch self {
    case .str, .time: nil
    case .bool:
      switch text {
      case "1", "t", "T", "true", "True", "TRUE": .bool(true)
      case "0", "f", "F", "false", "False", "FALSE": .bool(false)
      default: nil
      }
    case .int: Int64(text).map { .number(String($0)) }
    case .float:
      Double(text).flatMap { $0.isFinite ? .number(SOPSNumber.float($0).json) : nil }
    }
  }

  private static func text(_ plaintext: borrowing SecretBytes) -> String {
    // Longer than any number or truth value that sops writes.
    guard plaintext.count <= 400 else { return "" }
    var text = ""
    let bytes = plaintext.bytes
    for index in bytes.indices { text.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
    return text
  }
}
