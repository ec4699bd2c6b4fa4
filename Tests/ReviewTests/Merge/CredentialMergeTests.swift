import CredentialTypes
import Credentials
import Documents
import Review
import SOPS
import Testing

@Suite struct CredentialMergeTests {
  @Test func differentFieldsMerge() throws {
    let bench = try MergeBench()
    let base = try bench.file(try bench.contents())
    let ours = try bench.next(try bench.next(base)) {
      $0.set("password", "new")
      $0.metadata.title = "Database"
    }
    let theirs = try bench.next(base) {
      $0.set("username", "admin")
      $0.set("realm", "Production")
      $0.metadata.owner = "ops"
    }
    let merged = try bench.open(try bench.merge(base, ours, theirs))
    let contents = merged.contents
    #expect(contents.text("password") == "new")
    #expect(contents.text("username") == "admin")
    #expect(contents.text("realm") == "Production")
    #expect(contents.metadata.title == "Database")
    #expect(contents.metadata.owner == "ops")
    #expect(contents.metadata.revision == 4)
    let (mine, other) = (try bench.open(ours), try bench.open(theirs))
    #expect(contents.metadata.updatedAt == mine.contents.metadata.updatedAt)
    // One data key: what each side encrypted stays as it is.
    #expect(merged.ciphertext("password") == mine.ciphertext("password"))
    #expect(merged.ciphertext("username") == other.ciphertext("username"))
    #expect(merged.ciphertext("salt") == mine.ciphertext("salt"))
    #expect(merged.file.document.metadata.ageEntries == mine.file.document.metadata.ageEntries)
    #expect(merged.key == mine.key)
  }

