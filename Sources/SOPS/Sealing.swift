public import Documents
internal import OpenSSL
public import Secrets

extension SOPSDocument {
  /// Encrypts a tree under the metadata's rule, and makes its MAC.
  ///
  /// A value whose path and value equal those of `previous` keeps its ciphertext byte for byte,
  /// if it was encrypted with the same data key. Numbers in clear are written as sops writes
  /// them, so `1.0` becomes `1`.
  ///
  /// - Parameters:
  ///   - plain: The values. Text and ``Node/Content/secret(_:)`` are encrypted alike.
  ///   - metadata: The rule, and who can open the file; time and MAC are replaced.
  ///   - key: The data key of 32 bytes, which the metadata's entries hold.
  ///   - previous: The file that this one replaces, and its plaintext.
  ///   - time: When the values changed.
  /// - Returns: The file.
  /// - Throws: ``SOPSError`` with code `value` for a secret that the rule leaves in clear, a new
  ///   key with a colon in it, a member `sops` at the top, or a number that is out of range;
  ///   `rules` for a bad rule.
  public static func seal(
    _ plain: [Member], metadata: SOPSMetadata, key: borrowing SecretBytes,
    previous: (SOPSDocument, OpenedDocument)?, at time: Timestamp
  ) throws(SOPSError) -> SOPSDocument {
    guard !plain.contains(where: { $0.key == "sops" }) else {
      throw SOPSError(.value, "a value cannot have this name, choose another", field: "sops")
    }
    var document = SOPSDocument(tree: [], metadata: metadata)
    document.metadata.lastModified = time.description
    var sealing = Sealing(
      selection: try document.selection, macCoversOnlyEncrypted: metadata.macOnlyEncrypted)
    if let (sealed, opened) = previous { sealing.remember(sealed.tree, opened.tree) }
    // Ciphertext of another data key must not be kept: the file would not open any more.
    let keepsCiphertext = previous.map { $0.0.isEncrypted(with: key) } ?? false
    sealing.keepsCiphertext = keepsCiphertext
    var digest = try metadata.startDigest()
    document.tree = try sealing.seal(plain, matched: false, key: key, hashing: &digest)
    let mac = try digest.mac()
    let data = Array(time.description.utf8)
    do throws(OpenSSLError) {
      document.metadata.mac = try EncryptedValue.seal(
        mac.span, as: .str, key: key, authenticating: data.span)
    } catch {
      throw SOPSError(.internal, "\(error)")
    }
    return document
  }

  private func isEncrypted(with key: borrowing SecretBytes) -> Bool {
    do {
      _ = try metadata.openMAC(with: key)
      return true
    } catch {
      return false
    }
  }
}

/// One walk over a plain tree.
private struct Sealing {
  /// A value as it was, and its ciphertext.
  private struct Earlier {
    let value: Node
    let text: String

    /// Whether the ciphertext is also that of another value.
    func isValue(of node: Node) -> Bool {
      guard isReplaceable else { return false }
      // Compared by bytes: texts that are equal to Swift may differ in Unicode's composition.
      switch (value.content, node.content) {
      case (.secret(let old), .secret(let new)): return old == new
      case (.secret(let old), .string(let new)):
        let bytes = Array(new.utf8)
        return old.bytes.isEqual(to: bytes.span)
      case (.bool(let old), .bool(let new)): return old == new
      case (.number(let old), .number(let new)):
        return SOPSNumber(json: old) == SOPSNumber(json: new)
      default: return false
      }
    }

    /// Whether sops can replace the ciphertext; it cannot if the nonce is not 32 bytes.
    private var isReplaceable: Bool {
      do {
        return try EncryptedValue(parsing: text).nonce.count == EncryptedValue.nonceSize
      } catch {
        return false
      }
    }
  }

  let selection: Selection
  let macCoversOnlyEncrypted: Bool
  var keepsCiphertext = false
  private var path = ValuePath()
  private var earlier: [[UInt8]: Earlier] = [:]
  private var earlierColons: Set<[UInt8]> = []

  init(selection: Selection, macCoversOnlyEncrypted: Bool) {
    self.selection = selection
    self.macCoversOnlyEncrypted = macCoversOnlyEncrypted
  }

  /// Indexes a file by path, list places included, so that equal elements of a list keep their
  /// own ciphertexts.
  mutating func remember(_ sealed: [Member], _ opened: [Member]) {
    for (sealed, opened) in zip(sealed, opened) {
      path.enter(sealed.key)
      if sealed.key.utf8.contains(UInt8(ascii: ":")) { earlierColons.insert(path.identifier) }
      remember(sealed.value, opened.value)
      path.leave()
    }
  }

