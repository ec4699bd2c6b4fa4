import Documents
import SystemPackage
import TestSupport
import Testing

/// Whatever moment the merge driver dies at, nothing of either side is lost.
@Suite(.serialized) struct MergeCrashTests {
  @Test(.timeLimit(.minutes(10)))
  func theResultIsTheTextualMergeOrTheFinishedOne() async throws {
    try await withMergeRepository { repository in
      try await repository.changeBothSides()
      var files: [String] = []
      for (name, revision) in [("base", "main~1"), ("ours", "main"), ("theirs", "other")] {
        let text = try await repository.git("show", "\(revision):credentials/gate.json") + "\n"
        let path = repository.sandbox.appending("\(name).json")
        try Array(text.utf8).write(to: path)
        files.append(path.string)
      }
      let ours = try [UInt8](contentsOf: FilePath(files[1]))
      let arguments = ["merge-driver", files[0], "result", files[2], "7", "credentials/gate.json"]
      let result = repository.folder.appending("result")
      // What the driver writes first, and what it writes last.
      try ours.write(to: result)
      try await repository.run("credtree", arguments, environment: ["XDG_CONFIG_HOME": "/none"])
      let textual = try [UInt8](contentsOf: result)
      #expect(String(decoding: textual, as: UTF8.self).contains("<<<<<<< ours"))
      var span = Duration.milliseconds(60)
      var ends: [String: Int] = [:]
      for _ in 0..<80 {
        try ours.write(to: result)
        let wasRunning = try await repository.runAndKill(
          "credtree", arguments, after: span * Double.random(in: 0..<1))
        span = span * (wasRunning ? 1.1 : 0.8)
        let text = try [UInt8](contentsOf: result)
        if text == ours {
          ends["untouched", default: 0] += 1
        } else if text == textual {
          ends["textual", default: 0] += 1
        } else {
          let merged = try JSON.parse(text.span)
          #expect(merged["credential"]?["revision"]?.int == 3)
          ends["merged", default: 0] += 1
        }
      }
      #expect((ends["merged"] ?? 0) > 0, "\(ends)")
      #expect((ends["untouched"] ?? 0) + (ends["textual"] ?? 0) > 0, "\(ends)")
      try await repository.succeed("rm", ["result"])
      let left = try await repository.git("status", "--porcelain", "--ignored")
      #expect(left.isEmpty, "\(left)")
    }
  }

  @Test(arguments: ["0.001", "0.004", "0.01", "0.02", "0.04", "1"])
  func gitHasAConflictUnlessTheMergeIsDone(_ seconds: String) async throws {
    try await withMergeRepository { repository in
      try await repository.changeBothSides()
      let program = BuiltProducts.directory.appending("credtree").string
      try await repository.git(
        "config", "merge.credtree.driver",
        "timeout -s KILL \(seconds) '\(program)' merge-driver %O %A %B %L %P")
      let merge = try await repository.run("git", ["merge", "-q", "--no-edit", "other"])
      if merge.exit == 0 {
        try await repository.expect("gate", username: "theirs", revision: 3)
      } else {
        let stages = try await repository.git("ls-files", "--unmerged")
        // Newer gits stop the whole merge when a driver was killed, and nothing has changed then.
        let head = try await repository.git("ls-files", "--modified")
        #expect(stages.split(separator: "\n").count == 3 || (stages + head).isEmpty)
        if !stages.isEmpty {
          try await repository.credtree("resolve-conflict", "gate")
          try await repository.expect("gate", username: "theirs", revision: 3)
        }
      }
    }
  }
}

extension TestRepository {
  /// Makes the branches change different fields; the work tree is at `main`.
  fileprivate func changeBothSides() async throws {
    try await succeed("git", ["checkout", "-q", "other"])
    try await credtree("update", "gate", "username=theirs")
    try await succeed("git", ["checkout", "-q", "main"])
    try await credtree("update", "gate", "realm=Ours")
  }
}
