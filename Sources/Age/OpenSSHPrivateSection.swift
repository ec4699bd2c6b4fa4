internal import OpenSSL
internal import Secrets

extension OpenSSHPrivateKey {
  /// What is wrong with a private section after it was decrypted.
  enum SectionProblem: Error {
    /// The two check numbers differ: the passphrase is wrong.
    case wrongPassphrase
    /// The section is not as OpenSSH writes it, or holds another key than the public one.
    case malformed
    /// OpenSSL failed.
    case failure(OpenSSLError)
  }

  /// Reads a decrypted private section.
  static func read(_ section: Span<UInt8>, publicKey: SSHPublicKey) throws(SectionProblem)
    -> SSHPrivateKey
  {
    var reader = SSHReader(section)
    guard let first = reader.number(), let second = reader.number(), first == second else {
      throw .wrongPassphrase
    }
    guard let type = reader.string() else { throw .malformed }
    let key: SSHPrivateKey
    switch publicKey.material {
    case .ed25519(let point):
      guard type.equals("ssh-ed25519") else { throw .malformed }
      key = try ed25519(&reader, point)
    case .rsa(let modulus, let exponent):
      guard type.equals("ssh-rsa") else { throw .malformed }
      key = try rsa(&reader, modulus, exponent)
    }
    guard reader.string() != nil else { throw .malformed }
    let padding = reader.remaining
    for index in padding.indices {
      guard index < 255, padding[index] == UInt8(index + 1) else { throw .malformed }
    }
    return key
  }

  private static func ed25519(_ reader: inout SSHReader, _ point: [UInt8])
    throws(SectionProblem) -> SSHPrivateKey
  {
    let size = Ed25519PublicKey.size
    guard let publicKey = reader.string(), ConstantTime.equal(publicKey, point.span),
      let pair = reader.string(), pair.count == 2 * size,
      ConstantTime.equal(pair.extracting(last: size), point.span)
    else { throw .malformed }
    let seed = pair.extracting(first: size)
    let key: X25519PrivateKey
    let derived: [UInt8]
    do throws(OpenSSLError) {
      derived = try Ed25519PublicKey.of(seed: seed)
      key = try Ed25519PublicKey.x25519PrivateKey(seed: seed)
    } catch {
      throw .failure(error)
    }
    guard derived == point else { throw .malformed }
    return .ed25519(key)
  }

  private static func rsa(_ reader: inout SSHReader, _ modulus: [UInt8], _ exponent: [UInt8])
    throws(SectionProblem) -> SSHPrivateKey
  {
    guard let storedModulus = reader.integer(), ConstantTime.equal(storedModulus, modulus.span),
      let storedExponent = reader.integer(), ConstantTime.equal(storedExponent, exponent.span),
      let privateExponent = reader.integer(), let coefficient = reader.integer(),
      let firstPrime = reader.integer(), let secondPrime = reader.integer()
    else { throw .malformed }
    do throws(OpenSSLError) {
      return .rsa(
        try RSAKey(
          modulus: modulus.span, exponent: exponent.span, privateExponent: privateExponent,
          coefficient: coefficient, firstPrime: firstPrime, secondPrime: secondPrime))
    } catch {
      throw .failure(error)
    }
  }
}
