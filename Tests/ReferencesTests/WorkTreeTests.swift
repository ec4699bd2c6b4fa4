import Git
import References
import TestSupport
import Testing

@Suite struct WorkTreeTests {
  @Test func readsTrackedFilesAsTheyStand() async throws {
    try await withRepository("references") { fixture in
      try await fixture.shell(
        """
        mkdir -p node_modules credentials 'a b'
        echo cred://docker-hub > 'a b/é.txt'
        echo nothing > changed
        echo cred://docker-hub > node_modules/x
        echo cred://docker-hub > credentials/x.json
        echo cred://docker-hub > deleted
        ln -s 'a b/é.txt' link
        git add .
        git commit -qm first
        echo cred://backups > untracked
        echo cred://gone > staged
        git add staged
        echo cred://backups > changed
        rm deleted
        """)
      let scan = try ReferenceScan.workTree(
        of: Repository(containing: fixture.path), with: Store.scanner())
      #expect(scan.references.map(\.file) == ["a b/é.txt", "changed", "deleted"])
      #expect(scan.references(to: "id-backups").map(\.file) == ["changed"])
      #expect(scan.dangling.map(\.file) == ["staged"])
      #expect(scan.scannedFiles == 4 && scan.unreadable.isEmpty)
    }
  }

  @Test func readsWhatASparseCheckoutLeavesOut() async throws {
    try await withRepository("references") { fixture in
      try await fixture.shell(
        """
        mkdir in out
        echo cred://docker-hub > in/a
        echo cred://docker-hub > out/b
        echo cred://docker-hub > out/removed
        git add .
        git commit -qm first
        git sparse-checkout set --no-cone '/in/'
        """)
      let scan = try ReferenceScan.workTree(
        of: Repository(containing: fixture.path), with: Store.scanner())
      #expect(scan.references.map(\.file) == ["in/a", "out/b", "out/removed"])
    }
  }
}
