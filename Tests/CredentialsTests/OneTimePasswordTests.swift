import CredentialTypes
@testable import Credentials
import Documents
import OpenSSL
import Secrets
import Testing

private func text(_ secret: borrowing SecretBytes) -> String {
  String(decoding: secret.bytes.indices.map { secret.bytes[$0] }, as: UTF8.self)
}

/// RFC 6238, appendix B.
@Suite struct OneTimePasswordTests {
  private static let seeds: [(name: String, seed: String)] = [
    ("SHA1", "12345678901234567890"), ("SHA256", "12345678901234567890123456789012"),
    ("SHA512", "1234567890123456789012345678901234567890123456789012345678901234"),
  ]

  private func credential(_ fields: [Member], _ values: [Member]) throws -> OpenedCredential {
    let type = try #require(Catalogue.builtIn.type(named: "totp"))
    return OpenedCredential(
      metadata: CredentialMetadata(
        id: try CredentialID.random(), name: "login", type: "totp", title: "login",
        category: "identity", now: .now),
      type: type, public: values, fields: fields, salt: Secret(SecretBytes(count: 32) { _ in }))
  }

  private func seed(_ plain: String) -> Node {
    let bytes = Array(plain.utf8)
    return Node(.secret(Secret(Base32.encodeSecret(bytes.span))))
  }

  private func code(_ credential: OpenedCredential, at seconds: Int64) throws -> String {
    let time = Timestamp(secondsSince1970: seconds)
    return text(try credential.oneTimePassword(at: time).code.bytes)
  }

  private static let vectors: [(Int64, [String])] = [
    (59, ["94287082", "46119246", "90693936"]),
    (1_111_111_109, ["07081804", "68084774", "25091201"]),
    (1_111_111_111, ["14050471", "67062674", "99943326"]),
    (1_234_567_890, ["89005924", "91819424", "93441116"]),
    (2_000_000_000, ["69279037", "90698825", "38618901"]),
    (20_000_000_000, ["65353130", "77737706", "47863826"]),
  ]

  @Test(arguments: Self.vectors)
  func codesAreThoseOfTheRFC(_ seconds: Int64, _ codes: [String]) throws {
    for ((name, plain), wanted) in zip(Self.seeds, codes) {
      let credential = try credential(
        [Member("secret", seed(plain))],
        [Member("algorithm", .string(name)), Member("digits", .int(8))])
      #expect(try code(credential, at: seconds) == wanted, "\(name) at \(seconds)")
    }
  }

  @Test func defaultsAreSixDigitsAndHalfAMinute() throws {
    let credential = try credential([Member("secret", seed(Self.seeds[0].seed))], [])
    #expect(try code(credential, at: 59) == "287082")
    #expect(try code(credential, at: 60) != "287082")
    let password = try credential.oneTimePassword(at: Timestamp(secondsSince1970: 59))
    #expect(password.validUntil.secondsSince1970 == 60 && password.period == 30)
  }

  @Test func thePeriodCounts() throws {
    let credential = try credential(
      [Member("secret", seed(Self.seeds[0].seed))], [Member("period", .int(60))])
    #expect(try code(credential, at: 60) == "287082")
    #expect(try code(credential, at: 119) == "287082")
  }

  @Test func withoutASeedThereIsNoCode() throws {
    let credential = try credential([], [])
    do {
      _ = try credential.oneTimePassword()
      Issue.record("there is a code")
    } catch { #expect(error.code == .usage) }
  }
}
