import Age
import Documents
import SOPS
import Secrets
import SystemPackage
import Testing
import TestSupport

/// Everything we write is opened by another program that was written from the format's description.
@Suite(.enabled(if: Oracle.isPresent, "the independent reader is not here"))
struct OracleTests {
  @Test func opensEveryRuleLeafAndKindOfMAC() async throws {
    try await withSandbox("oracle") { folder in
      let holder = try Holder()
      try writeFile(bytes(of: holder.identity.secretText), to: folder.appending("key.txt"))
      // The reader has no comment rules, which mean nothing in JSON.
      for (number, rule) in everyRule.dropLast().enumerated() {
        for isShort in [false, true] {
          let tree = Node.object(everyLeaf).revealed.object ?? []
          let sealed = try SOPSDocument.seal(
            tree, metadata: try holder.metadata(rule, macOnlyEncrypted: isShort),
            key: holder.key.bytes, previous: nil, at: noon)
          let name = "\(number)-\(isShort).json"
          try writeFile(sealed.serialized(), to: folder.appending(name))
          #expect(try await Oracle.decrypt(name, in: folder) == shown(tree))
        }
      }
    }
  }

  @Test func opensKeyGroupsAndEditedFiles() async throws {
    try await withSandbox("oracle") { folder in
      let holder = try Holder()
      let members = try (0..<3).map { _ in try X25519Identity.generate() }
      let keys = members.map { bytes(of: $0.secretText) + [0x0A] }.prefix(2).joined()
      try writeFile(Array(keys), to: folder.appending("key.txt"))
      let groups = try KeyWrapping.wrap(
        holder.key.bytes, groups: members.map { [$0.recipient] }, threshold: 2)
      let metadata = SOPSMetadata(keyGroups: groups, shamirThreshold: 2, rule: nil)
      let first = try SOPSDocument.seal(
        everyLeaf, metadata: metadata, key: holder.key.bytes, previous: nil, at: noon)
      try writeFile(first.serialized(), to: folder.appending("first.json"))
      #expect(try await Oracle.decrypt("first.json", in: folder) == shown(everyLeaf))

      let opened = try first.open(with: holder.key.bytes)
      var tree = opened.tree
      tree[1].value = secretNode("another")
      tree.append(Member("new", .int(5)))
      let second = try SOPSDocument.seal(
        tree, metadata: metadata, key: holder.key.bytes, previous: (first, opened), at: .now)
      try writeFile(second.serialized(), to: folder.appending("second.json"))
      #expect(try await Oracle.decrypt("second.json", in: folder) == shown(tree))
    }
  }

  @Test func weOpenWhatItWrites() async throws {
    try await withSandbox("oracle") { folder in
      let identity = try X25519Identity.generate()
      try writeFile(
        try Vectors.read("generated/plain/types.json"), to: folder.appending("plain.json"))
      let text = try await shell(
        "python3 '\(Oracle.program)' encrypt plain.json \(identity.recipient.text)", in: folder)
      let sealed = try document(text)
      let opened = try sealed.open(with: try sealed.dataKey(with: [identity]))
      let expected = try Vectors.json("generated/expected/3.13.2__types.json.json")
      #expect(shown(opened.tree) == normalised(expected))
    }
  }

  @Test func theDataKeyIsAnAgeFile() async throws {
    try await withSandbox("oracle") { folder in
      let holder = try Holder()
      try writeFile(bytes(of: holder.identity.secretText), to: folder.appending("key.txt"))
      let enc = try holder.metadata(nil).ageEntries[0].enc
      try writeFile(Array(enc.utf8), to: folder.appending("enc.age"))
      let run = try await runProgram(
        named: "age", ["-d", "-i", "key.txt", "enc.age"], in: folder)
      #expect(run.stdout == bytes(of: holder.key))
    }
  }
}

/// The reader beside the vectors.
enum Oracle {
  static let program = Vectors.directory.removingLastComponent().removingLastComponent()
    .appending("tools/sops-oracle.py")

  static let isPresent = Vectors.arePresent && (try? [UInt8](contentsOf: program)) != nil

  static func decrypt(_ name: String, in folder: FilePath) async throws -> Node {
    let text = try await shell(
      "SOPS_AGE_KEY_FILE=key.txt python3 '\(program)' decrypt \(name)", in: folder)
    let bytes = Array(text.utf8)
    return normalised(try JSON.parse(bytes.span))
  }
}
