import OpenSSL
import Secrets
import Testing

@testable import Age

@Suite struct BcryptTests {
  @Test(arguments: [
    // From the tests of pyca/bcrypt, computed with OpenBSD's implementation.
    (
      "password", "salt", UInt32(4),
      "5bbf0cc293587f1c3635555c27796598d47e579071bf427e9d8fbe842aba34d9"
    ),
    ("password", "\u{0}", 4, "c12b566235eee04c212598970a579a67"),
    ("\u{0}", "salt", 4, "6051be18c2f4f82cbf0efee5471b4bb9"),
    (
      "password", "salt", 8,
      "e1367ec5151a33faac4cc1c144cd23fa15d5548493ecc99b9b5d9c0d3b27bec7"
        + "6227ea66088b849b20ab7aa478010246e74bba51723fefa9f9474d6508845e8d"
    ),
  ])
  func theKeyIsAsOpenBSDDerivesIt(
    passphrase: String, salt: String, rounds: UInt32, expected: String
  ) throws {
    let passphrase = Array(passphrase.utf8)
    let salt = Array(salt.utf8)
    let key = try BcryptPBKDF.derive(
      from: passphrase.span, salt: salt.span, rounds: rounds, count: expected.utf8.count / 2)
    let derived = bytes(of: key)
    #expect(Hex.encode(derived.span) == expected)
  }

  @Test func theTablesAreTheFractionOfPi() {
    #expect(BlowfishTables.initial == Pi.fraction(words: Blowfish.wordCount))
  }
}

/// π by Machin's formula: 16 arctan(1/5) − 4 arctan(1/239).
private enum Pi {
  /// A fixed-point number: the integer part, then 32-bit words of the fraction.
  private typealias Number = [UInt32]

  static func fraction(words: Int) -> [UInt32] {
    // Two words more absorb the rounding of some ten thousand divisions.
    let size = words + 3
    var pi = arctangent(5, factor: 16, size)
    subtract(arctangent(239, factor: 4, size), from: &pi)
    return Array(pi[1...words])
  }

  /// `factor · arctan(1/x)` by its series, whose terms alternate.
  private static func arctangent(_ x: UInt32, factor: UInt32, _ size: Int) -> Number {
    var power = Number(repeating: 0, count: size)
    power[0] = factor
    divide(&power, by: x, from: 0)
    var sum = power
    var start = 0
    var divisor: UInt32 = 1
    var isPositive = false
    while start < size {
      divide(&power, by: x * x, from: start)
      while start < size, power[start] == 0 { start += 1 }
      divisor += 2
      var term = power
      divide(&term, by: divisor, from: start)
      if isPositive { add(term, to: &sum) } else { subtract(term, from: &sum) }
      isPositive.toggle()
    }
    return sum
  }

  private static func divide(_ number: inout Number, by divisor: UInt32, from start: Int) {
    var remainder: UInt64 = 0
    for index in start..<number.count {
      let value = remainder << 32 | UInt64(number[index])
      number[index] = UInt32(truncatingIfNeeded: value / UInt64(divisor))
      remainder = value % UInt64(divisor)
    }
  }

  private static func add(_ term: Number, to sum: inout Number) {
    var carry: UInt64 = 0
    for index in sum.indices.reversed() {
      let value = UInt64(sum[index]) + UInt64(term[index]) + carry
      sum[index] = UInt32(truncatingIfNeeded: value)
      carry = value >> 32
    }
  }

  private static func subtract(_ term: Number, from sum: inout Number) {
    var borrow: Int64 = 0
    for index in sum.indices.reversed() {
      let value = Int64(sum[index]) - Int64(term[index]) - borrow
      sum[index] = UInt32(truncatingIfNeeded: value)
      borrow = value < 0 ? 1 : 0
    }
  }
}
