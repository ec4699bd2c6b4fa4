import Documents
import SystemPackage
import TestSupport
import Testing

/// Whatever moment the merge driver dies at, nothing of either side is lost.
@Suite(.serialized, .drawn) struct MergeCrashTests {
  @Test(.timeLimit(.minutes(30)))
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
      var numbers = Numbers()
      var span = Duration.milliseconds(60)
      var ends: [String: Int] = [:]
      for _ in 0..<80 {
        try ours.write(to: result)
        let wasRunning = try await repository.runAndKill(
          "credtree", arguments, after: span * Double.random(in: 0..<1, using: &numbers))
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

  @Test(.timeLimit(.minutes(30)))
  func aResolutionIsWholeOrNotThere() async throws {
    try await withMergeRepository { repository in
      try await repository.conflict()
      var numbers = Numbers()
      var span = Duration.milliseconds(60)
      var killed = 0
      for round in 0..<40 {
        let wasRunning = try await repository.runAndKill(
          "credtree", ["resolve-conflict", "gate", "--ours"],
          after: span * Double.random(in: 0..<1, using: &numbers))
        if wasRunning { killed += 1 }
        span = span * (wasRunning ? 1.1 : 0.8)
        // The next command finishes or undoes what was begun.
        let list = try await repository.credtree("resolve-conflict", "--json")
        let isOpen = try JSON.parse(Array(list.text.utf8).span)["total"]?.int == 1
        let stages = try await repository.git("ls-files", "--unmerged").split(separator: "\n").count
        #expect(stages == (isOpen ? 3 : 0), "round \(round)")
        let text = String(
          decoding: try repository.contents(of: "credentials/gate.json"), as: UTF8.self)
        #expect(text.contains("<<<<<<< ") == isOpen, "round \(round)")
        guard !isOpen else { continue }
        try await repository.expect("gate", password: "kanarie-ours-8834", revision: 3)
        #expect(try await repository.git("diff", "--name-only").isEmpty, "round \(round)")
        try await repository.succeed(
          "git", ["checkout", "-q", "--merge", "--", "credentials/gate.json"])
      }
      #expect(killed > 5, "only \(killed) of 40 were killed before they ended")
      try await repository.credtree("resolve-conflict", "gate", "--theirs")
      let left = try await repository.succeed(
        "find", [repository.folder.string, "-name", "*.credtree-*", "-o", "-name", "*.lock"])
      #expect(left.text.isEmpty, "\(left.text)")
    }
  }

  @Test func whateverGitHandsOverIsMergedAsTextAtWorst() async throws {
    try await withMergeRepository { repository in
      try await repository.changeBothSides()
      let ours = try await repository.git("show", "main:credentials/gate.json") + "\n"
      let theirs = try await repository.git("show", "other:credentials/gate.json") + "\n"
      let base = try await repository.git("show", "main~1:credentials/gate.json") + "\n"
      var generator = Numbers()
      for round in 0..<40 {
        var texts = [base, ours, theirs].map { Array($0.utf8) }
        // Something is cut off, turned over, or repeated in one of them.
        let victim = round % 3
        let place = Int.random(in: 0..<texts[victim].count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: texts[victim].removeSubrange(place...)
        case 1: texts[victim][place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        default: texts[victim].insert(contentsOf: texts[victim].prefix(place), at: place)
        }
        for (name, text) in zip(["base", "result", "theirs"], texts) {
          try text.write(to: repository.folder.appending(name))
        }
        let driver = try await repository.run(
          "credtree",
          ["merge-driver", "base", "result", "theirs", "7", "credentials/gate.json"])
        let result = try repository.contents(of: "result")
        if driver.exit == 0 {
          // Only a base is not missed: then nothing of the sides was in conflict.
          let merged = try JSON.parse(result.span)
          #expect(merged["credential"]?["revision"]?.int == 3, "round \(round)")
        } else {
          #expect(driver.exit == 1, "round \(round): \(driver.message)")
          let own = try await repository.run(
            "git",
            [
              "merge-file", "-p", "-L", "ours", "-L", "base", "-L", "theirs",
              try Self.copy(texts[1], repository), "base", "theirs",
            ])
          // Of what is no text, git has nothing, and our side stays.
          let isText = !texts.contains { $0.prefix(8000).contains(0) }
          #expect(result == (isText ? own.stdout : texts[1]), "round \(round)")
        }
      }
    }
  }

  private static func copy(_ text: [UInt8], _ repository: TestRepository) throws -> String {
    try text.write(to: repository.folder.appending("ours"))
    return "ours"
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