  @Test func theSameChangeOnBothSidesIsNoConflict() throws {
    let bench = try MergeBench()
    let base = try bench.file(try bench.contents())
    let ours = try bench.next(base) { $0.set("password", "same") }
    let theirs = try bench.next(base) { $0.set("password", "same") }
    #expect(
      try bench.open(ours).ciphertext("password") != bench.open(theirs).ciphertext("password"))
    let merged = try bench.open(try bench.merge(base, ours, theirs))
    #expect(merged.contents.text("password") == "same")
    #expect(merged.contents.metadata.revision == 3)
    #expect(merged.ciphertext("password") == (try bench.open(ours)).ciphertext("password"))
  }

  @Test func theSameFieldChangedDifferentlyIsAConflict() throws {
    let bench = try MergeBench()
    let base = try bench.file(try bench.contents())
    let ours = try bench.next(base) {
      $0.set("password", "one")
      $0.metadata.title = "A"
    }
    let theirs = try bench.next(base) {
      $0.set("password", "two")
      $0.metadata.title = "B"
    }
    #expect(try bench.conflicts(base, ours, theirs) == ["title", "password"])
    #expect(try bench.conflicts(base, theirs, ours) == ["title", "password"])
  }

  @Test func aRemovedFieldStaysRemovedAndAChangedOneIsAConflict() throws {
    let bench = try MergeBench()
    let base = try bench.file(try bench.contents())
    let removed = try bench.next(base) { $0.remove("realm") }
    let other = try bench.next(base) { $0.set("password", "new") }
    for merged in [try bench.merge(base, removed, other), try bench.merge(base, other, removed)] {
      let contents = try bench.open(merged).contents
      #expect(contents.text("realm") == nil)
      #expect(contents.text("password") == "new")
    }
    let changed = try bench.next(base) { $0.set("realm", "Production") }
    #expect(try bench.conflicts(base, removed, changed) == ["realm"])
    #expect(try bench.conflicts(base, changed, removed) == ["realm"])
  }

  @Test func projectsAndLinksMergeAsSets() throws {
    let bench = try MergeBench()
    var first = try bench.contents()
    first.metadata.projects = ["api", "web"]
    first.metadata.links = ["https://a.example.com", "https://b.example.com"]
    let base = try bench.file(first)
    let ours = try bench.next(base) {
      $0.metadata.projects = ["api", "jobs"]
      $0.metadata.links = ["https://b.example.com"]
    }
    let theirs = try bench.next(base) {
      $0.metadata.projects = ["admin", "api", "web"]
      $0.metadata.links.append("https://c.example.com")
    }
    let merged = try bench.open(try bench.merge(base, ours, theirs)).contents.metadata
    #expect(merged.projects == ["admin", "api", "jobs"])
    #expect(merged.links == ["https://b.example.com", "https://c.example.com"])
  }

  @Test func withoutABaseEveryDifferenceIsAConflict() throws {
    let bench = try MergeBench()
    let base = try bench.file(try bench.contents())
    let ours = try bench.next(base) { $0.set("password", "new") }
    let theirs = try bench.next(base) { $0.set("username", "admin") }
    #expect(Set(try bench.conflicts(nil, ours, theirs) ?? []) == ["password", "username"])
    #expect(Set(try bench.conflicts([], ours, theirs) ?? []) == ["password", "username"])
    let markers = Array("<<<<<<< ours\nx\n=======\ny\n>>>>>>> theirs\n".utf8)
    #expect(Set(try bench.conflicts(markers, ours, theirs) ?? []) == ["password", "username"])
    let same = try bench.next(base) { $0.set("password", "new") }
    #expect(try bench.conflicts(nil, ours, same) == nil)
  }

  @Test func twoCredentialsAreNotMadeOne() throws {
    let bench = try MergeBench()
    let base = try bench.file(try bench.contents())
    let ours = try bench.next(base) { $0.set("password", "new") }
    let another = try bench.file(try bench.contents())
    #expect(try bench.conflicts(nil, ours, another) == [])
    let otherType = try bench.next(base) { $0.metadata.type = "username-password" }
    #expect(try bench.conflicts(base, ours, otherType) == [])
    // Whoever has only the public keys can write a file that opens, but does not know the salt.
    let forged = try bench.next(base) { $0.salt = try bench.contents().salt }
    #expect(try bench.conflicts(base, ours, forged) == [])
    #expect(try bench.conflicts(base, forged, ours) == [])
  }

  @Test func whatEachSideChangedMustFitTogether() throws {
    let bench = try MergeBench()
    let base = try bench.file(
      try bench.contents("openstack", #"{"username": "u", "password": "p"}"#))
    let ours = try bench.next(base) {
      $0.remove("username")
      $0.remove("password")
      $0.set("applicationCredentialId", "i")
      $0.set("applicationCredentialSecret", "s")
    }
    let theirs = try bench.next(base) { $0.metadata.owner = "ops" }
    #expect(try bench.conflicts(base, ours, theirs) == nil)
    let half = try bench.next(base) { $0.set("projectName", "x") }
    _ = try? bench.merge(base, ours, half)
    let both = try bench.next(base) { $0.set("userDomainName", "Default") }
    do {
      _ = try bench.merge(base, ours, both)
    } catch let failure as Failure {
      #expect(failure.code == .conflict)
    }
  }

  @Test func aSideThatWasChangedWithoutAKeyIsRefused() throws {
    let bench = try MergeBench()
    let base = try bench.file(try bench.contents())
    let ours = try bench.next(base) { $0.set("password", "new") }
    let theirs = try bench.next(base) { $0.set("username", "admin") }
    let text = String(decoding: theirs, as: UTF8.self)
    let edited = Array(text.replacing("Staging", with: "Evil").utf8)
    for (mine, other) in [(ours, edited), (edited, ours)] {
      #expect {
        _ = try bench.merge(base, mine, other)
      } throws: {
        ($0 as? Failure)?.code == .integrity
      }
    }
    // A base that does not hold is worth nothing: whatever differs is a conflict.
    let forged = Array(
      String(decoding: base, as: UTF8.self).replacing("Staging", with: "Evil").utf8)
    #expect(Set(try bench.conflicts(forged, ours, theirs) ?? []) == ["password", "username"])
  }

  @Test func whoHoldsNoKeyMergesNothing() throws {
    let bench = try MergeBench()
    let base = try bench.file(try bench.contents())
    let ours = try bench.next(base) { $0.set("password", "new") }
    let theirs = try bench.next(base) { $0.set("username", "admin") }
    #expect {
      _ = try bench.merge(base, ours, theirs, as: "carol")
    } throws: {
      ($0 as? Failure)?.code == .forbidden
    }
  }

  @Test func aRenameOnOneSideIsTakenOver() throws {
    let bench = try MergeBench()
    var first = try bench.contents()
    first.metadata.name = "staging/db"
    let base = try bench.file(first)
    let renamed = try bench.next(base) { $0.metadata.name = "prod/db" }
    let changed = try bench.next(base) { $0.set("password", "new") }
    for merged in [
      try bench.merge(base, renamed, changed), try bench.merge(base, changed, renamed),
    ] {
      let contents = try bench.open(merged).contents
      #expect(contents.metadata.name == "prod/db")
      #expect(contents.text("password") == "new")
    }
    // The path says another name than both sides: nothing is written that would not open.
    let other = try bench.next(base) { $0.set("username", "admin") }
    #expect(try bench.conflicts(base, changed, other) == [])
  }
}
