import Access
import Configuration
import CredentialStore
import Credentials
import TestSupport
import Testing

/// Files and policies as anybody could push them.
@Suite(.drawn) struct DamagedFileTests {
  @Test func anyBytesAreAnAnswerOrDamage() async throws {
    try await withOffice("damaged") { office in
      try office.create("hub")
      let whole = Array(try office.text(of: "credentials/hub.json").utf8)
      let comparison = PolicyComparison(with: try office.store().configuration)
      var numbers = Numbers()
      var matches = 0
      for round in 0..<3000 {
        var text = whole
        for _ in 0...(round % 4) {
          let place = numbers.below(text.count)
          switch round % 3 {
          case 0: text[place] = UInt8.random(in: 0...255, using: &numbers)
          case 1: text.remove(at: place)
          default: text.insert(contentsOf: text[..<(place / 8)], at: place)
          }
        }
        do throws(Failure) {
          if try comparison.difference(of: text.span, name: "hub").isMatch { matches += 1 }
        } catch {
          #expect(error.code == .integrity)
        }
      }
      #expect((1..<3000).contains(matches))
    }
  }

  @Test func historyWithDamagedFilesAndPoliciesIsReadAsFarAsPossible() async throws {
    try await withOffice("damaged-history") { office in
      try await office.setReaders(office.alice, office.bob)
      try office.create("hub")
      try await office.git.shell(
        """
        cp credtree.yaml good.yaml; cp credentials/hub.json good.json
        for text in '{' '[]' '{"sops": {}}' '{"credential": {"id": 1}, "secret": 2, "sops": []}'; do
          echo "$text" > credentials/hub.json; git commit -qam damage; done
        printf 'members: {carol: {keys: [x, 5]}, eve: 7}\\nstore: [1]\\n' > credtree.yaml
        git commit -qam 'bad policy'; printf 'a: [' > credtree.yaml; git commit -qam 'no policy'
        mv good.yaml credtree.yaml; mv good.json credentials/hub.json; git commit -qam mended
        """)
      let exposure = try office.store().exposure(of: "bob")
      #expect(exposure.open.map(\.name) == ["hub"])
      #expect(try office.store().exposure(of: "carol").credentials.isEmpty)
      #expect(try office.store().formerMembersExposures().isEmpty)
    }
  }

  @Test func aPolicyWithoutAReaderChangesNothing() async throws {
    try await withOffice("damaged-nobody") { office in
      try office.create("hub")
      let text = try office.text(of: "credtree.yaml").replacing("[alice]", with: "[]")
      try office.write(text, to: "credtree.yaml")
      #expect(failure { _ = try office.store().rekey(options: accepting) }?.code == .invalid)
    }
  }
}
