import Credentials
import Rendering
import Secrets
import SystemPackage
import TestSupport
import Testing

@Suite struct OutputSetTests {
  private func file(_ path: String, _ text: String, isPublic: Bool = false) -> OutputSet.File {
    let bytes = Array(text.utf8)
    return OutputSet.File(
      path: path, contents: Secret(SecretBytes(copying: bytes.span)), isPublic: isPublic)
  }

  @Test func filesAreWrittenOnceAndWithTheirModes() async throws {
    try await withSandbox("outputs") { folder in
      let set = OutputSet(
        root: folder.string, files: [file("a/b/c", "x"), file("d", "y", isPublic: true)])
      #expect(set.states() == [.missing, .missing])
      #expect(try set.write() == [.missing, .missing])
      #expect(try await shell("cat a/b/c d; stat -c %a a/b/c d", in: folder) == "xy600\n644\n")
      let inodes = try await shell("ls -i a/b/c d", in: folder)
      #expect(try set.write() == [.current, .current])
      #expect(try await shell("ls -i a/b/c d", in: folder) == inodes)
      try await shell("chmod 640 d; echo more >> a/b/c", in: folder)
      #expect(set.states() == [.stale, .stale])
      #expect(try set.write() == [.stale, .stale])
      #expect(set.states() == [.current, .current])
    }
  }

  @Test func allOrNothing() async throws {
    try await withSandbox("outputs") { folder in
      try await shell("mkdir out real; ln -s real link; mkfifo pipe; echo x > plain", in: folder)
      for path in ["link/a", "link", "pipe", "out", "plain/a", "first"] {
        let set = OutputSet(root: folder.string, files: [file("first", "x"), file(path, "y")])
        #expect(throws: Failure.self, "\(path)") { try set.write() }
        #expect(try await shell("ls", in: folder) == "link\nout\npipe\nplain\nreal\n", "\(path)")
      }
    }
  }
}
