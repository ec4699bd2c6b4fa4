internal import OpenSSL
internal import Secrets

/// Shamir's secret sharing over GF(2^8), as HashiCorp Vault and sops do it.
///
/// A share is as long as the secret plus one byte: the value of one polynomial for each byte,
/// then the place at which it was evaluated.
enum Shamir {
  /// The most shares there can be: places are single bytes, and 0 is the secret itself.
  static let largestCount = 255

  /// Splits a secret into shares, any `threshold` of which give it back.
  ///
  /// Places count from 1, as sops ≥ 3.10 has them.
  ///
  /// - Throws: ``OpenSSLError`` if OpenSSL fails.
  static func split(_ secret: borrowing SecretBytes, into count: Int, threshold: Int)
    throws(OpenSSLError) -> [Secret]
  {
    precondition(
      (2...largestCount).contains(threshold) && (threshold...largestCount).contains(count))
    let size = secret.count
    let coefficients = try RandomBytes.secret(count: size * (threshold - 1))
    var shares: [Secret] = []
    for place in 1...count {
      let share = SecretBytes(count: size + 1) { output in
        for index in 0..<size {
          // Horner's rule, from the highest power down to the secret byte itself.
          var value: UInt8 = 0
          for power in stride(from: threshold - 2, through: 0, by: -1) {
            value = multiply(value ^ coefficients.bytes[power * size + index], UInt8(place))
          }
          output[index] = value ^ secret.bytes[index]
        }
        output[size] = UInt8(place)
      }
      shares.append(Secret(share))
    }
    return shares
  }

  /// Gives the secret back from at least as many shares as the threshold, or returns `nil` for
  /// shares of different lengths or from the same place.
  static func combine(_ shares: [Secret]) -> SecretBytes? { value(of: shares, at: 0) }

  /// The share that belongs to a place, from at least as many others as the threshold; `nil` as
  /// for ``combine(_:)``.
  static func share(at place: UInt8, from shares: [Secret]) -> SecretBytes? {
    guard let value = value(of: shares, at: place) else { return nil }
    return SecretBytes(count: value.count + 1) { output in
      for index in 0..<value.count { output[index] = value.byte(at: index) }
      output[value.count] = place
    }
  }

  /// The place of a share, which is its last byte.
  static func place(of share: borrowing SecretBytes) -> UInt8 { share.byte(at: share.count - 1) }

  /// The value of the polynomials at a place that is not one of the shares': Lagrange's formula.
  private static func value(of shares: [Secret], at place: UInt8) -> SecretBytes? {
    guard let first = shares.first, first.bytes.count > 1 else { return nil }
    let size = first.bytes.count - 1
    guard shares.allSatisfy({ $0.bytes.count == size + 1 }) else { return nil }
    let places = shares.map { $0.bytes.byte(at: size) }
    guard Set(places).count == places.count, !places.contains(0), !places.contains(place) else {
      return nil
    }
    let factors = places.map { own in
      places.reduce(UInt8(1)) { product, other in
        other == own
          ? product : multiply(product, multiply(place ^ other, inverse(other ^ own)))
      }
    }
    return SecretBytes(count: size) { output in
      for (share, factor) in zip(shares, factors) {
        for index in 0..<size { output[index] ^= multiply(share.bytes.byte(at: index), factor) }
      }
    }
  }

  /// Multiplies modulo x^8 + x^4 + x^3 + x + 1, in time that does not depend on the values.
  static func multiply(_ left: UInt8, _ right: UInt8) -> UInt8 {
    var product: UInt8 = 0
    var left = left
    for bit in 0..<8 {
      product ^= left & (0 &- (right >> UInt8(bit) & 1))
      left = left << 1 ^ (0x1B & (0 &- (left >> 7)))
    }
    return product
  }

  /// The inverse of a value that is not 0: its 254th power.
  static func inverse(_ value: UInt8) -> UInt8 {
    var result = value
    for _ in 0..<6 { result = multiply(multiply(result, result), value) }
    return multiply(result, result)
  }
}

extension SecretBytes {
  fileprivate borrowing func byte(at index: Int) -> UInt8 { bytes[index] }
}
