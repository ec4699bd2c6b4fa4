import Documents
import Secrets
import TestSupport
import Testing

@testable import Rendering

/// Masking: no secret gets through, in no form, however the output is cut.
@Suite(.drawn) struct OutputMaskTests {
  private func secret(_ bytes: [UInt8]) -> Secret { Secret(SecretBytes(copying: bytes.span)) }

  private func mask(_ secrets: [[UInt8]]) -> OutputMask {
    var forms = SecretForms()
    for bytes in secrets { forms.add(secret(bytes).bytes) }
    return OutputMask(forms)
  }

  /// What comes out of a stream that is fed with chunks.
  private func passed(_ chunks: [[UInt8]], through mask: OutputMask) -> [UInt8] {
    var stream = MaskedStream(mask, chunk: 64)
    var output: [UInt8] = []
    for chunk in chunks + [[]] {
      var rest = chunk[...]
      repeat {
        _ = stream.pass { span in
          let count = min(rest.count, 64)
          for (index, byte) in rest.prefix(count).enumerated() { span[index] = byte }
          rest = rest.dropFirst(count)
          return count
        } writing: { bytes in
          for index in bytes.indices { output.append(bytes[index]) }
        }
      } while !rest.isEmpty
    }
    return output
  }

  private func shown(_ text: String, hiding secrets: String...) -> String {
    let output = passed([Array(text.utf8)], through: mask(secrets.map { Array($0.utf8) }))
    return String(decoding: output, as: UTF8.self)
  }

  @Test func aSecretIsReplacedAndAllElseIsNot() {
    #expect(shown("before hunter22 after\n", hiding: "hunter22") == "before *** after\n")
    #expect(shown("hunter2", hiding: "hunter22") == "hunter2")
    #expect(shown("hunter22hunter22", hiding: "hunter22") == "******")
    #expect(shown("hunthunter22", hiding: "hunter22") == "hunt***")
    #expect(shown("", hiding: "hunter22") == "")
    // What is too short is in any text by chance.
    #expect(shown("abc", hiding: "abc") == "abc")
    #expect(shown("abcd", hiding: "abcd") == "***")
  }

  @Test func secretsThatOverlapAreHiddenTogether() {
    #expect(shown("xabcdefx", hiding: "abcd", "cdef") == "x***x")
    #expect(shown("xabcdefghx", hiding: "abcd", "abcdefgh") == "x***x")
    #expect(shown("xabcdefgx", hiding: "abcd", "abcdefgh") == "x***efgx")
    #expect(shown("aaaaaa", hiding: "aaaa") == "***")
  }

  @Test(arguments: [
    "aHVudGVyIDIyJicvw7w=", "eGh1bnRlciAyMiYnL8O8eXo=", "eHhodW50ZXIgMjImJy/DvA==",
    "eHhodW50ZXIgMjImJy_DvA==", "68756e74657220323226272fc3bc", "68756E74657220323226272FC3BC",
    "hunter%2022%26%27%2F%C3%BC", "hunter+22%26%27%2F%C3%BC", "hunter%2022%26'%2F%C3%BC",
    "hunter%2022%26%27/%C3%BC", "hunter%2022%26%27%2f%c3%bc", "hunter 22\\u0026'/ü",
    "hunter 22&'\\/ü", "hunter 22&'/\\u00fc", "'hunter 22&'\\''/ü'",
  ])
  func formsOfASecret(_ text: String) {
    let output = shown("> \(text) <", hiding: "hunter 22&'/ü")
    #expect(output.contains("***"))
    // Next to it stands what other bytes have a part in.
    #expect(output.count <= 13, "\(output)")
  }

  @Test func linesOfAKey() {
    let key =
      "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n"
    #expect(shown("key: \(key)", hiding: key) == "key: ***")
    #expect(
      shown("  MIIEvQIBADANBgkq\r\n  hkiG9w0BAQEFAASC\r\n", hiding: key) == "  ***\r\n  ***\r\n")
    #expect(shown("-----BEGIN PRIVATE KEY-----\n", hiding: key) == "-----BEGIN PRIVATE KEY-----\n")
    #expect(shown(key.replacing("\n", with: "\r\n"), hiding: key) == "***\r\n")
  }

  /// All forms of a secret, made by other code than that which is tested.
  private func forms(of bytes: [UInt8], padding: [UInt8]) -> [[UInt8]] {
    let text = padding + bytes + [0x7A]
    return [
      bytes, Array(Hex.encode(bytes.span).utf8),
      Array(Hex.encode(bytes.span, uppercase: true).utf8),
      Array(Base64.encode(text.span).utf8),
      bytes.flatMap { byte in
        let isKept =
          (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
          || (0x41...0x5A).contains(byte) || "-._~".utf8.contains(byte)
        let one = [byte]
        return isKept ? one : Array("%\(Hex.encode(one.span, uppercase: true))".utf8)
      },
    ]
  }

  @Test func noSecretGetsThroughHoweverTheOutputIsCut() {
    var random = Numbers()
    // Few letters make many beginnings of secrets that are none.
    for round in 0..<400 {
      let letters = Array((round % 2 == 0 ? "ab" : "abcdefgh/+ 0é\"").utf8)
      let secrets = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        (0..<Int.random(in: 4...12, using: &random)).map { _ in
          letters.randomElement(using: &random) ?? 0x61
        }
      }
      let mask = mask(secrets)
      var text: [UInt8] = []
      for _ in 0..<Int.random(in: 0...20, using: &random) {
        if Bool.random(using: &random), let secret = secrets.randomElement(using: &random) {
          let padding = [UInt8](repeating: 0x78, count: Int.random(in: 0...2, using: &random))
          text += forms(of: secret, padding: padding).randomElement(using: &random) ?? []
        } else {
          text += (0..<Int.random(in: 0...9, using: &random)).map { _ in
            letters.randomElement(using: &random) ?? 0x61
          }
        }
      }
      var chunks: [[UInt8]] = []
      var rest = text[...]
      while !rest.isEmpty {
        let count = Int.random(in: 1...min(rest.count, 30), using: &random)
        chunks.append(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
      }
      let whole = passed([text], through: mask)
      let cut = passed(chunks, through: mask)
      let single = passed(text.map { [$0] }, through: mask)
      #expect(cut == whole)
      #expect(single == whole)
      for secret in secrets {
        for form in forms(of: secret, padding: []).enumerated() where form.offset != 3 {
          #expect(!contains(form.element, in: whole))
        }
        // What of base64 depends on nothing but the secret.
        let inside = Array(Base64.encode(secret.span, padding: .none).utf8)
        #expect(!contains(Array(inside.prefix(secret.count * 8 / 6)), in: whole))
      }
    }
  }

  private func contains(_ part: [UInt8], in whole: [UInt8]) -> Bool {
    guard whole.count >= part.count else { return false }
    return (0...whole.count - part.count).contains { start in
      whole[start..<start + part.count].elementsEqual(part)
    }
  }

  @Test func outputWithoutSecretsIsUntouched() {
    var random = Numbers()
    let mask = mask([Array("correct horse battery staple".utf8), [UInt8](0..<40)])
    for _ in 0..<50 {
      let text = (0..<Int.random(in: 0...5000, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      #expect(passed([text], through: mask) == text)
    }
  }
}
