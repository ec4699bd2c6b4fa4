import Configuration
import Credentials
import Documents
import Testing

/// Whatever is done to a file without a key, `open` notices.
@Suite struct TamperingTests {
  private let alice: Person
  private let policy: Configuration
  private let file: [UInt8]

  init() throws {
    alice = try Person("alice")
    policy = try configuration(alice)
    file = try registryLogin().sealed(under: policy)
  }

  @Test(arguments: [UInt8(1), 0x20, 0x80])
  func aFlippedByteIsNoticedEverywhere(_ flip: UInt8) {
    var accepted: [Int] = []
    for index in file.indices {
      var changed = file
      changed[index] ^= flip
      let code = failure { _ = try open(changed, as: alice, policy) }?.code
      if code != .integrity { accepted.append(index) }
    }
    let places = accepted.map { index in
      String(decoding: file[max(0, index - 30)..<min(file.count, index + 10)], as: UTF8.self)
    }
    #expect(places == [])
  }

  @Test func aShortenedFileIsNoticed() {
    // The last line feed alone may be missing: sops before 3.10 wrote none.
    for count in stride(from: file.count - 2, through: 0, by: -7) {
      let short = Array(file[..<count])
      #expect(failure { _ = try open(short, as: alice, policy) }?.code == .integrity)
    }
  }

  @Test(arguments: [
    ("Docker Hub", "Docker hub"), ("\"server\"", "\"serve\""),
    ("\"isDefault\": false", "\"isDefault\": true"),
    ("\"web\"\n", "\"web\",\n\t\t\t\"api\"\n"), ("\"description\": \"\"", "\"description\": \" \""),
    ("\"revision\": 1", "\"revision\": 2"), ("\"username\"", "\"email\""),
    ("\"category\": \"container-reg\"", "\"category\": \"\""),
  ])
  func anEditedReadablePartIsNoticed(_ old: String, _ new: String) {
    let text = String(decoding: file, as: UTF8.self)
    #expect(text.contains(old))
    let edited = Array(text.replacing(old, with: new).utf8)
    #expect(failure { _ = try open(edited, as: alice, policy) }?.code == .integrity)
  }

  @Test func swappedValuesAreNoticed() throws {
    var lines = String(decoding: file, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    let user = try #require(lines.firstIndex { $0.contains("\"username\"") })
    lines.swapAt(user, user + 1)
    let swapped = Array(lines.joined(separator: "\n").utf8)
    #expect(failure { _ = try open(swapped, as: alice, policy) }?.code == .integrity)
  }

  @Test func aCopiedFileIsNoticedWithoutAKey() throws {
    let copy = try CredentialFile(file.span, name: "other")
    #expect(failure { try copy.requireOwnName() }?.code == .integrity)
    #expect(failure { _ = try open(file, named: "other", as: alice, policy) }?.code == .integrity)
  }

  @Test func aFileForAnotherKeyUnderOurNameIsNoticed() throws {
    // Mallory makes a file with a key of his own, and writes Alice's name on it.
    let mallory = try Person("mallory")
    let forged = try registryLogin().sealed(under: try configuration(mallory))
    let text = String(decoding: forged, as: UTF8.self)
    let renamed = Array(text.replacing(mallory.key, with: alice.key).utf8)
    #expect(failure { _ = try open(renamed, as: alice, policy) }?.code == .integrity)
  }

  @Test func whatSopsWritesDifferentlyOpens() throws {
    let text = String(decoding: file, as: UTF8.self)
    // Later versions name themselves; those before 3.10 end without a line feed.
    let newer = Array(
      text.replacing("\"version\": \"3.9.0\"", with: "\"version\": \"3.13.2\"").utf8)
    #expect(newer != file)
    _ = try open(newer, as: alice, policy)
    _ = try open(Array(file.dropLast()), as: alice, policy)
    // Before 3.13 the metadata had another order.
    var document = try #require(try JSON.parse(file.span).object)
    let sops = try #require(document[3].value.object)
    document[3].value = .object(
      ["age", "lastmodified", "mac", "encrypted_regex", "version"].compactMap { key in
        sops.first { $0.key == key }
      })
    let older = JSON.write(.object(document))
    #expect(older != file)
    _ = try open(older, as: alice, policy)
  }

  @Test func otherWhiteSpaceIsNoticed() {
    let text = String(decoding: file, as: UTF8.self)
    let spaced = Array(text.replacing("\t", with: "  ").utf8)
    #expect(failure { _ = try open(spaced, as: alice, policy) }?.code == .integrity)
  }

  @Test func anEditOfTheReadablePartOpensForResealingOnly() throws {
    let text = String(decoding: file, as: UTF8.self)
    let edited = Array(text.replacing("Docker Hub", with: "Hub of Docker").utf8)
    let parsed = try CredentialFile(edited.span, name: "hub")
    let opened = try parsed.openUnsealed(with: alice.keyRing, configuration: policy)
    #expect(opened.contents.metadata.title == "Hub of Docker")
    let moved = Array(
      text.replacing("\"username\"", with: "\"email\"").utf8)
    #expect(
      failure {
        _ = try CredentialFile(moved.span, name: "hub")
          .openUnsealed(with: alice.keyRing, configuration: policy)
      }?.code == .integrity, "a value's place is authenticated even then")
  }
}
