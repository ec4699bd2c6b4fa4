internal import Age
internal import OpenSSL
internal import Secrets

/// A private key of OpenSSH, as far as it can be read without its passphrase.
struct SSHKeyFile {
  static let unrecognised = Refusal(
    message: "unrecognised SSH private key type: it must be an OpenSSH, RSA, EC, DSA or PKCS#8 key")

  private static let magic = Array("openssh-key-v1\u{0}".utf8)
  private static let pemLabels: Set<String> = [
    "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY", "PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
  ]

  private let isOpenSSH: Bool
  /// The public key as SSH writes it in binary, or `nil` where it cannot be read.
  private(set) var publicKey: [UInt8]?

  /// Reads a key; `nil` for what is none.
  init?(_ text: Span<UInt8>) {
    guard let blocks = try? PEMBlock.blocks(in: text) else { return nil }
    if let block = blocks.first, blocks.count == 1, block.label == "OPENSSH PRIVATE KEY" {
      guard let binary = try? block.decoded(in: text),
        let publicKey = Self.publicKey(inOpenSSH: binary.bytes)
      else { return nil }
      isOpenSSH = true
      self.publicKey = publicKey
      return
    }
    isOpenSSH = false
    let keys = blocks.filter { Self.pemLabels.contains($0.label) }
    guard keys.count == 1, let pem = try? keys[0].normalised(in: text) else { return nil }
    switch ShapeValidation.read(pem, nil) {
    case .success(let key): publicKey = SSHWire.publicKey(of: key)
    case .failure(let error):
      guard error.code == .passphraseNeeded else { return nil }
      publicKey = nil
    }
  }

  private static func publicKey(inOpenSSH bytes: Span<UInt8>) -> [UInt8]? {
    guard bytes.count > magic.count, magic.indices.allSatisfy({ bytes[$0] == magic[$0] }) else {
      return nil
    }
    var reader = SSHWire.Reader(at: magic.count)
    guard reader.string(in: bytes) != nil, reader.string(in: bytes) != nil,
      reader.string(in: bytes) != nil, reader.number(in: bytes) == 1,
      let key = reader.string(in: bytes), key.count > 8, let section = reader.string(in: bytes),
      section.count > 0
    else { return nil }
    return key.map { bytes[$0] }
  }

  /// Whether a passphrase opens the key, and what the public key is where only that tells.
  mutating func isOpened(_ text: borrowing SecretBytes, by passphrase: Secret) -> Bool {
    if isOpenSSH { return Self.answer(text, passphrase.bytes) != .wrong }
    guard
      let block = (try? PEMBlock.blocks(in: text.bytes))?
        .first(where: { Self.pemLabels.contains($0.label) }),
      let pem = try? block.normalised(in: text.bytes)
    else { return false }
    guard case .success(let key) = ShapeValidation.read(pem, passphrase) else { return false }
    publicKey = SSHWire.publicKey(of: key)
    return true
  }

  private static func answer(
    _ text: borrowing SecretBytes, _ passphrase: borrowing SecretBytes
  ) -> SSHPassphrase.Answer { SSHPassphrase.check(text.bytes, passphrase) }
}

/// The binary form of SSH's public keys (RFC 4253, section 6.6).
enum SSHWire {
  /// Walks over length-prefixed fields.
  struct Reader {
    private var index: Int

    init(at index: Int) { self.index = index }

    mutating func number(in bytes: Span<UInt8>) -> Int? {
      guard index + 4 <= bytes.count else { return nil }
      var value = 0
      for offset in 0..<4 { value = value << 8 | Int(bytes[index + offset]) }
      index += 4
      return value
    }

    mutating func string(in bytes: Span<UInt8>) -> Range<Int>? {
      guard let count = number(in: bytes), count <= bytes.count - index else { return nil }
      defer { index += count }
      return index..<index + count
    }
  }

  /// A key's name, which its binary form starts with.
  static func type(of key: [UInt8]) -> String? {
    var reader = Reader(at: 0)
    guard let range = reader.string(in: key.span) else { return nil }
    return String(validating: key[range], as: UTF8.self)
  }

  /// The public half of a key read from PEM, or `nil` for a kind that SSH does not have.
  static func publicKey(of key: TLSPrivateKey) -> [UInt8]? {
    guard let der = try? key.publicKeyInfo() else { return nil }
    var outer = DERReader(der)
    guard var info = outer.nested(), info.element() != nil, let bits = info.element(),
      bits.first == 0
    else { return nil }
    let content = Array(bits.dropFirst())
    switch key.algorithm {
    case .ed25519: return field(Array("ssh-ed25519".utf8)) + field(content)
    case .ec(let curve):
      let names = ["prime256v1": "nistp256", "secp384r1": "nistp384", "secp521r1": "nistp521"]
      guard let name = names[curve] else { return nil }
      return field(Array("ecdsa-sha2-\(name)".utf8)) + field(Array(name.utf8)) + field(content)
    case .rsa:
      // DER's integers are SSH's: two's complement in as few bytes as it takes.
      var outer = DERReader(content)
      guard var numbers = outer.nested(), let modulus = numbers.element(),
        let exponent = numbers.element()
      else { return nil }
      return field(Array("ssh-rsa".utf8)) + field(exponent) + field(modulus)
    case .other: return nil
    }
  }

  private static func field(_ bytes: [UInt8]) -> [UInt8] {
    (0..<4).reversed().map { UInt8(truncatingIfNeeded: bytes.count >> ($0 * 8)) } + bytes
  }
}

/// Walks over DER that OpenSSL wrote.
struct DERReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// The contents of the next element.
  mutating func element() -> [UInt8]? {
    guard rest.popFirst() != nil, let first = rest.popFirst() else { return nil }
    var count = Int(first)
    if first >= 0x80 {
      count = 0
      for _ in 0..<Int(first & 0x7F) {
        guard let byte = rest.popFirst(), count < 1 << 24 else { return nil }
        count = count << 8 | Int(byte)
      }
    }
    guard count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  /// The next element, to be walked over itself.
  mutating func nested() -> DERReader? { element().map { DERReader($0) } }
}
