internal import CredentialTypes
public import Documents
internal import OpenSSL
public import Secrets

/// A time-based one-time password (RFC 6238).
public struct OneTimePassword: Sendable {
  /// The digits.
  public let code: Secret
  /// The first moment at which the code is another.
  public let validUntil: Timestamp
  /// For how many seconds each code holds.
  public let period: Int

  /// Computes the code of a moment.
  ///
  /// - Parameters:
  ///   - key: The seed, decoded.
  ///   - algorithm: The hash function: SHA-1, SHA-256, or SHA-512.
  ///   - digits: How many digits the code has, from 1 to 9.
  ///   - period: For how many seconds it holds, at least 1.
  ///   - time: The moment, not before 1970.
  /// - Throws: ``Failure`` with code `internal` if OpenSSL refuses.
  init(
    key: borrowing SecretBytes, algorithm: Digest.Algorithm, digits: Int, period: Int,
    at time: Timestamp
  ) throws(Failure) {
    let step = UInt64(max(0, time.secondsSince1970)) / UInt64(max(1, period))
    let counter = (0..<8).reversed().map { UInt8(truncatingIfNeeded: step >> UInt64($0 * 8)) }
    let tag: SecretBytes
    do { tag = try HMAC.tag(of: counter.span, key: key.bytes, algorithm) } catch {
      throw Failure(.internalError, "the one-time password cannot be computed: \(error)")
    }
    // Dynamic truncation (RFC 4226, section 5.3).
    let offset = Int(tag.bytes[tag.count - 1] & 0x0F)
    var number = Int(tag.bytes[offset] & 0x7F)
    for index in 1...3 { number = number << 8 | Int(tag.bytes[offset + index]) }
    let text = SecretBytes(count: digits) { output in
      var rest = number
      for index in output.indices.reversed() {
        output[index] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
      }
    }
    code = Secret(text)
    self.period = period
    validUntil = Timestamp(secondsSince1970: Int64((step + 1) * UInt64(max(1, period))))
  }
}

extension OpenedCredential {
  /// The one-time password of a moment, for a credential that holds a seed in base32.
  ///
  /// - Parameter time: The moment.
  /// - Returns: The code.
  /// - Throws: ``Failure`` with code `usage` for a credential that holds no seed.
  public func oneTimePassword(at time: Timestamp = .now) throws(Failure) -> OneTimePassword {
    let values = `public` + fields
    guard let field = type.fields.first(where: { $0.kind == .base32 && $0.fieldClass == .secret }),
      let seed = secret(field.id), let key = Self.decoded(seed.bytes)
    else {
      throw Failure(
        .usage,
        "\(name) is of type \(type.id) and holds no seed of one-time passwords; "
          + "'credtree create totp NAME' keeps one")
    }
    func text(_ field: String) -> String? {
      guard let value = type.effectiveValue(of: field, in: values) else { return nil }
      return value.plainText ?? value.int.map(String.init)
    }
    let algorithm: Digest.Algorithm =
      switch text("algorithm") {
      case "SHA256": .sha256
      case "SHA512": .sha512
      default: .sha1
      }
    let digits = text("digits").flatMap { Int($0) } ?? 6
    let period = text("period").flatMap { Int($0) } ?? 30
    return try Self.code(
      key.bytes, algorithm, digits: min(max(digits, 1), 9), period: max(period, 1), at: time)
  }

  private static func code(
    _ key: borrowing SecretBytes, _ algorithm: Digest.Algorithm, digits: Int, period: Int,
    at time: Timestamp
  ) throws(Failure) -> OneTimePassword {
    try OneTimePassword(key: key, algorithm: algorithm, digits: digits, period: period, at: time)
  }

  private static func decoded(_ seed: borrowing SecretBytes) -> Secret? {
    guard let key = Base32.decodeSecret(seed.bytes), key.count > 0 else { return nil }
    return Secret(key)
  }
}
