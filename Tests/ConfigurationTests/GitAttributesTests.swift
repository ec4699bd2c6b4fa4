import Configuration
import SystemPackage
import TestSupport
import Testing

@Suite struct GitAttributesTests {
  @Test func gitAppliesThemWithoutADriver() async throws {
    let text = try GitAttributes.updating(Array("*.json binary".utf8), store: "credentials")
    try await withRepository("attributes") { fixture in
      let file = try FileDescriptor.open(
        fixture.folder.appending(".gitattributes"), .writeOnly, options: .create,
        permissions: .ownerReadWrite)
      _ = try file.closeAfter { try file.writeAll(text) }
      let attributes = try await fixture.git(
        "check-attr", "text", "eol", "diff", "merge", "--", "credentials/a.json",
        "credentials/prod/x/b.json", "credentials/README.md", "x/credentials/a.json")
      for path in ["credentials/a.json", "credentials/prod/x/b.json"] {
        #expect(attributes.contains("\(path): text: set\n\(path): eol: lf\n"))
        #expect(attributes.contains("\(path): diff: credtree\n\(path): merge: credtree\n"))
      }
      #expect(attributes.contains("credentials/README.md: diff: unspecified"))
      #expect(attributes.contains("x/credentials/a.json: diff: unset"))
      // Two changes far from one another, as git merges them by itself.
      try await fixture.shell(
        """
        mkdir credentials
        seq 20 > credentials/a.json
        git add . && git commit -qm first
        git checkout -qb other
        sed -i 's/^2$/two/' credentials/a.json && git commit -qam other
        git checkout -q main
        sed -i 's/^19$/nineteen/' credentials/a.json && git commit -qam main
        git merge -q other -m merged
        git diff HEAD~1 -- credentials | grep -q '^+two$'
        grep -q nineteen credentials/a.json
        """)
    }
  }
}
