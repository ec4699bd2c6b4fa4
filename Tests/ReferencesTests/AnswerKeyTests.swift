import Documents
import References
import Testing

/// Thousands of files made from the samples, varied, of which it is known what each one uses.
@Suite struct AnswerKeyTests {
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  private static let perSample = 40
  /// Words that are nearly what is looked for, as a name has it and as variables have it.
  private static let decoys = [
    "app-db-old", "my-app-db", "app-dbx", "docker-hub2", "OLD_APP_DB_PASSWORD", "xDOCKER_HUB",
    "regcred-2", "backups_", "example-com-tls-old",
  ]

  @Test(arguments: referenceSamples) func nothingIsMissedAndNothingIsMadeUp(
    _ sample: ReferenceSample
  ) throws {
    var numbers = Numbers(state: UInt64(sample.text.utf8.count * 31 + sample.path.utf8.count))
    let scanner = try SampleStore.scanner()
    for number in 0..<Self.perSample {
      let isReal = Bool.random(using: &numbers)
      let decoy = Self.decoys[Int.random(in: 0..<Self.decoys.count, using: &numbers)]
      let value = isReal ? sample.value : "\(decoy)-\(number)"
      let text = varied(
        sample.text.replacing("@@", with: value), of: sample, number, using: &numbers)
      let bytes = Array(text.utf8)
      let found = scanner.scan(bytes.span, path: sample.path)
        .filter { $0.credentialID != nil && $0.via != "file name" && $0.rule == sample.rule }
      #expect(found.map(\.credentialID) == (isReal ? [sample.credential] : []), "\(text)")
      // What a link leads to stands elsewhere in the document.
      for reference in found where !sample.rule.hasPrefix("compose.svc.") {
        let line = text.split(
          omittingEmptySubsequences: false, whereSeparator: \.isNewline)[
            reference.position.line - 1]
        let place = Array(line.utf8).dropFirst(reference.position.column - 1)
        let quotes = "\"'".utf8
        let start = place.first.map(quotes.contains) == true ? place.dropFirst() : place
        let isNamed =
          start.starts(with: sample.value.utf8) || start.starts(with: "cred://".utf8)
          || place.starts(with: reference.value.utf8) || line.contains(reference.value)
        #expect(isNamed, "\(reference.position) of \(text)")
      }
    }
  }

  private func varied(
    _ text: String, of sample: ReferenceSample, _ number: Int,
    using numbers: inout Numbers
  ) -> String {
    var text = text
    let isYAML = sample.path.hasSuffix(".yaml") || sample.path.hasSuffix(".yml")
    let takesHash =
      !sample.path.hasSuffix(".json") && !sample.path.contains("Jenkinsfile")
      && !sample.path.hasSuffix(".config") && sample.rule != "credtree.uri"
    if takesHash, Bool.random(using: &numbers) {
      text = "# app-db docker-hub regcred \(sample.value) \(number)\n\n" + text
    }
    if isYAML, Bool.random(using: &numbers), sample.rule.hasPrefix("k8s.") {
      text = "kind: ConfigMap\nmetadata: {name: app-db}\ndata: {a: regcred}\n---\n" + text
    }
    if takesHash, Bool.random(using: &numbers) {
      text += (text.hasSuffix("\n") ? "" : "\n") + "# \(sample.value)\n"
    }
    if Bool.random(using: &numbers), !text.contains("\r") {
      text = text.replacing("\n", with: "\r\n")
    }
    return text
  }
}
