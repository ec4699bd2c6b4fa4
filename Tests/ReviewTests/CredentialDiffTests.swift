import Credentials
import Documents
import Review
import TestSupport
import Testing

@Suite struct CredentialDiffTests {
  @Test func nothingDiffersNowhere() async throws {
    try await withBench("same") { bench in
      try bench.create("gate")
      #expect(try bench.diff().isEmpty)
      #expect(try bench.diff("HEAD~1..HEAD~1").isEmpty)
      #expect(try bench.diff(staged: true).isEmpty)
    }
  }

  @Test func aNewCredentialShowsWhatIsPublicOnly() async throws {
    try await withBench("added") { bench in
      try bench.create("gate")
      let diff = try bench.only("HEAD~1..HEAD")
      #expect(diff.change == .added && diff.name == "gate" && diff.type == "basic-auth")
      #expect(diff.revisions == (nil, 1) && diff.addedReaders == ["alice"])
      #expect(
        diff.changes == [
          "title added", "category added", "realm added", "username added", "password added",
        ])
      #expect(diff.fields.filter(\.isEncrypted).map(\.field) == ["username", "password"])
      #expect(diff.fields.allSatisfy { !$0.isEncrypted || ($0.from == nil && $0.to == nil) })
    }
  }

  @Test func aRemovedCredential() async throws {
    try await withBench("removed") { bench in
      try bench.create("gate")
      try bench.delete("gate")
      let diff = try bench.only("HEAD~1..HEAD")
      #expect(diff.change == .removed && diff.revisions == (1, nil))
      #expect(diff.removedReaders == ["alice"] && diff.addedReaders == [])
      #expect(diff.fields.allSatisfy { $0.change == .removed })
    }
  }

  @Test func eachKindOfChangeOfAField() async throws {
    try await withBench("fields") { bench in
      try bench.create("gate")
      try bench.update("gate") { input in
        input.values = [
          Member("realm", .string("Production")), Member("password", .string("another")),
          Member("cost", .string("12")),
        ]
        input.title = "Gate"
        input.description = "The gate"
      }
      let diff = try bench.only("HEAD~1..HEAD")
      #expect(diff.change == .changed && diff.revisions == (1, 2) && diff.remarks == [])
      #expect(diff.addedReaders == [] && diff.removedReaders == [])
      #expect(
        diff.changes == [
          "title changed", "description added", "realm changed", "cost added",
          "password changed",
        ])
      let realm = try #require(diff.fields.first { $0.field == "realm" })
      #expect(realm.from == .string("Staging") && realm.to == .string("Production"))
      try bench.update("gate") { $0.unset = ["realm"] }
      #expect(try bench.only("HEAD~1..HEAD").changes == ["realm removed"])
    }
  }

  @Test func anEndThatIsGoneIsAWorry() async throws {
    try await withBench("endless") { bench in
      try bench.create("gate")
      try bench.update("gate") { $0.expiresAt = Timestamp(secondsSince1970: 4_000_000_000) }
      try bench.update("gate") { $0.cleared = ["expiresAt"] }
      let diff = try bench.only("HEAD~1..HEAD")
      #expect(diff.worries.map(\.kind).contains(.expiryRemoved))
      #expect(!(try bench.only("HEAD~2..HEAD~1")).worries.map(\.kind).contains(.expiryRemoved))
    }
  }

  @Test func aSecretAmongPublicValuesIsAWorryAndNotShown() async throws {
    try await withBench("exposed") { bench in
      try bench.create("gate")
      try await bench.git.shell(
        """
        sed -i '/"password": "ENC/d; s/"public": {/&\\n\\t\\t"password": "naked-marker",/' \\
          credentials/gate.json
        git commit -qam exposed
        """)
      let diff = try bench.only("HEAD~1..HEAD")
      let field = try #require(diff.fields.first { $0.field == "password" && !$0.isEncrypted })
      #expect(field.isExposed && field.change == .added && field.from == nil && field.to == nil)
      #expect(diff.worries.contains { $0.kind == .notEncrypted && $0.field == "password" })
      // The value stays hidden when it goes.
      let back = try bench.only("HEAD..HEAD~1")
      #expect(back.fields.contains { $0.field == "password" && $0.isExposed && $0.from == nil })
    }
  }

  @Test func theSameIdentityElsewhereIsARename() async throws {
    try await withBench("rename") { bench in
      try bench.create("gate")
      try bench.create("other")
      try await bench.git.shell(
        """
        git mv credentials/gate.json credentials/door.json
        sed -i 's/"name": "gate"/"name": "door"/' credentials/door.json
        git commit -qam rename
        """)
      let diff = try bench.only("HEAD~1..HEAD")
      #expect(diff.change == .renamed && diff.name == "door" && diff.oldName == "gate")
      #expect(!diff.worries.contains { $0.kind == .noNewRevision })
      try await bench.git.shell(
        """
        git mv credentials/door.json credentials/way.json
        sed -i 's/"name": "door"/"name": "way"/; s/Staging/Production/' credentials/way.json
        git commit -qam 'rename and change'
        """)
      let changed = try bench.only("HEAD~1..HEAD")
      #expect(changed.change == .renamed && changed.worries.contains { $0.kind == .noNewRevision })
      #expect(diff.changes == [])
    }
  }

  @Test func aDamagedFileIsUnreadable() async throws {
    try await withBench("damaged") { bench in
      try bench.create("gate")
      try await bench.git.shell(
        "echo '{' > credentials/gate.json; echo '{}' > credentials/new.json")
      #expect(try bench.only().change == .unreadable, "what git does not know is not compared")
      try await bench.git.git("add", "-A")
      #expect(try bench.diff(staged: true).credentials.map(\.change) == [.unreadable, .unreadable])
    }
  }

  @Test func anotherKeyHidesWhetherValuesChanged() async throws {
    try await withBench("rekey") { bench in
      try bench.create("gate")
      try await bench.admit("bob", "age1z4q4pghks0thjy8jktuezwzrfar7c9u7skjpncfl7504aaa8hcwq92m9z2")
      try bench.update("gate") { $0.title = "Gate" }
      let diff = try bench.only("HEAD~1..HEAD")
      #expect(diff.addedReaders == ["bob"] && diff.removedReaders == [])
      #expect(
        diff.changes == ["title changed", "username reencrypted", "password reencrypted"])
      let policy = try bench.diff("HEAD~2..HEAD~1")
      #expect(policy.credentials == [] && !policy.isEmpty)
      #expect(policy.addedGrants.count == 1 && policy.addedGrants[0].hasPrefix("**: bob ("))
      let back = try bench.diff("HEAD..HEAD~2")
      #expect(back.removedGrants == policy.addedGrants && back.addedGrants == [])
      let removal = try #require(back.credentials.first)
      #expect(removal.removedReaders == ["bob"])
      #expect(removal.remarks == ["goes back to an earlier revision"])
    }
  }

  @Test func aReaderWhomNobodyKnowsIsShownByKey() async throws {
    try await withBench("unknown") { bench in
      try bench.create("gate")
      let key = "age1z4q4pghks0thjy8jktuezwzrfar7c9u7skjpncfl7504aaa8hcwq92m9z2"
      try await bench.git.shell(
        "sed -i 's/\"recipient\": \"age1[^\"]*\"/\"recipient\": \"\(key)\"/' credentials/gate.json")
      let diff = try bench.only()
      #expect(diff.addedReaders == [key] && diff.removedReaders == ["alice"])
    }
  }

  @Test func anEditWithoutARevisionIsRemarkedOn() async throws {
    try await withBench("edit") { bench in
      try bench.create("gate")
      try await bench.git.shell("sed -i 's/Staging/Production/' credentials/gate.json")
      let diff = try bench.only()
      #expect(diff.changes == ["realm changed"])
      #expect(diff.remarks == ["changed without a new revision"])
      try bench.reseal("gate")
      #expect(try bench.only("HEAD~1").remarks == [])
    }
  }
}
