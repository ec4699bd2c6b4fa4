import CredentialTypes
import Credentials
import Documents
import SystemPackage
import TestSupport
import Testing

/// What is remembered of a store, so that a look-up need not read all of it.
@Suite(.drawn) struct LookupHintsTests {
  private static func id(_ index: Int) -> String { "1mO5qKOUcacMaFXJs\(10_000 + index)" }

  private static func text(_ index: Int, server: String) -> String {
    """
    {"credential": {"id": "\(id(index))", "name": "team/c\(index)",
    "type": "container-registry", "title": "", "description": "", "category": "", "projects": [],
    "isDefault": false, "createdAt": "2026-01-01T00:00:00Z",
    "revision": 1, "updatedAt": "2026-02-01T00:00:00Z"},
    "public": {"server": "\(server)"}, "secret": {}}
    """
  }

  /// A store of so many logins, for `r0.example.com` and so on, and the last for Docker Hub.
  private func makeStore(of count: Int, in root: FilePath) async throws {
    try await shell("mkdir .git credentials credentials/team", in: root)
    for index in 0..<count {
      let server = index == count - 1 ? "docker.io" : "https://r\(index / 2).example.com:5000/v2/"
      try Array(Self.text(index, server: server).utf8)
        .write(to: root.appending("credentials/team/c\(index).json"))
    }
  }

  /// What there is to remember so many seconds from now.
  private func made(_ root: FilePath, after seconds: Int64 = 60) throws -> LookupHints? {
    LookupHints(
      reading: try WorkTreeReader(root: root.string, store: "credentials"),
      ofWorkTree: root.string, store: "credentials", catalogue: .builtIn,
      at: Timestamp(secondsSince1970: Timestamp.now.secondsSince1970 + seconds))
  }

  private func kept(_ root: FilePath) -> LookupHints? {
    LookupHints(ofWorkTree: root.string, store: "credentials")
  }

  private func question(_ image: String) throws -> [LookupKey] {
    CredentialQuestion(image: try ImageReference(image)).lookupKeys
  }

  private func question(address: String) -> [LookupKey] {
    ServiceAddress(address).map { CredentialQuestion(address: $0).lookupKeys } ?? []
  }

  @Test func whatWasReadIsFoundAgainUntilAFolderChanges() async throws {
    try await withSandbox("hints") { folder in
      let root = folder.appending("work")
      try await shell("mkdir work", in: folder)
      try await makeStore(of: 70, in: root)
      // Another change could have the same time as the last.
      #expect(try made(root, after: -60) == nil)
      #expect(kept(root) == nil)
      for hints in [try #require(try made(root)), try #require(kept(root))] {
        #expect(
          try hints.names(for: question("r7.example.com:5000/x")) == ["team/c14", "team/c15"])
        #expect(try hints.names(for: question("r7.example.com/x")) == ["team/c14", "team/c15"])
        #expect(try hints.names(for: question("nginx")) == ["team/c69"])
        #expect(hints.names(for: question(address: "https://index.docker.io/v1/")) == ["team/c69"])
        #expect(
          hints.names(for: question(address: "r33.example.com:5000")) == ["team/c66", "team/c67"])
        #expect(hints.names(for: [.id(Self.id(3))]) == ["team/c3"])
        #expect(try hints.names(for: question("example.com/x")) == [])
        #expect(hints.names(for: [.id("\(Self.id(3).dropLast())")]) == [])
      }
      // Of another place, and of another folder, it says nothing.
      try await shell("cp -a work other", in: folder)
      #expect(kept(folder.appending("other")) == nil)
      #expect(LookupHints(ofWorkTree: root.string, store: "other") == nil)
      for change in [
        "touch credentials/team/new", "rm credentials/team/new", "mkdir -p .credtree/types",
        "touch .credtree/types/x.json", "mkdir credentials/new",
        "mv credentials/new credentials/newer", "mv credentials/team/c1.json credentials/",
        "cp credentials/team/c2.json t; mv t credentials/team/c2.json",
      ] {
        _ = try #require(kept(root), "before \(change)")
        // The clock of a file system may stand still for some milliseconds.
        try await shell("sleep 0.05; \(change)", in: root)
        #expect(kept(root) == nil, "\(change)")
        #expect(try made(root, after: -60) == nil, "\(change)")
        _ = try #require(try made(root), "after \(change)")
      }
      // What cannot be read could be for any host.
      try Array("{".utf8).write(to: root.appending("credentials/team/bad.json"))
      #expect(try made(root) == nil)
    }
  }

  /// Whatever is in the file, it is no more than a hint: valid names, or nothing.
  @Test func aDamagedFileHintsAtNothingWorse() async throws {
    try await withSandbox("hints") { root in
      try await makeStore(of: 70, in: root)
      _ = try #require(try made(root))
      let file = root.appending(".git/credtree/lookup")
      let good = try [UInt8](contentsOf: file)
      var generator = Numbers()
      let keys = try question("r7.example.com/x")
      for _ in 0..<500 {
        var bytes = good
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator))
        case 1:
          for _ in 0..<8 {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
          }
        case 2: bytes += Array("\nhost:r7.example.com\t../../etc/passwd\n".utf8)
        default: bytes.removeAll { $0 == UInt8(ascii: "\n") && Bool.random(using: &generator) }
        }
        try bytes.write(to: file)
        for name in kept(root)?.names(for: keys) ?? [] {
          #expect(CredentialName.problem(with: name) == nil)
        }
      }
      try good.write(to: file)
      #expect(kept(root)?.names(for: keys) == ["team/c14", "team/c15"])
    }
  }
}
