import Files
import SystemPackage
import TestSupport
import Testing

@Suite struct PreparedFileTests {
  @Test func whatIsNotInstalledLeavesNothing() async throws {
    try await withSandbox("files") { folder in
      let path = "\(folder.string)/a"
      do {
        let bytes: [UInt8] = [1]
        let file = try PreparedFile(path, with: bytes.span, permissions: 0o644)
        #expect(try FileReader.entries(of: folder.string).count == 1)
        withExtendedLifetime(file) {}
      }
      #expect(try FileReader.entries(of: folder.string).isEmpty)
      let bytes: [UInt8] = [2]
      try PreparedFile(path, with: bytes.span, permissions: 0o644).install()
      #expect(try FileReader.contents(of: path, limit: 9) == [2])
      #expect(FileReader.permissions(of: path) == 0o644)
      #expect(try FileReader.entries(of: folder.string).map(\.name) == ["a"])
    }
  }

  @Test func aLockFileIsHeldOnce() async throws {
    try await withSandbox("files") { folder in
      let (marker, path) = ("\(folder.string)/marker", "\(folder.string)/x.lock")
      let bytes: [UInt8] = [1]
      try FileWriter.create(marker, with: bytes.span, permissions: 0o644)
      let first = try LinkedLock.acquire(path, marker: marker, waitingAtMost: 0)
      #expect(FileReader.exists(path))
      let second = try LinkedLock.acquire(path, marker: marker, waitingAtMost: 0.01)
      let isRefused = second == nil
      #expect(isRefused)
      first?.release()
      #expect(!FileReader.exists(path))
    }
  }

  @Test func onlyOurOwnStaleLockIsRemoved() async throws {
    try await withSandbox("files") { folder in
      let (marker, path) = ("\(folder.string)/marker", "\(folder.string)/x.lock")
      let bytes: [UInt8] = [1]
      try FileWriter.create(marker, with: bytes.span, permissions: 0o644)
      try FileWriter.create(path, with: bytes.span, permissions: 0o644)
      LinkedLock.removeStale(path, marker: marker)
      #expect(FileReader.exists(path))
      try FileWriter.remove(path)
      let git = GitFixture(at: folder)
      try await git.shell("ln marker x.lock")
      LinkedLock.removeStale(path, marker: marker)
      #expect(!FileReader.exists(path))
    }
  }

  @Test func theProcessLockIsExclusive() async throws {
    try await withSandbox("files") { folder in
      let path = "\(folder.string)/lock"
      let first = try FileLock.acquire(path, waitingAtMost: 0)
      let second = try FileLock.acquire(path, waitingAtMost: 0.01)
      let isRefused = second == nil
      #expect(isRefused)
      first?.release()
      // A program that another test is starting may hold a copy until it runs.
      let third = try FileLock.acquire(path, waitingAtMost: 5)
      let isGranted = third != nil
      #expect(isGranted)
    }
  }
}