  private mutating func remember(_ sealed: Node, _ opened: Node) {
    switch (sealed.content, opened.content) {
    case (.object(let sealed), .object(let opened)): remember(sealed, opened)
    case (.array(let sealed), .array(let opened)):
      for (index, (sealed, opened)) in zip(sealed, opened).enumerated() {
        path.enter(index)
        remember(sealed, opened)
        path.leave()
      }
    case (.string(let text), _): earlier[path.identifier] = Earlier(value: opened, text: text)
    default: break
    }
  }

  mutating func seal(
    _ members: [Member], matched: Bool, key: borrowing SecretBytes, hashing digest: inout Digest
  ) throws(SOPSError) -> [Member] {
    var sealed: [Member] = []
    sealed.reserveCapacity(members.count)
    for member in members {
      path.enter(member.key)
      if member.key.utf8.contains(UInt8(ascii: ":")), !earlierColons.contains(path.identifier) {
        throw SOPSError(
          .value, "a key cannot have a colon: its value could be exchanged for another",
          field: path.description)
      }
      let matched = matched || selection.matches(member.key)
      let value = try seal(member.value, matched: matched, key: key, hashing: &digest)
      sealed.append(Member(member.key, value))
      path.leave()
    }
    return sealed
  }

  private mutating func seal(
    _ node: Node, matched: Bool, key: borrowing SecretBytes, hashing digest: inout Digest
  ) throws(SOPSError) -> Node {
    switch node.content {
    case .null: return node
    case .object(let members):
      return Node(.object(try seal(members, matched: matched, key: key, hashing: &digest)))
    case .array(let nodes):
      var sealed: [Node] = []
      sealed.reserveCapacity(nodes.count)
      for (index, element) in nodes.enumerated() {
        path.enter(index)
        sealed.append(try seal(element, matched: matched, key: key, hashing: &digest))
        path.leave()
      }
      return Node(.array(sealed))
    default: break
    }
    do throws(SOPSError) {
      let isEncrypted = selection.encrypts(matched: matched)
      guard node.isNumberInRange else { throw SOPSError(.value, "the number is out of range") }
      if isEncrypted || !macCoversOnlyEncrypted { try digest.update(node) }
      return isEncrypted ? try encrypt(node, key: key) : try clear(node)
    } catch {
      throw SOPSError(error.code, error.message, field: path.description)
    }
  }

  private func clear(_ node: Node) throws(SOPSError) -> Node {
    switch node.content {
    case .secret:
      throw SOPSError(.value, "a secret would be written in clear under the file's rule")
    case .number(let text):
      return Node(.number(SOPSNumber(json: text)?.json ?? text))
    default: return node
    }
  }

  private func encrypt(_ node: Node, key: borrowing SecretBytes) throws(SOPSError) -> Node {
    if keepsCiphertext, let earlier = earlier[path.identifier], earlier.isValue(of: node) {
      return .string(earlier.text)
    }
    let data = path.authenticated
    switch node.content {
    case .string(let text):
      guard !text.isEmpty else { return node }
      return try encrypt(SecretBytes(utf8: text), as: .str, key: key, authenticating: data.span)
    case .secret(let secret):
      guard secret.bytes.count > 0 else { return .string("") }
      return try encrypt(secret.bytes, as: .str, key: key, authenticating: data.span)
    case .bool(let value):
      return try encrypt(
        SecretBytes(utf8: value.plain), as: .bool, key: key, authenticating: data.span)
    case .number(let text):
      guard let number = SOPSNumber(json: text) else { return node }
      return try encrypt(
        SecretBytes(utf8: number.plain), as: number.type, key: key, authenticating: data.span)
    case .null, .array, .object: return node
    }
  }

  private func encrypt(
    _ plaintext: borrowing SecretBytes, as kind: EncryptedValue.Kind,
    key: borrowing SecretBytes, authenticating data: Span<UInt8>
  ) throws(SOPSError) -> Node {
    do throws(OpenSSLError) {
      return .string(
        try EncryptedValue.seal(plaintext.bytes, as: kind, key: key, authenticating: data))
    } catch {
      throw SOPSError(.internal, "\(error)")
    }
  }
}

extension SecretBytes {
  /// The bytes of a text that is already in memory.
  fileprivate init(utf8 text: String) {
    let text = Array(text.utf8)
    self.init(copying: text.span)
  }
}
