import Documents
import References
import SystemPackage
import TestSupport
import Testing

/// Whole work trees, searched by the built tool.
@Suite struct TreeTests {
  /// Files as public repositories have them, with an answer key that was checked by reading them.
  @Test func aTreeWithAKeyCheckedByHand() async throws {
    let archive = String(decoding: try Fixtures("Trees").read("shop.txtar"), as: UTF8.self)
    var files = files(ofArchive: archive)
    let key = files.removeLast()
    #expect(key.path == "KEY")
    let configuration = files.removeFirst()
    #expect(configuration.path == "credtree.yaml.part")
    let expected = Set(key.text.split(separator: "\n").compactMap { KeyEntry($0) })
    #expect(expected.count == key.text.split(separator: "\n").count)
    try await withRepository("tree") { repository in
      try await repository.createSampleStore()
      try await repository.write(files, configuration: configuration.text)
      let (found, problems) = try await repository.references()
      #expect(found.subtracting(expected).map(\.description).sorted() == [], "not in the key")
      #expect(expected.subtracting(found).map(\.description).sorted() == [], "missed")
      #expect(problems.compactMap { $0["file"]?.string } == ["k8s/broken.yaml"])
      #expect(problems.first?["line"]?.int == 8)
      // A commit has the same as the work tree that it was made of, and so has the index.
      #expect(try await repository.references("--rev", "HEAD").0 == found)
      #expect(try await repository.references("--staged").0 == found)
      // From what was kept, all of it is said once more.
      #expect(try await repository.references().0 == found)
    }
  }

  /// Thousands of files from the samples: what uses something, what nearly does, what is in a
  /// comment, among others that use nothing.
  @Test func thousandsOfFiles() async throws {
    var numbers = Numbers(state: 20_26)
    let scanner = try SampleStore.scanner()
    var files: [String: String] = [:]
    var expected: Set<KeyEntry> = []
    for (number, sample) in referenceSamples.enumerated() {
      for variant in 0..<30 {
        guard let path = Self.path(of: sample, number * 100 + variant), files[path] == nil else {
          continue
        }
        let isReal = variant % 3 != 2
        let value = isReal ? sample.value : "\(Self.decoys[variant % Self.decoys.count])-\(variant)"
        let text = sample.text.replacing("@@", with: value)
        // Where they are in the plain sample is what `RuleTableTests` and `SampleTests` hold.
        let plain = Array(sample.text.replacing("@@", with: isReal ? value : "nothing").utf8)
        let known = scanner.scan(plain.span, path: path)
        let uses = known.contains { $0.rule == sample.rule && $0.credentialID == sample.credential }
        #expect(uses || !isReal, "\(path)")
        let lead = Self.lead(of: sample, variant, using: &numbers)
        files[path] = lead + text
        let lines = lead.split(separator: "\n", omittingEmptySubsequences: false).count - 1
        for reference in known where reference.credentialID != nil {
          expected.insert(
            KeyEntry(
              file: path, line: reference.position.line + lines, column: reference.position.column,
              rule: reference.rule, confidence: reference.confidence.rawValue,
              credential: reference.credentialID ?? ""))
        }
      }
    }
    for number in 0..<600 {
      files["src/f\(number % 37)/m\(number).\(["c", "py", "md", "yaml"][number % 4])"] =
        "text: \"about app-db and docker-hub, regcred, example-com\" \(number)\nname: app-db\n"
    }
    #expect(files.count > 3000)
    let wanted = expected
    let tree = files.map { (path: $0.key, text: $0.value) }.sorted { $0.path < $1.path }
    try await withRepository("tree") { repository in
      try await repository.createSampleStore()
      let outputs = SampleStore.outputs.split(separator: "\n").dropFirst().joined(separator: "\n")
      try await repository.write(tree, configuration: outputs + "\n")
      let (found, _) = try await repository.references()
      let real = found.filter { $0.credential != "ghcr" && $0.credential != "npm-token" }
      #expect(
        real.subtracting(wanted).map(\.description).sorted().prefix(20) == [], "not in the key")
      #expect(wanted.subtracting(real).map(\.description).sorted().prefix(20) == [], "missed")
      #expect(try await repository.references("--rev", "HEAD").0 == found)
    }
  }

  /// Words that are nearly what is looked for.
  private static let decoys = [
    "app-db-old", "my-app-db", "app-dbx", "docker-hub2", "OLD_APP_DB_PASSWORD", "xDOCKER_HUB",
    "regcred-2", "backups_", "example-com-tls-old",
  ]

  /// Another place for a sample, where its rule counts too; `nil` where there is only one.
  private static func path(of sample: ReferenceSample, _ number: Int) -> String? {
    let rooted = [
      ".gitlab-ci.yml", "azure-pipelines.yml", ".circleci/config.yml", "bitbucket-pipelines.yml",
      ".drone.yml", ".woodpecker.yml", "config/deploy.yml", ".kamal/secrets",
    ]
    if rooted.contains(sample.path) { return number % 100 == 0 ? sample.path : nil }
    for folder in [".github/workflows/", "dags/", "vars/", ".credtree/"]
    where sample.path.hasPrefix(folder) {
      guard let dot = sample.path.lastIndex(of: ".") else { return nil }
      return "\(sample.path[..<dot])\(number)\(sample.path[dot...])"
    }
    return "team\(number % 17)/svc\(number)/\(sample.path)"
  }

  /// What comes before a sample: comments, other documents.
  private static func lead(
    of sample: ReferenceSample, _ variant: Int, using numbers: inout Numbers
  ) -> String {
    let takesHash =
      !sample.path.hasSuffix(".json") && !sample.path.contains("Jenkinsfile")
      && !sample.path.hasSuffix(".config") && sample.rule != "credtree.uri"
    guard takesHash else { return "" }
    var lead = String(repeating: "\n", count: variant % 4)
    if Bool.random(using: &numbers) { lead += "# app-db docker-hub regcred \(sample.value)\n" }
    let isObject = sample.rule.hasPrefix("k8s.")
    if isObject, Bool.random(using: &numbers) {
      lead += "kind: ConfigMap\nmetadata: {name: app-db}\ndata: {a: regcred}\n---\n"
    }
    return lead
  }

  private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }
}
