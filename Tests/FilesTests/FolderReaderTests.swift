import Files
import TestSupport
import Testing

@Suite struct FolderReaderTests {
  @Test func readsFilesAndNothingElse() async throws {
    try await withRepository("folder-reader") { fixture in
      try await fixture.shell(
        """
        printf abc > file
        : > empty
        printf 12345678 > full
        printf 123456789 > large
        mkfifo pipe
        ln -s file link
        """)
      var reader = try FolderReader(folder: fixture.path, limit: 8)
      let expected: [(String, FolderReader.Outcome, String?)] = [
        ("file", .read, "abc"), ("full", .read, "12345678"), ("empty", .read, ""),
        ("large", .tooLarge, nil), ("pipe", .notAFile, nil), ("link", .notAFile, nil),
        (".git", .notAFile, nil), ("gone", .notAFile, nil), ("file/x", .notAFile, nil),
      ]
      for (path, outcome, contents) in expected {
        var text: String?
        let result = reader.read(path) { bytes in
          text = String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
        }
        #expect(result == outcome && text == contents, "\(path)")
      }
    }
    #expect(throws: FileError.self) { _ = try FolderReader(folder: "/nowhere/at/all", limit: 1) }
  }
}
