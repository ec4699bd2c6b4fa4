import Configuration
import Credentials
import Secrets
import SystemPackage
import TestSupport
import Testing

@testable import Rendering

@Suite struct TargetTests {
  @Test func addressesThatWouldRunAProgramAreRefused() throws {
    for text in [
      "ext::sh -c id", "fd::17", "--upload-pack=id", "ssh+git://x/y", "file://host/x", "-x:y",
      "unknown://x",
    ] {
      #expect(throws: Failure.self, "\(text)") { try RepositoryAddress(text, root: "/r") }
    }
    for (text, path) in [
      ("/a/b.git", "/a/b.git"), ("../b.git", "/r/../b.git"), ("file:///a", "/a"), ("a:b/c", nil),
      ("git@example.com:team/x.git", nil), ("https://example.com/x", nil), ("./a:b", "/r/./a:b"),
    ] as [(String, String?)] {
      let address = try RepositoryAddress(text, root: "/r")
      #expect(address == path.map { .local(path: $0) } ?? .remote(url: text), "\(text)")
    }
  }

  @Test func folderInMemory() throws {
    var path = ""
    do {
      let folder = try MemoryFolder()
      path = folder.path
      #expect(path.hasPrefix("/dev/shm/credtree-sync-"))
      _ = try FileDescriptor.open(
        FilePath("\(path)/file"), .writeOnly, options: .create, permissions: .ownerReadWrite
      ).close()
    }
    #expect(throws: Errno.self) { try FileDescriptor.open(FilePath(path), .readOnly) }
  }

  @Test func theFolderOfAKilledProcessIsRemoved() async throws {
    try await withSandbox("targets") { folder in
      // A process that has ended, whose number nobody has yet.
      let left = try await shell(
        "sh -c 'mkdir -p /dev/shm/credtree-sync-$$-x/y; echo s > /dev/shm/credtree-sync-$$-x/y/z; echo $$'",
        in: folder
      ).dropLast()
      let mine = try MemoryFolder()
      let names = try await shell("ls /dev/shm", in: folder)
      #expect(!names.contains("credtree-sync-\(left)-x"))
      #expect(names.contains(FilePath(mine.path).lastComponent?.string ?? "?"))
    }
  }
}
