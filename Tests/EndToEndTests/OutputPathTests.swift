import SystemPackage
import TestSupport
import Testing

/// What is rendered lands where git does not see it, and nothing but a file is replaced.
@Suite struct OutputPathTests {
  /// Another repository that tracks a file, beside the work tree.
  private func makeOther(_ repository: TestRepository) async throws -> FilePath {
    let script = """
      git init --quiet ../other && cd ../other && echo old > tracked && echo ignored > .gitignore
      git add . && git commit --quiet -m first
      """
    try await repository.succeed("sh", ["-ec", script])
    return repository.sandbox.appending("other")
  }

  @Test func anotherRepositoryTracksFilesToo() async throws {
    try await withRepository("output") { repository in
      try await repository.createUser("gate")
      let other = try await makeOther(repository).string
      for name in ["tracked", "new"] {
        let answer = try await repository.run(
          "credtree", ["render", "htpasswd", "-o", "../other/\(name)"])
        #expect(answer.exit == 2)
        #expect(answer.message.contains("../other/\(name)"))
      }
      try await repository.credtree("render", "htpasswd", "-o", "\(other)/ignored")
      #expect(try [UInt8](contentsOf: FilePath(other).appending("tracked")) == Array("old\n".utf8))
      try await repository.credtree(
        "render", "htpasswd", "-o", "\(other)/tracked", "--allow-tracked")
    }
  }

  /// A submodule's own rules decide, not those of the repository around it.
  @Test func aSubmoduleTracksFilesToo() async throws {
    try await withRepository("output") { repository in
      try await repository.createUser("gate")
      _ = try await makeOther(repository)
      try await repository.git(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../other", "part")
      try repository.write("*.out\n", to: ".gitignore")
      for (name, status) in [("tracked", 2), ("new.out", 2), ("ignored", 0)] as [(String, Int32)] {
        let answer = try await repository.run(
          "credtree", ["render", "htpasswd", "-o", "part/\(name)"])
        #expect(answer.exit == status, "\(name) \(answer.message)")
      }
    }
  }

  @Test(arguments: ["-", "/dev/stdout", "/dev/fd/1"])
  func standardOutputIsNotReplaced(_ path: String) async throws {
    try await withRepository("output") { repository in
      try await repository.createUser("gate")
      let tool = BuiltProducts.directory.appending("credtree").string
      let script = """
        echo before > ../kept; ls -i ../kept > ../inode
        "$1" render htpasswd -o "$2" >> ../kept
        ls -i ../kept | cmp - ../inode && head -n 1 ../kept && tail -n +2 ../kept | cut -c 1-6
        """
      let answer = try await repository.succeed("sh", ["-ec", script, "sh", tool, path])
      #expect(answer.text == "before\nstage:\n")
    }
  }
}
