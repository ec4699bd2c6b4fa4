import OpenSSL
import Secrets
import Testing

private func hex(_ text: String) -> [UInt8] { Hex.decode(text) ?? [] }

@Suite struct KeyAgreementTests {
  // RFC 7748 §6.1.
  private static let bob = hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")

  private func shared(_ key: X25519PrivateKey, _ peer: [UInt8]) throws -> String? {
    guard let secret = try key.sharedSecret(with: peer.span) else { return nil }
    return Hex.encode(secret.bytes)
  }

  @Test func x25519MatchesTheRFC() throws {
    let bob = try X25519PrivateKey(Self.bob.span)
    let publicKey = bob.publicKey
    #expect(
      Hex.encode(publicKey.span)
        == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
    let alice = hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
    #expect(
      try shared(bob, alice)
        == "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")
  }

  @Test func pointsOfLowOrderGiveNoSecret() throws {
    let key = try X25519PrivateKey.generate()
    let low = [
      "0000000000000000000000000000000000000000000000000000000000000000",
      "0100000000000000000000000000000000000000000000000000000000000000",
      "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
      "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ]
    for point in low { #expect(try shared(key, hex(point)) == nil) }
    #expect(throws: OpenSSLError.self) { try shared(key, hex("00")) }
  }

  @Test func anEd25519KeyIsTheSameKeyInBothForms() throws {
    for _ in 0..<20 {
      let seed = try RandomBytes.public(count: 32)
      let publicKey = try Ed25519PublicKey.of(seed: seed.span)
      let converted = try Ed25519PublicKey.x25519PublicKey(publicKey.span)
      #expect(try Ed25519PublicKey.x25519PrivateKey(seed: seed.span).publicKey == converted)
    }
  }

  @Test func whatIsNoPointHasNoX25519Form() throws {
    var converted = 0
    for number in 0..<200 {
      let seed = [UInt8(number)]
      let bytes = try Digest.of(seed.span, .sha256)
      if try Ed25519PublicKey.x25519PublicKey(bytes.span) != nil { converted += 1 }
    }
    // Half of all coordinates are on the curve.
    #expect((70...130).contains(converted))
    // The neutral element, the prime itself, and one more than it.
    let others = [
      "0100000000000000000000000000000000000000000000000000000000000000",
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      "00",
    ]
    for point in others {
      let bytes = hex(point)
      #expect(try Ed25519PublicKey.x25519PublicKey(bytes.span) == nil)
    }
  }
}

@Suite struct ChaCha20Poly1305Tests {
  @Test func sealingIsUndoneByOpeningOnly() throws {
    let key = try RandomBytes.public(count: 32)
    let nonce = [UInt8](repeating: 7, count: 12)
    for size in [0, 1, 16, 1000] {
      let plaintext = try RandomBytes.public(count: size)
      let cipher = try ChaCha20Poly1305(key: SecretBytes(copying: key.span))
      var sealed = [UInt8](repeating: 0, count: size + 16)
      var output = sealed.mutableSpan
      try cipher.seal(plaintext.span, nonce: nonce.span, into: &output)
      #expect(try open(sealed, cipher, nonce) == plaintext)
      for index in [0, size / 2, size + 15] {
        var changed = sealed
        changed[index] ^= 0x80
        #expect(try open(changed, cipher, nonce) == nil)
      }
    }
  }

  /// Opens a message, or checks that nothing of it is left when it does not open.
  private func open(_ sealed: [UInt8], _ cipher: borrowing ChaCha20Poly1305, _ nonce: [UInt8])
    throws -> [UInt8]?
  {
    var opened = [UInt8](repeating: 0x55, count: sealed.count - 16)
    var output = opened.mutableSpan
    do throws(OpenSSLError) {
      try cipher.open(sealed.span, nonce: nonce.span, into: &output)
      return opened
    } catch {
      #expect(error.code == .authenticationFailure)
      #expect(opened.allSatisfy { $0 == 0 })
      return nil
    }
  }
}

@Suite struct RSAKeyTests {
  @Test func keysAreRefusedAndMessagesToo() throws {
    let modulus = [UInt8](repeating: 0xC5, count: 256)
    let exponent: [UInt8] = [1, 0, 1]
    let key = try RSAKey(modulus: modulus.span, exponent: exponent.span)
    #expect(key.bits == 2048 && key.size == 256)
    #expect(try key.modulus() == modulus)
    #expect(try key.exponent() == exponent)
    let message = [UInt8](repeating: 1, count: 200)
    #expect(throws: OpenSSLError.self) { try key.encrypt(message.span, label: exponent.span) }
  }
}
