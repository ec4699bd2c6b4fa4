import Documents
import SOPS
import Secrets
import Testing

/// Files written by sops itself, old and new.
@Suite(.enabled(if: Vectors.arePresent, "the vectors are not here"))
struct GeneratedFileTests {
  static let names = ["3.9.4", "3.13.2"].flatMap { version in
    [
      "b.bin.json", "cred-2recipients.json", "cred-after-rotate.json", "cred-after-set.json",
      "cred-shamir-2of2-default.json", "cred-shamir-2of3.json", "rules-encrypted_regex.json",
      "rules-encrypted_suffix.json", "rules-mac_only-encrypted_regex.json", "rules-mac_only.json",
      "rules-unencrypted_regex.json", "rules-unencrypted_suffix.json", "t.txt.json", "types.json",
    ].map { "generated/\(version)/\($0)" }
  }

  static let newNames = names.filter { $0.contains("3.13.2") }

  @Test(arguments: names) func opens(name: String) throws {
    let document = try Vectors.document(name)
    let key = try document.dataKey(with: try Vectors.identities("age-generated-all.txt"))
    let opened = try document.open(with: key)
    let entry = try #require(
      try Vectors.json("generated/MANIFEST.json").array?.first { $0["file"]?.string == name })
    let hex = bytes(of: key)
    #expect(Hex.encode(hex.span) == entry["data_key_hex"]?.string)
    let expected = try Vectors.json(try #require(entry["expected"]?.string))
    if let base64 = expected["data_base64"]?.string {
      let data = try #require(opened.tree.first?.value.secret)
      #expect(bytes(of: data) == Base64.decode(base64))
    } else {
      #expect(normalised(Node.object(opened.tree).revealed) == normalised(expected))
    }
  }

  @Test(arguments: newNames) func writesWhatItReadByteForByte(name: String) throws {
    #expect(try Vectors.document(name).serialized() == Vectors.read(name))
  }

  @Test(arguments: names) func everyIdentityMustFit(name: String) throws {
    let document = try Vectors.document(name)
    let others = try Vectors.identities("age-keysource-test-other.txt")
    do {
      _ = bytes(of: try document.dataKey(with: others))
      Issue.record("the file opened")
    } catch {
      #expect(error.code == .noIdentity)
      #expect(error.recipients == document.metadata.recipients)
      #expect(!error.recipients.isEmpty)
    }
  }

  @Test(arguments: newNames) func sealingTheSameAgainChangesOnlyTheTimeAndTheMAC(name: String)
    throws
  {
    let document = try Vectors.document(name)
    let key = try document.dataKey(with: try Vectors.identities("age-generated-all.txt"))
    let opened = try document.open(with: key)
    let again = try SOPSDocument.seal(
      opened.tree, metadata: document.metadata, key: key, previous: (document, opened),
      at: Timestamp(secondsSince1970: 1_800_000_000))
    #expect(again.tree == document.tree)
    #expect(changedLines(document.serialized(), again.serialized()) == ["lastmodified", "mac"])
    #expect(Node.object(try again.open(with: key).tree) == .object(opened.tree))
  }

  @Test(arguments: newNames) func changingOneValueChangesOnlyItsLine(name: String) throws {
    let document = try Vectors.document(name)
    let key = try document.dataKey(with: try Vectors.identities("age-generated-all.txt"))
    let opened = try document.open(with: key)
    for index in opened.tree.indices {
      guard let old = opened.tree[index].value.leaf else { continue }
      var tree = opened.tree
      tree[index].value = old == .string("new") ? .string("newer") : .string("new")
      let edited = try SOPSDocument.seal(
        tree, metadata: document.metadata, key: key, previous: (document, opened),
        at: Timestamp(secondsSince1970: 1_800_000_000))
      let member = String(decoding: JSON.write(.string(tree[index].key)), as: UTF8.self)
      #expect(
        changedLines(document.serialized(), edited.serialized())
          == [String(member.dropFirst().dropLast(2)), "lastmodified", "mac"])
      #expect(Node.object(try edited.open(with: key).tree).revealed == Node.object(tree).revealed)
    }
  }
}

/// The keys on the lines that differ.
func changedLines(_ old: [UInt8], _ new: [UInt8]) -> [String] {
  let old = String(decoding: old, as: UTF8.self).split(separator: "\n")
  let new = String(decoding: new, as: UTF8.self).split(separator: "\n")
  guard old.count == new.count else { return ["another number of lines"] }
  return zip(old, new).filter { $0 != $1 }.map { line, _ in
    String(line.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)[1])
  }
}

/// Numbers as floats: the expected files hold them as Python writes them.
func normalised(_ node: Node) -> Node {
  switch node.content {
  case .number(let text): Node(.number("\(Double(text) ?? .nan)"))
  case .array(let nodes): .array(nodes.map(normalised))
  case .object(let members): .object(members.map { Member($0.key, normalised($0.value)) })
  default: node
  }
}

extension Node {
  /// The value, if it is neither a list, a mapping, nor null.
  var leaf: Node? {
    switch content {
    case .array, .object, .null: nil
    default: self
    }
  }
}
