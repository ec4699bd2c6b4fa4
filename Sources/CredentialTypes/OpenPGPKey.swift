internal import Documents
internal import OpenSSL
internal import Secrets

/// An armored OpenPGP key (RFC 9580), as far as its first packet.
enum OpenPGPKey {
  /// The key with LF line ends; `nil` for what is no such key.
  static func form(_ text: borrowing SecretBytes, isPrivate: Bool) -> SecretBytes? {
    guard keyID(text.bytes, isPrivate: isPrivate) != nil else { return nil }
    return TextForm.lines(text)
  }

  /// The fingerprint of the primary key in hex, upper case; `nil` for what is no such key.
  static func keyID(_ text: Span<UInt8>, isPrivate: Bool) -> String? {
    let label = isPrivate ? "PGP PRIVATE KEY BLOCK" : "PGP PUBLIC KEY BLOCK"
    guard let blocks = try? PEMBlock.blocks(in: text), blocks.count == 1,
      blocks[0].label == label, let binary = binary(of: text)
    else { return nil }
    return fingerprint(binary.bytes, isPrivate: isPrivate)
  }

  /// The bytes of an armored text: what stands between the empty line after the headers and
  /// the checksum, which starts with `=`.
  private static func binary(of text: Span<UInt8>) -> SecretBytes? {
    var characters = SecretBuilder(capacity: text.count)
    var (isBody, lineStart) = (false, 0)
    for index in 0...text.count where index == text.count || text[index] == 10 {
      var end = index
      while end > lineStart, [13, 32, 9].contains(text[end - 1]) { end -= 1 }
      let line = text.extracting(lineStart..<end)
      lineStart = index + 1
      if !isBody {
        isBody = line.count == 0
        continue
      }
      if line.count > 0, line[0] == UInt8(ascii: "=") || line[0] == UInt8(ascii: "-") { break }
      characters.append(line)
    }
    return Base64.decodeSecret(characters.bytes)
  }

  private static func fingerprint(_ bytes: Span<UInt8>, isPrivate: Bool) -> String? {
    guard bytes.count > 12, let (tag, body) = packet(bytes), tag == (isPrivate ? 5 : 6) else {
      return nil
    }
    let content = bytes.extracting(body)
    guard content.count > 6, let size = publicSize(content) else { return nil }
    let version = content[0]
    // The private packet starts with the public one.
    let count = isPrivate ? size : content.count
    guard count <= content.count, count < 1 << 16 else { return nil }
    var prefix: [UInt8] =
      version == 4 ? [0x99] : [0x9B, 0, 0]
    prefix += [UInt8(count >> 8), UInt8(count & 0xFF)]
    guard var digest = try? Digest(version == 4 ? .sha1 : .sha256),
      (try? digest.update(prefix.span)) != nil,
      (try? digest.update(content.extracting(first: count))) != nil,
      let hash = try? digest.finish()
    else { return nil }
    return Hex.encode(hash.span).uppercased()
  }

  /// The tag and the place of the first packet.
  private static func packet(_ bytes: Span<UInt8>) -> (UInt8, Range<Int>)? {
    let head = bytes[0]
    guard head & 0x80 != 0 else { return nil }
    let first = Int(bytes[1])
    var (start, count) = (2, first)
    let tag: UInt8
    if head & 0x40 != 0 {
      tag = head & 0x3F
      switch first {
      case 192...223: (start, count) = (3, (first - 192) << 8 + Int(bytes[2]) + 192)
      case 224...254: return nil
      case 255: (start, count) = (6, (2..<6).reduce(0) { $0 << 8 | Int(bytes[$1]) })
      default: break
      }
    } else {
      tag = head >> 2 & 0x0F
      switch head & 3 {
      case 1: (start, count) = (3, first << 8 | Int(bytes[2]))
      case 2: (start, count) = (5, (1..<5).reduce(0) { $0 << 8 | Int(bytes[$1]) })
      case 3: return nil
      default: break
      }
    }
    guard count <= bytes.count - start else { return nil }
    return (tag, start..<start + count)
  }

  /// How many bytes of a key packet are its public part; `nil` for an unknown version or
  /// algorithm.
  private static func publicSize(_ content: Span<UInt8>) -> Int? {
    if content[0] == 6 {
      guard content.count > 10 else { return nil }
      return 10 + (6..<10).reduce(0) { $0 << 8 | Int(content[$1]) }
    }
    guard content[0] == 4 else { return nil }
    var index = 6
    func number() -> Bool {
      guard index + 2 <= content.count else { return false }
      index += 2 + (Int(content[index]) << 8 + Int(content[index + 1]) + 7) / 8
      return index <= content.count
    }
    func curve() -> Bool {
      guard index < content.count else { return false }
      index += 1 + Int(content[index])
      return index <= content.count
    }
    func skip(_ count: Int) -> Bool {
      index += count
      return index <= content.count
    }
    let isRead =
      switch content[5] {
      case 1, 2, 3: number() && number()
      case 16: number() && number() && number()
      case 17: number() && number() && number() && number()
      case 18: curve() && number() && curve()
      case 19, 22: curve() && number()
      case 25, 27: skip(32)
      default: false
      }
    return isRead ? index : nil
  }
}

extension ShapeValidation {
  /// Derives the id of a key and holds a private key against it.
  mutating func checkPGPKey() {
    guard !isRefused("publicKey"), let text = values.given["publicKey"]?.decodedText else { return }
    let bytes = Array(text.utf8)
    guard let id = OpenPGPKey.keyID(bytes.span, isPrivate: false) else { return }
    set("keyId", .string(id))
    guard !isRefused("privateKey"), let secret = values.given["privateKey"]?.secret else { return }
    if Self.privateKeyID(secret.bytes) != id {
      complain("does not belong to the public key", about: "privateKey")
    }
  }

  private static func privateKeyID(_ text: borrowing SecretBytes) -> String? {
    OpenPGPKey.keyID(text.bytes, isPrivate: true)
  }
}
