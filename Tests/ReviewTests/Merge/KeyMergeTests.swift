import Configuration
import Credentials
import Documents
import Review
import SOPS
import Testing

/// Who reads a merged file, and under which data key.
@Suite struct KeyMergeTests {
  @Test func aRemovedReaderDoesNotReturn() throws {
    let bench = try MergeBench()
    let base = try bench.file(try bench.contents(), for: ["alice", "bob"])
    let removed = try bench.next(base, for: ["alice"])
    let rotated = try bench.next(base) { $0.set("password", "new") }
    for merged in [
      try bench.merge(base, removed, rotated), try bench.merge(base, rotated, removed),
    ] {
      let opened = try bench.open(merged)
      #expect(opened.readers(in: bench) == ["alice"])
      // The key that bob knows is gone, and what was encrypted under it is encrypted anew.
      #expect(opened.key != (try bench.open(base)).key)
      #expect(opened.ciphertext("password") != (try bench.open(rotated)).ciphertext("password"))
      #expect(opened.contents.text("password") == "new")
      #expect(throws: Failure.self) { try bench.open(merged, as: "bob") }
    }
  }

  @Test func aReaderWhoseEntryAloneWasTakenAwayLosesTheKeyToo() throws {
    let bench = try MergeBench()
    let base = try bench.file(try bench.contents(), for: ["alice", "bob"])
    var document = try bench.open(base).file.document
    document.metadata.ageEntries.removeAll { $0.recipient == bench.key("bob") }
    let removed = document.serialized()
    let rotated = try bench.next(base) { $0.set("password", "new") }
    let opened = try bench.open(try bench.merge(base, removed, rotated))
    #expect(opened.readers(in: bench) == ["alice"])
    #expect(opened.key != (try bench.open(base)).key)
  }

  @Test func aNewReaderComesIn() throws {
    let bench = try MergeBench()
    let base = try bench.file(try bench.contents(), for: ["alice"])
    let added = try bench.open(base).rekeyed(
      for: .readers(bench.keys(["alice", "carol"])), keepingKey: true, with: bench.keyRing(),
      at: .now)
    let rotated = try bench.next(base, for: ["alice"]) { $0.set("password", "new") }
    for merged in [
      try bench.merge(base, added, rotated), try bench.merge(base, rotated, added),
    ] {
      let opened = try bench.open(merged, as: "carol")
      #expect(opened.readers(in: bench) == ["alice", "carol"])
      #expect(opened.contents.text("password") == "new")
      #expect(opened.key == (try bench.open(base)).key)
    }
  }

  @Test func oneSideChangedTheKey() throws {
    let bench = try MergeBench()
    let base = try bench.file(try bench.contents())
    let rekeyed = try bench.next(base, renewingKey: true)
    let rotated = try bench.next(base) { $0.set("password", "new") }
    let source = try bench.open(rekeyed)
    let kept = try bench.open(try bench.merge(base, rekeyed, rotated))
    #expect(kept.key == source.key)
    #expect(kept.file.document.metadata.ageEntries == source.file.document.metadata.ageEntries)
    // Nobody can say who else knows the key that their side brings.
    let renewed = try bench.open(try bench.merge(base, rotated, rekeyed))
    #expect(renewed.key != source.key)
    #expect(renewed.key != (try bench.open(base)).key)
    for opened in [kept, renewed] {
      #expect(opened.contents.text("password") == "new")
      #expect(opened.readers(in: bench) == ["alice", "bob"])
    }
  }

  @Test func bothSidesChangedTheKey() throws {
    let bench = try MergeBench()
    let base = try bench.file(try bench.contents())
    let ours = try bench.next(base, renewingKey: true) { $0.set("username", "admin") }
    let theirs = try bench.next(base, for: ["alice"]) { $0.set("password", "new") }
    let opened = try bench.open(try bench.merge(base, ours, theirs))
    let keys = [try bench.open(base).key, try bench.open(ours).key, try bench.open(theirs).key]
    #expect(!keys.contains(opened.key))
    #expect(opened.readers(in: bench) == ["alice"])
    #expect(opened.contents.text("username") == "admin")
    #expect(opened.contents.text("password") == "new")
  }

  @Test func whereOnlyKeysDifferTheRevisionStays() throws {
    let bench = try MergeBench()
    let base = try bench.file(try bench.contents())
    func rekeyed(_ readers: [String]) throws -> [UInt8] {
      try bench.open(base).rekeyed(
        for: .readers(bench.keys(readers)), keepingKey: false, with: bench.keyRing(), at: .now)
    }
    let opened = try bench.open(
      try bench.merge(base, try rekeyed(["alice"]), try rekeyed(["alice", "bob"])))
    #expect(opened.contents.metadata.revision == 1)
    #expect(opened.readers(in: bench) == ["alice"])
  }

