import Files
import Secrets
import SystemPackage
import TestSupport
import Testing

@Suite struct FileWriterTests {
  private func replace(_ path: String, with bytes: [UInt8]) throws {
    try FileWriter.replace(path, with: bytes.span, permissions: 0o600)
  }

  private func create(_ path: String, with bytes: [UInt8]) throws {
    try FileWriter.create(path, with: bytes.span, permissions: 0o600)
  }

  @Test func replacingKeepsNothingBesideTheFile() async throws {
    try await withSandbox("files") { folder in
      let path = "\(folder.string)/a.json"
      for text in ["one", "two, and longer"] {
        try replace(path, with: Array(text.utf8))
        #expect(try FileReader.contents(of: path, limit: 100) == Array(text.utf8))
      }
      #expect(FileReader.permissions(of: path) == 0o600)
      #expect(try FileReader.entries(of: folder.string).map(\.name) == ["a.json"])
    }
  }

  @Test func whatIsPreparedElsewhereLeavesNothingBesideTheFile() async throws {
    try await withSandbox("files") { folder in
      let (path, other) = ("\(folder.string)/a.json", "\(folder.string)/other")
      try FileWriter.createFolders(other)
      let text = Array("one".utf8)
      try FileWriter.replace(path, with: text.span, permissions: 0o640, preparingIn: other)
      #expect(try FileReader.contents(of: path, limit: 100) == text)
      #expect(FileReader.permissions(of: path) == 0o640)
      #expect(try FileReader.entries(of: other).isEmpty)
      // On another file system a rename would be refused.
      let longer = Array("two, and longer".utf8)
      try FileWriter.replace(path, with: longer.span, permissions: 0o600, preparingIn: "/dev/shm")
      #expect(try FileReader.contents(of: path, limit: 100) == longer)
      #expect(try FileReader.entries(of: folder.string).map(\.name) == ["a.json", "other"])
      let error = #expect(throws: FileError.self) {
        try FileWriter.replace(path, with: text.span, permissions: 0o600, preparingIn: "/absent")
      }
      #expect(error?.code == .notFound)
      #expect(try FileReader.contents(of: path, limit: 100) == longer)
    }
  }

  @Test func creatingRefusesATakenName() async throws {
    try await withSandbox("files") { folder in
      let path = "\(folder.string)/key"
      try create(path, with: [1])
      let error = #expect(throws: FileError.self) {
        try create(path, with: [2])
      }
      #expect(error?.code == .exists && error?.path == path)
      #expect(try FileReader.contents(of: path, limit: 1) == [1])
      #expect(try FileReader.entries(of: folder.string).count == 1)
    }
  }

  @Test func readingSaysWhatIsWrong() async throws {
    try await withSandbox("files") { folder in
      func code(_ path: String, limit: Int = 10) -> FileError.Code? {
        do {
          _ = try FileReader.contents(of: path, limit: limit)
          return nil
        } catch { return error.code }
      }
      #expect(code("\(folder.string)/none") == .notFound)
      #expect(code(folder.string) == .notAFile)
      #expect(code("/dev/null") == .notAFile)
      let path = "\(folder.string)/big"
      try replace(path, with: [UInt8](repeating: 7, count: 11))
      #expect(code(path) == .tooLarge)
      let secret = try FileReader.secret(of: path, limit: 11)
      #expect(secret.count == 11)
    }
  }

  @Test func foldersAreMadeAllTheWay() async throws {
    try await withSandbox("files") { folder in
      try FileWriter.createFolders("\(folder.string)/a/b/c")
      #expect(FileReader.isFolder("\(folder.string)/a/b/c"))
      try replace("\(folder.string)/file", with: [])
      #expect(throws: FileError.self) { try FileWriter.createFolders("\(folder.string)/file/x") }
    }
  }
}
