import Secrets
import TestSupport
import Testing

@testable import SOPS

@Suite(.drawn) struct ShamirTests {
  @Test func multipliesInTheFieldOfAES() {
    // FIPS 197 §4.2: {57} • {83} = {c1}, {57} • {13} = {fe}.
    #expect(Shamir.multiply(0x57, 0x83) == 0xC1)
    #expect(Shamir.multiply(0x57, 0x13) == 0xFE)
    for value in UInt8(1)...255 { #expect(Shamir.multiply(value, Shamir.inverse(value)) == 1) }
  }

  @Test(arguments: [(2, 2), (2, 3), (3, 5), (5, 5), (7, 20)])
  func anyThresholdOfSharesGivesTheSecretBack(threshold: Int, count: Int) throws {
    let secret = SecretBytes(count: 32) { span in
      for index in span.indices { span[index] = UInt8(index * 7 % 256) }
    }
    let expected = bytes(of: secret)
    let shares = try Shamir.split(secret, into: count, threshold: threshold)
    #expect(shares.map { bytes(of: $0).last } == (1...count).map { UInt8($0) })
    var numbers = Numbers()
    for _ in 0..<10 {
      let chosen = Array(shares.shuffled(using: &numbers).prefix(threshold))
      #expect(combined(chosen) == expected)
      #expect(combined(Array(chosen.dropLast())) != expected)
    }
    #expect(combined(shares) == expected)
  }

  @Test func refusesSharesThatCannotBelongTogether() {
    let share = secret([1, 2, 3])
    #expect(combined([]) == nil)
    #expect(combined([share, share]) == nil)
    #expect(combined([share, secret([1, 4])]) == nil)
    #expect(combined([share, secret([1, 2, 0])]) == nil)
    #expect(combined([secret([1])]) == nil)
  }

  private func secret(_ bytes: [UInt8]) -> Secret { Secret(SecretBytes(copying: bytes.span)) }
}

func combined(_ shares: [Secret]) -> [UInt8]? {
  guard let secret = Shamir.combine(shares) else { return nil }
  return bytes(of: secret)
}
