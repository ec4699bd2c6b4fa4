import Configuration
import Credentials
import Documents
import SOPS
import Testing

@Suite struct SealingTests {
  @Test func whatIsSealedIsOpened() throws {
    let (alice, bob) = (try Person("alice"), try Person("bob"))
    let configuration = try configuration(alice, bob)
    let contents = try registryLogin()
    let file = try contents.sealed(under: configuration)
    for person in [alice, bob] {
      let opened = try open(file, as: person, configuration)
      #expect(opened.contents.metadata == contents.metadata)
      #expect(opened.contents.public == contents.public)
      #expect(opened.contents.fields == contents.fields)
      #expect(opened.contents.salt == contents.salt)
    }
  }

  @Test func whatDidNotChangeKeepsItsBytes() throws {
    let alice = try Person("alice")
    let configuration = try configuration(alice)
    let file = try registryLogin().sealed(under: configuration)
    let opened = try open(file, as: alice, configuration)
    var contents = opened.contents
    contents.fields[1].value = Node(.secret(secret("another")))
    contents.metadata.revision += 1
    let changed = try contents.sealed(under: configuration, replacing: opened)
    #expect(
      changedLines(file, changed) == ["\"revision\"", "\"password\"", "\"seal\"", "\"mac\""])
    #expect(
      text(of: try open(changed, as: alice, configuration).contents.fields[1].value.secret)
        == "another")
  }

  @Test func otherReadersGetAnotherKey() throws {
    let (alice, bob) = (try Person("alice"), try Person("bob"))
    let both = try configuration(alice, bob)
    let file = try registryLogin().sealed(under: both)
    let opened = try open(file, as: alice, both)
    let alone = try configuration([alice, bob], rule: "readers: [alice]")
    let resealed = try opened.contents.sealed(under: alone, replacing: opened)
    let after = try open(resealed, as: alice, alone)
    #expect(after.key != opened.key)
    #expect(failure { _ = try open(resealed, as: bob, alone) }?.code == .forbidden)
    #expect(after.file.isReadable(byExactly: try alone.access(for: "hub")))
    #expect(!after.file.isReadable(byExactly: try both.access(for: "hub")))
  }

  @Test func aQuorumNeedsSeveral() throws {
    let people = [try Person("alice"), try Person("bob"), try Person("escrow")]
    let rule = "quorum: { threshold: 2, groups: [[alice], [bob], [escrow]] }"
    let configuration = try configuration(people, rule: rule)
    let file = try registryLogin().sealed(under: configuration)
    let parsed = try CredentialFile(file.span, name: "hub")
    #expect(parsed.isReadable(byExactly: try configuration.access(for: "hub")))
    #expect(failure { _ = try open(file, as: people[0], configuration) }?.code == .forbidden)
    for pair in [[0, 1], [0, 2], [1, 2]] {
      let keyRing = KeyRing(identities: pair.map { people[$0].identity })
      let opened = try parsed.open(with: keyRing, configuration: configuration)
      #expect(text(of: opened.contents.fields[1].value.secret) == "s3cret")
    }
  }

  @Test func aRefusalNamesWhoCanOpenIt() throws {
    let (alice, bob, eve) = (try Person("alice"), try Person("bob"), try Person("eve"))
    let configuration = try configuration([alice, bob, eve], rule: "readers: [alice, bob]")
    let file = try registryLogin().sealed(under: configuration)
    let refusal = failure { _ = try open(file, as: eve, configuration) }
    #expect(refusal?.code == .forbidden)
    #expect(refusal?.message.contains("alice, bob") == true)
    let nobody = failure {
      _ = try CredentialFile(file.span, name: "hub")
        .open(with: KeyRing(identities: []), configuration: configuration)
    }
    #expect(nobody?.code == .forbidden && nobody?.message.contains("alice, bob") == true)
  }

  @Test func noValueShowsInTheFile() throws {
    let alice = try Person("alice")
    // Long enough not to be in a ciphertext by chance.
    let file = try registryLogin(username: "bob-of-the-registry", password: "s3cret-of-bob")
      .sealed(under: try configuration(alice))
    let text = String(decoding: file, as: UTF8.self)
    #expect(!text.contains("s3cret-of-bob") && !text.contains("bob-of-the-registry"))
  }
}
