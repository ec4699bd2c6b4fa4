import Credentials
import SystemPackage
import TestSupport
import Testing

@Suite struct StoreDiscoveryTests {
  @Test func theNearestConfigurationUpwardCounts() async throws {
    try await withSandbox("discovery") { folder in
      try await shell(
        "mkdir -p a/b/c; touch credtree.yaml a/b/credtree.yaml; ln -s a/b/c link", in: folder)
      let root = folder.string
      #expect(try StoreDiscovery.root(startingAt: root) == root)
      #expect(try StoreDiscovery.root(startingAt: "\(root)/a") == root)
      #expect(try StoreDiscovery.root(startingAt: "\(root)/a/b/c") == "\(root)/a/b")
      #expect(try StoreDiscovery.root(startingAt: "\(root)/link") == "\(root)/a/b")
      #expect(try StoreDiscovery.root(startingAt: "\(root)/a/../a/b/c/..") == "\(root)/a/b")
    }
  }

  @Test func whatIsNoStoreIsNotFound() async throws {
    try await withSandbox("discovery") { folder in
      try await shell("mkdir a; touch file", in: folder)
      for place in ["a", "file", "missing"] {
        let failure = failure { _ = try StoreDiscovery.root(startingAt: "\(folder)/\(place)") }
        #expect(failure?.code == .notFound)
      }
    }
  }
}
