import Age
import Documents
import Secrets
import Testing

@testable import SOPS

@Suite struct SealingTests {
  let holder: Holder

  init() throws { holder = try Holder() }

  @Test(arguments: everyRule, [false, true])
  func everyLeafComesBack(rule: SelectionRule?, macOnlyEncrypted: Bool) throws {
    // A secret needs a rule that encrypts it.
    let tree =
      rule == nil || rule == .unencryptedSuffix("_unencrypted")
      ? everyLeaf : Node.object(everyLeaf).revealed.object ?? []
    let sealed = try SOPSDocument.seal(
      tree, metadata: try holder.metadata(rule, macOnlyEncrypted: macOnlyEncrypted),
      key: holder.key.bytes, previous: nil, at: noon)
    let read = try reparsed(sealed)
    #expect(read.serialized() == sealed.serialized())
    #expect(read.metadata.lastModified == "2027-01-15T08:00:00Z")
    #expect(shown(try holder.open(read).tree) == shown(tree))
  }

  @Test func encryptsWhatTheRuleSays() throws {
    let tree = Node.object(everyLeaf).revealed.object ?? []
    func encrypted(_ rule: SelectionRule?) throws -> Set<String> {
      var paths: Set<String> = []
      func walk(_ node: Node, _ path: String) {
        node.object?.forEach { walk($0.value, path + "/" + $0.key) }
        node.array?.forEach { walk($0, path) }
        if node.string?.hasPrefix("ENC[") == true { paths.insert(path) }
      }
      walk(.object(try holder.seal(tree, rule).tree), "")
      return paths
    }
    let inMap: Set<String> = [
      "/map/password", "/map/user_unencrypted", "/map/deep/token", "/map/deep/n",
    ]
    let all = try encrypted(.unencryptedSuffix("nothing ends so"))
    #expect(all.count == 21 && all.isSuperset(of: inMap) && all.contains("/list/k"))
    let clear = all.filter { $0.contains("_unencrypted") }
    #expect(clear.count == 3)
    #expect(try encrypted(nil) == all.subtracting(clear))
    #expect(try encrypted(.encryptedRegex("^map$")) == inMap)
    #expect(try encrypted(.unencryptedRegex("^ma")) == all.subtracting(inMap))
    #expect(try encrypted(.encryptedSuffix("word")) == ["/map/password"])
    #expect(try encrypted(.encryptedRegex("no such key")).isEmpty)
    #expect(try encrypted(.encryptedCommentRegex(".")).isEmpty)
    #expect(try encrypted(.unencryptedCommentRegex(".")) == all)
  }

  @Test func warnsWhenNothingIsEncrypted() throws {
    let sealed = try holder.seal([Member("a", .string("x"))], .encryptedRegex("b"))
    #expect(try holder.open(sealed).warnings.count == 1)
  }

  @Test func noSecretIsWrittenInClear() throws {
    for tree in [
      [Member("a_unencrypted", secretNode("x"))],
      [Member("b_unencrypted", .array([.object([Member("c", secretNode(""))])]))],
    ] {
      #expect(throws: SOPSError(.value, "")) { try holder.seal(tree) }
    }
  }

  @Test func refusesKeysThatSOPSCannotTellApart() throws {
    for key in ["a:b", ":", "sops"] {
      #expect(throws: SOPSError(.value, "")) { try holder.seal([Member(key, .string("x"))]) }
    }
    #expect(throws: Never.self) {
      try holder.seal([Member("a", .object([Member("sops", .string("x"))]))])
    }
    #expect(throws: SOPSError(.value, "")) {
      try holder.seal([Member("a", Node(.number("1e400")))])
    }
  }

  @Test func aRegularExpressionThatIsNotValidIsRefused() throws {
    for rule in [
      SelectionRule.encryptedRegex("("), .unencryptedRegex("(?=x)"), .encryptedCommentRegex("["),
    ] {
      #expect(throws: SOPSError(.rules, "")) { try holder.seal([], rule) }
    }
  }

  @Test func equalListElementsKeepTheirOwnCiphertexts() throws {
    let list: [Node] = [.string("a"), .string("a"), .string("b"), .string("a")]
    let first = try holder.seal([Member("l", .array(list))])
    let opened = try holder.open(first)
    var edited = opened.tree
    var values = list
    values[2] = .string("c")
    edited[0].value = .array(values)
    let second = try holder.seal(edited, previous: (first, opened))
    let (old, new) = (first.tree[0].value.array ?? [], second.tree[0].value.array ?? [])
    #expect(Set(old).count == 4)
    #expect([0, 1, 3].allSatisfy { old[$0] == new[$0] } && old[2] != new[2])
  }

  @Test func valuesThatOnlyLookTheSameAreEncryptedAnew() throws {
    let first = try holder.seal([
      Member("a", .string("e\u{301}")), Member("b", .int(1)), Member("c", .bool(true)),
      Member("d", .string("same")),
    ])
    let opened = try holder.open(first)
    let second = try holder.seal(
      [
        Member("a", .string("\u{E9}")), Member("b", .string("1")), Member("c", .string("True")),
        Member("d", secretNode("same")),
      ], previous: (first, opened))
    let changed = zip(first.tree, second.tree).map { $0.value != $1.value }
    #expect(changed == [true, true, true, false])
    let value = try #require(try holder.open(second).tree[0].value.secret)
    #expect(bytes(of: value) == Array("\u{E9}".utf8))
  }

  @Test func ciphertextOfAnotherDataKeyIsNotKept() throws {
    let first = try holder.seal(everyLeaf)
    let opened = try holder.open(first)
    let other = try Holder()
    let second = try other.seal(opened.tree, previous: (first, opened))
    #expect(shown(try other.open(second).tree) == shown(opened.tree))
  }

  @Test func noncesAreFresh() throws {
    let tree = (0..<200).map { Member("k\($0)", .string("same")) }
    let texts = try holder.seal(tree).tree.compactMap(\.value.string)
    let nonces = try texts.map { try EncryptedValue(parsing: $0).nonce }
    #expect(Set(nonces).count == 200 && nonces.allSatisfy { $0.count == 32 })
  }
}