  @Test func nobodyGetsAKeyWhomThePolicyDoesNotName() throws {
    let bench = try MergeBench()
    let base = try bench.file(try bench.contents(), for: ["alice", "bob"])
    let added = try bench.open(base).rekeyed(
      for: .readers(bench.keys(["alice", "bob", "carol"])), keepingKey: true,
      with: bench.keyRing(), at: .now)
    let removed = try bench.next(base, for: ["alice"])
    let carol = bench.key("carol")
    for (ours, theirs) in [(added, removed), (removed, added)] {
      #expect(try bench.conflicts(base, ours, theirs) == nil)
      #expect {
        _ = try bench.merge(base, ours, theirs, accepts: { $0 != carol })
      } throws: {
        ($0 as? Failure)?.code == .conflict
      }
    }
  }

  /// With the same data key, with a new one of a side, and with the key that a revert brings back.
  @Test func nobodyReadsWhomThePolicyOfTodayDoesNotGrant() throws {
    let bench = try MergeBench()
    let bob = bench.key("bob")
    let base = try bench.file(try bench.contents(), for: ["alice"])
    let rotated = try bench.next(base, for: ["alice"]) { $0.set("password", "new") }
    for keepsKey in [true, false] {
      let added = try bench.open(base).rekeyed(
        for: .readers(bench.keys(["alice", "bob"])), keepingKey: keepsKey, with: bench.keyRing(),
        at: .now)
      for (ours, theirs) in [(added, rotated), (rotated, added)] {
        for (granted, accepted) in [(["alice"], true), (["alice", "bob"], false)] {
          #expect {
            _ = try bench.merge(
              base, ours, theirs, granting: granted, accepts: { accepted || $0 != bob })
          } throws: {
            guard let failure = $0 as? Failure else { return false }
            return failure.code == .conflict && failure.message.contains(bob)
              && failure.message.contains("credtree resolve-conflict prod/db")
          }
        }
      }
    }
  }

  @Test func aKeyThatARevertBringsBackEncryptsNothingNew() throws {
    let bench = try MergeBench()
    let shared = try bench.file(try bench.contents(), for: ["alice", "bob"])
    var document = try bench.open(shared).file.document
    document.metadata.ageEntries.removeAll { $0.recipient == bench.key("bob") }
    let before = document.serialized()
    let rekeyed = try bench.next(before, for: ["alice"], renewingKey: true)
    let now = try bench.next(rekeyed, for: ["alice"]) { $0.set("password", "new") }
    // Bob has no entry on either side, and knows the data key of the one.
    let opened = try bench.open(try bench.merge(rekeyed, now, before, granting: ["alice"]))
    #expect(opened.contents.text("password") == "new")
    #expect(opened.key != (try bench.open(shared)).key)
  }

  @Test func aQuorumIsNotFlattened() throws {
    let bench = try MergeBench()
    let base = try bench.file(try bench.contents(), for: ["alice"])
    let ours = try bench.next(base, for: ["alice"]) { $0.set("password", "new") }
    let theirs = try bench.next(base, for: ["alice"]) { $0.set("username", "admin") }
    var tools = bench.tools()
    tools.access = .quorum(threshold: 2, groups: [bench.keys(["alice"]), bench.keys(["bob"])])
    #expect {
      _ = try MergeTexts(base: base, ours: ours, theirs: theirs).merged(as: "prod/db", by: tools)
    } throws: {
      ($0 as? Failure)?.code == .conflict
    }
  }

  @Test func aNewcomerMergesWhatBeganBeforeHim() throws {
    let bench = try MergeBench()
    let base = try bench.file(try bench.contents(), for: ["alice"])
    let added = try bench.open(base).rekeyed(
      for: .readers(bench.keys(["alice", "carol"])), keepingKey: true, with: bench.keyRing(),
      at: .now)
    let ours = try bench.next(added, for: ["alice", "carol"]) { $0.set("password", "new") }
    let theirs = try bench.next(added, for: ["alice", "carol"]) { $0.set("username", "admin") }
    // Carol has no entry in the base, but the data key is the same.
    let opened = try bench.open(try bench.merge(base, ours, theirs, as: "carol"), as: "carol")
    #expect(opened.contents.text("password") == "new")
    #expect(opened.contents.text("username") == "admin")
  }

  @Test func keyGroupsMergeAsAWhole() throws {
    let bench = try MergeBench()
    let first = try bench.contents()
    let groups = [bench.keys(["alice"]), bench.keys(["bob"]), bench.keys(["carol"])]
    let base = try first.sealed(for: .quorum(threshold: 2, groups: groups), at: .now)
    let both = KeyRing(
      identities: ["alice", "bob"].compactMap { bench.identities[$0] })
    var tools = bench.tools()
    tools.keyRing = both
    tools.access = .quorum(threshold: 2, groups: groups)
    func next(_ field: String, _ text: String) throws -> [UInt8] {
      let opened = try CredentialFile(base.span, name: "prod/db")
        .open(with: both, configuration: bench.configuration)
      var contents = opened.contents
      contents.set(field, text)
      contents.metadata.revision += 1
      return try contents.sealed(
        for: .quorum(threshold: 2, groups: groups), replacing: opened, at: .now)
    }
    let texts = MergeTexts(
      base: base, ours: try next("password", "new"), theirs: try next("username", "admin"))
    let merged = try texts.merged(as: "prod/db", by: tools)
    let opened = try CredentialFile(merged.span, name: "prod/db")
      .open(with: both, configuration: bench.configuration)
    #expect(opened.contents.text("password") == "new")
    #expect(opened.contents.text("username") == "admin")
    #expect(opened.file.document.metadata.keyGroups.count == 3)
    #expect(opened.file.document.metadata.shamirThreshold == 2)
    #expect(throws: Failure.self) { try bench.open(merged, as: "alice") }
  }
}
