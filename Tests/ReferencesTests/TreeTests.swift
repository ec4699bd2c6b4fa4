import Documents
import References
import SystemPackage
import TestSupport
import Testing

/// Whole work trees, searched by the built tool, with keys that somebody wrote who read the files.
@Suite(.enabled(if: ReferenceDocument.isThere), .drawn) struct TreeTests {
  private static let archives = [
    "shop", "kubernetes", "packaging", "pipelines", "infrastructure", "servers", "tools", "public",
  ]

  private static func samples(_ archives: [String] = archives) throws -> [MarkedFile] {
    try archives.flatMap { archive in
      let text = String(decoding: try Fixtures("Trees").read("\(archive).txtar"), as: UTF8.self)
      return try files(ofArchive: text).map { try MarkedFile(header: $0.path, text: $0.text) }
    }
  }

  /// Every rule of the reference document that is about uses finds one in the samples.
  @Test func everyRuleHasAUse() throws {
    let used = Set(try Self.samples().flatMap(\.lines).flatMap(\.uses).map(\.rule))
    let rules = try ReferenceDocument().rules
    #expect(rules.count == 120)
    #expect(rules.filter { !$0.value.isDefinition && !used.contains($0.key) }.keys.sorted() == [])
  }

  /// Files as public repositories have them, just as they were marked.
  @Test func theFilesOfAShop() async throws {
    let rules = try ReferenceDocument()
    let files = try Self.samples(["shop"]).map {
      try KeyedFile($0.lines, path: $0.path, rules: rules)
    }
    try await expectKey(of: files, broken: ["k8s/broken.yaml:8"])
  }

  /// Each sample in many ways and places.
  @Test func thousandsOfFiles() async throws {
    let tree = try VariedTree(Self.samples(), rules: ReferenceDocument())
    #expect(tree.files.count > 3000)
    #expect(Set(tree.files.map(\.path)).count == tree.files.count)
    try await expectKey(of: tree.files, broken: ["k8s/broken.yaml:8"])
  }

  /// The same for files that are read at the root of a repository and nowhere else.
  @Test func filesOfTheRoot() async throws {
    let trees = try VariedTree(Self.samples(), rules: ReferenceDocument()).roots
    #expect(trees.count > 15)
    try await withTree { repository in
      for files in trees {
        for file in files { try repository.write(file.text, to: file.path) }
        try await repository.git("add", "--all", "--force")
        let (found, problems) = try await repository.references()
        expect(found, like: files.flatMap(\.uses))
        #expect(problems.isEmpty)
        for file in files { try await repository.git("rm", "--quiet", "--force", file.path) }
      }
    }
  }

  private func withTree(_ body: (borrowing TestRepository) async throws -> Void) async throws {
    try await withRepository("tree") { repository in
      try await repository.createSampleStore()
      let configuration = try Fixtures("Trees").read("credtree.yaml")
      try await repository.write(
        [(".circleci/README.md", "")], configuration: String(decoding: configuration, as: UTF8.self)
      )
      try await body(repository)
    }
  }

  private func expectKey(of files: [KeyedFile], broken: [String]) async throws {
    try await withTree { repository in
      try await repository.write(files.map { ($0.path, $0.text) }, configuration: "")
      let (found, problems) = try await repository.references()
      expect(found, like: files.flatMap(\.uses))
      let places = problems.map { "\($0["file"]?.string ?? ""):\($0["line"]?.int ?? 0)" }
      #expect(places == broken)
      // From what was kept, all of it is said once more.
      let text = try await repository.referenceText()
      #expect(!text.isEmpty)
      // A commit has the same as the work tree that it was made of, and so has the index.
      for other in [["--rev", "HEAD"], ["--staged"]] {
        #expect(try await repository.referenceText(other) == text, "\(other)")
      }
    }
  }

  /// Nothing is missed, and nothing is made up.
  private func expect(_ found: Set<KeyEntry>, like key: [KeyEntry]) {
    func named(_ entries: Set<KeyEntry>) -> [String] {
      Array(entries.map(\.description).sorted().prefix(40))
    }
    let key = Set(key)
    #expect(named(found.subtracting(key)) == [], "not in the key")
    #expect(named(key.subtracting(found)) == [], "missed")
  }
}
