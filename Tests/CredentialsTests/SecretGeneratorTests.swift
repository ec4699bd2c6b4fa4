import Credentials
import Secrets
import Testing

@Suite struct SecretGeneratorTests {
  @Test(arguments: [
    ("", 32, 62), ("8", 8, 62), ("16:hex", 16, 16), (":digits", 32, 10), ("4096:symbols", 4096, 89),
  ])
  func requests(_ text: String, _ length: Int, _ characters: Int) throws {
    let generator = try SecretGenerator(parsing: text[...])
    #expect(generator.length == length)
    #expect(generator.alphabet.count == characters && Set(generator.alphabet).count == characters)
    let made = try generator.generate()
    let bytes = made.bytes.indices.map { made.bytes[$0] }
    #expect(bytes.count == length && bytes.allSatisfy(generator.alphabet.contains))
  }

  @Test(arguments: [
    "0", "-1", "4097", "x", "8:", "8:emoji", "8:hex:hex", "99999999999999999999", "+8x",
  ])
  func refusals(_ text: String) {
    #expect(failure { _ = try SecretGenerator(parsing: text[...]) }?.code == .usage)
  }

  /// No character may be likelier than another: 62 does not divide 256.
  @Test(arguments: ["4096:alnum", "4096:symbols", "4096:digits"])
  func everyCharacterIsAsLikely(_ text: String) throws {
    let generator = try SecretGenerator(parsing: text[...])
    var counts = [Int](repeating: 0, count: 256)
    let rounds = 40
    for _ in 0..<rounds {
      let made = try generator.generate()
      for index in made.bytes.indices { counts[Int(made.bytes[index])] += 1 }
    }
    let expected = Double(rounds * 4096) / Double(generator.alphabet.count)
    let squares = generator.alphabet.reduce(0.0) { sum, byte in
      let difference = Double(counts[Int(byte)]) - expected
      return sum + difference * difference / expected
    }
    // Six standard deviations above the mean of chi-squared: one false alarm in a billion.
    let freedom = Double(generator.alphabet.count - 1)
    #expect(squares < freedom + 6 * (2 * freedom).squareRoot() + 20)
  }

  @Test func secretsDiffer() throws {
    let generator = try SecretGenerator(parsing: "32")
    let one = Secret(try generator.generate())
    let two = Secret(try generator.generate())
    #expect(one != two)
  }
}
