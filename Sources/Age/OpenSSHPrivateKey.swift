internal import OpenSSL
internal import Secrets

/// A private key in OpenSSH's own format (`PROTOCOL.key`), still encrypted or not.
struct OpenSSHPrivateKey: Sendable {
  private enum Cipher {
    case none
    case aes(AESCipher)
    case gcm

    init?(_ name: Span<UInt8>) {
      if name.equals("none") {
        self = .none
      } else if name.equals("aes256-ctr") {
        self = .aes(.ctr256)
      } else if name.equals("aes256-cbc") {
        self = .aes(.cbc256)
      } else if name.equals("aes192-ctr") {
        self = .aes(.ctr192)
      } else if name.equals("aes128-ctr") {
        self = .aes(.ctr128)
      } else if name.equals("aes256-gcm@openssh.com") {
        self = .gcm
      } else {
        return nil
      }
    }

    var keySize: Int {
      switch self {
      case .none: 0
      case .aes(let cipher): cipher.keySize
      case .gcm: AES256GCM.keySize
      }
    }

    var vectorSize: Int {
      switch self {
      case .none: 0
      case .aes: AESCipher.blockSize
      case .gcm: 12
      }
    }
  }

  /// The most rounds of key derivation: sixty times what `ssh-keygen` does unless told otherwise.
  static let mostRounds: UInt32 = 1000
  private static let magic = Array("openssh-key-v1\u{0}".utf8)
  static let begin: StaticString = "-----BEGIN OPENSSH PRIVATE KEY-----"
  private static let end: StaticString = "-----END OPENSSH PRIVATE KEY-----"

  /// The public key, which is never encrypted.
  let publicKey: SSHPublicKey
  private let source: String
  private let cipher: Cipher
  private let salt: [UInt8]
  private let rounds: UInt32
  /// The private key, encrypted unless the cipher is none.
  private let section: Secret
  private let tag: [UInt8]

  /// Whether the private key is locked with a passphrase.
  var isEncrypted: Bool {
    if case .none = cipher { return false }
    return true
  }

  /// Takes the file apart as far as that needs no passphrase.
  init(parsing text: Span<UInt8>, source: String) throws(AgeError) {
    let malformed = Self.malformed(source)
    guard let binary = Self.decode(text) else { throw malformed }
    var reader = SSHReader(binary.bytes)
    guard let magic = reader.bytes(Self.magic.count),
      ConstantTime.equal(magic, Self.magic.span),
      let cipherName = reader.string(), let function = reader.string(),
      let options = reader.string(), reader.number() == 1, let wire = reader.string(),
      let section = reader.string()
    else { throw malformed }
    guard let cipher = Cipher(cipherName) else {
      throw AgeError(
        .unsupported,
        "\(source): its cipher is not supported: change it with ssh-keygen -p -Z aes256-ctr -f FILE"
      )
    }
    guard let publicKey = SSHPublicKey(wire: wire) else {
      throw AgeError(
        .unsupported,
        "\(source): a key of this type cannot be used: it must be ssh-ed25519 or ssh-rsa")
    }
    try publicKey.checkStrength(.invalidIdentity)
    self.source = source
    self.cipher = cipher
    self.publicKey = publicKey
    switch cipher {
    case .none:
      guard function.equals("none"), options.count == 0 else { throw malformed }
      (salt, rounds, tag) = ([], 0, [])
    case .aes, .gcm:
      guard function.equals("bcrypt") else { throw malformed }
      var parameters = SSHReader(options)
      guard let salt = parameters.string(), salt.count > 0, let rounds = parameters.number(),
        parameters.remaining.count == 0, (1...Self.mostRounds).contains(rounds)
      else {
        throw AgeError(
          .invalidIdentity,
          "\(source): its key derivation needs a salt and 1 to \(Self.mostRounds) rounds")
      }
      (self.salt, self.rounds) = (Array(copying: salt), rounds)
      var tag: [UInt8] = []
      if case .gcm = cipher {
        guard let bytes = reader.bytes(AES256GCM.tagSize) else { throw malformed }
        tag = Array(copying: bytes)
      }
      self.tag = tag
    }
    guard reader.remaining.count == 0, section.count > 0 else { throw malformed }
    self.section = Secret(SecretBytes(copying: section))
  }

  private static func malformed(_ source: String) -> AgeError {
    AgeError(.invalidIdentity, "\(source): malformed OpenSSH private key")
  }

  /// The bytes between the first and last line, or `nil` if they are not base64.
  private static func decode(_ text: Span<UInt8>) -> SecretBytes? {
    guard text.starts(with: begin) else { return nil }
    var position = begin.utf8CodeUnitCount
    var characters = SecretBuilder(capacity: text.count)
    while position < text.count, text[position] != UInt8(ascii: "-") {
      if !Span<UInt8>.isSpace(text[position]) { characters.append(text[position]) }
      position += 1
    }
    var last = text.extracting(position..<text.count)
    guard last.starts(with: end) else { return nil }
    last = last.extracting(end.utf8CodeUnitCount..<last.count)
    for index in last.indices where !Span<UInt8>.isSpace(last[index]) { return nil }
    return Base64.decodeSecret(characters.bytes)
  }

  /// The private key, which `passphrase` opens if it is encrypted.
  func open(_ passphrase: borrowing SecretBytes, wrong: AgeError) throws(AgeError) -> SSHPrivateKey
  {
    let plain: SecretBytes
    do throws(OpenSSLError) {
      plain = try decrypt(section.bytes, passphrase)
    } catch {
      switch error.code {
      case .authenticationFailure: throw wrong
      case .invalidLength: throw Self.malformed(source)
      default: throw AgeError(.internal, "cannot open \(source): \(error)")
      }
    }
    do throws(SectionProblem) {
      return try Self.read(plain.bytes, publicKey: publicKey)
    } catch {
      switch error {
      case .wrongPassphrase: throw isEncrypted ? wrong : Self.malformed(source)
      case .malformed: throw Self.malformed(source)
      case .failure(let error): throw AgeError(.internal, "cannot open \(source): \(error)")
      }
    }
  }

  private func decrypt(_ section: borrowing SecretBytes, _ passphrase: borrowing SecretBytes)
    throws(OpenSSLError) -> SecretBytes
  {
    guard isEncrypted else { return section.copy() }
    let derived = try BcryptPBKDF.derive(
      from: passphrase.bytes, salt: salt.span, rounds: rounds,
      count: cipher.keySize + cipher.vectorSize)
    let vector = derived.bytes.extracting(last: cipher.vectorSize)
    switch cipher {
    case .none: return section.copy()
    case .aes(let aes):
      return try aes.decrypt(
        section.bytes, key: derived.bytes.extracting(first: cipher.keySize), vector: vector)
    case .gcm:
      let empty: [UInt8] = []
      return try AES256GCM.open(
        section.bytes, tag: tag.span,
        key: SecretBytes(copying: derived.bytes.extracting(first: cipher.keySize)), nonce: vector,
        authenticating: empty.span)
    }
  }
}
