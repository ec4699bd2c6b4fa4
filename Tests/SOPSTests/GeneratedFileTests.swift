import Documents
import SOPS
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
    ].map { "\(version)/\($0)" }
  }

  @Test(arguments: names) func opens(name: String) throws {
    let document = try Vectors.document("generated/\(name)")
    let key = try document.dataKey(with: try Vectors.identities("age-generated-all.txt"))
    let opened = try document.open(with: key)
    let expected = try Vectors.json(
      "generated/expected/\(name.replacing("/", with: "__")).json")
    #expect(normalised(Node.object(opened.tree).revealed) == normalised(expected))
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
