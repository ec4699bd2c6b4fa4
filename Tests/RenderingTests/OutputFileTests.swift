import Credentials
import Rendering
import Secrets
import SystemPackage
import TestSupport
import Testing

@Suite struct OutputFileTests {
  private func write(
    _ path: String, isPublic: Bool = false, isTracked: (String) -> Bool = { _ in false }
  ) -> Failure.Code? {
    let bytes = Array("text\n".utf8)
    do {
      try OutputFile(path: path, isPublic: isPublic).write(
        SecretBytes(copying: bytes.span), isTracked: isTracked)
      return nil
    } catch { return error.code }
  }

  @Test func theModeFollowsTheContents() async throws {
    try await withSandbox("output") { folder in
      #expect(write(folder.appending("private").string) == nil)
      #expect(write(folder.appending("public").string, isPublic: true) == nil)
      let modes = try await shell("umask 0; stat -c %a private public; cat private", in: folder)
      #expect(modes == "600\n644\ntext\n")
      // An open mode that was there before does not survive, and nothing else stays behind.
      let names = try await shell("chmod 666 private; ls -a", in: folder)
      #expect(write(folder.appending("private").string) == nil)
      #expect(try await shell("stat -c %a private; ls -a", in: folder) == "600\n" + names)
    }
  }

  @Test func aTrackedPathIsRefusedAlsoThroughALink() async throws {
    try await withSandbox("output") { folder in
      try await shell("echo old > tracked; ln -s tracked link", in: folder)
      for name in ["tracked", "link"] {
        let code = write(folder.appending(name).string) { $0.hasSuffix("/tracked") }
        #expect(code == .usage)
      }
      #expect(try await shell("cat tracked", in: folder) == "old\n")
      #expect(write(folder.appending("link").string) == nil)
      #expect(try await shell("cat tracked; readlink link", in: folder) == "text\ntracked\n")
    }
  }

  @Test func whatIsNoFileIsRefused() async throws {
    try await withSandbox("output") { folder in
      try await shell("mkfifo pipe", in: folder)
      #expect(write(folder.string) == .usage)
      #expect(write(folder.appending("pipe").string) == .usage)
      #expect(write("/dev/null") == .usage)
      #expect(write("/dev/stderr") == .usage)
      #expect(write(folder.appending("none/file").string) == .system)
    }
  }
}
