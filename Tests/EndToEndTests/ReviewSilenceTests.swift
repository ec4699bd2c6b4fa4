import SystemPackage
import TestSupport
import Testing

/// No form of a review shows a secret, or how long it is.
@Suite struct ReviewSilenceTests {
  /// What every command shows of the same changes of secrets that are so long.
  private func shown(length: Int) async throws -> [String: String] {
    try await withRepository("silence-\(length)") { repository in
      func secret(_ name: String, _ seed: Int) throws -> String {
        // Strong whatever its length, and nothing that could be there by chance.
        let text = "Zq9-\(seed)-" + String((0..<(length - 8)).map { "aB3x-Kd7".cycled(at: $0) })
        repository.watch(text)
        return try repository.secretFile(name, Array(text.utf8)).string
      }
      let (first, second) = (try secret("first", 1000), try secret("second", 2000))
      try await repository.credtree(
        "create", "basic-auth", "gate", "username=user", "password=@\(first)", "--yes")
      try await repository.credtree("update", "gate", "password=@\(second)", "realm=r")
      try await repository.credtree("rekey", "--rotate", "--yes")
      try await repository.credtree("update", "gate", "password=@\(first)", "--no-commit")
      var shown: [String: String] = [:]
      for form in ["text", "json", "markdown", "html"] {
        for arguments in [
          ["diff"], ["diff", "--no-open"], ["diff", "--staged"], ["diff", "HEAD~2..HEAD"],
          ["log"], ["log", "gate", "--no-open"],
        ] {
          let output = try await repository.succeed("credtree", arguments + ["--format", form])
          shown["\(arguments) \(form)"] = Self.normalised(output.text)
        }
      }
      let path = repository.environment["PATH"] ?? ""
      for arguments in [["diff", "HEAD"], ["log", "-p"]] {
        let output = try await repository.succeed(
          "git", arguments,
          environment: ["PATH": "\(BuiltProducts.directory.string):\(path)", "GIT_PAGER": "cat"])
        // Whether two changes fell into one second decides which lines are context.
        let lines = Self.normalised(output.text).split(separator: "\n").filter { line in
          line.hasPrefix("+") || line.hasPrefix("-")
        }
        shown["git \(arguments)"] = lines.filter { !$0.contains("TIME") }.joined(separator: "\n")
      }
      let doctor = try await repository.run("credtree", ["doctor"])
      shown["doctor"] = Self.normalised(doctor.text)
      return shown
    }
  }

  /// The text without what differs between any two repositories.
  private static func normalised(_ text: String) -> String {
    var text = text
    text.replace(#/age1[0-9a-z]{58}/#, with: "RECIPIENT")
    text.replace(#/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z/#, with: "TIME")
    text.replace(#/Date: .*/#, with: "DATE")
    text.replace(#/<sealed [0-9a-f]{12}>/#, with: "<sealed>")
    text.replace(#/\b[0-9a-f]{7,64}\b/#, with: "HEX")
    text.replace(#/\b[0-9A-Za-z]{22}\b/#, with: "ID")
    text.replace(#/[^\s"']*silence-[^\s"']*/#, with: "FOLDER")
    return text
  }

  @Test func outputsDoNotDependOnTheLengthOfSecrets() async throws {
    let (short, long) = (try await shown(length: 24), try await shown(length: 70))
    #expect(short.keys.sorted() == long.keys.sorted())
    for (command, text) in short {
      #expect(text == long[command], "\(command) tells the two apart")
      #expect(!text.contains("ENC["), "\(command)")
    }
  }
}

extension String {
  fileprivate func cycled(at index: Int) -> Character {
    self[self.index(startIndex, offsetBy: index % count)]
  }
}
