import Documents
import SystemPackage
import TestSupport
import Testing

/// A file that was changed by accident or by an attacker is never used.
@Suite struct DamagedFileTests {
  /// The places to damage: every seventh byte, and every byte of what SOPS calls metadata.
  private func places(in file: [UInt8]) -> [Int] {
    let text = String(decoding: file, as: UTF8.self)
    let metadata = text.firstRange(of: "\"sops\"").map {
      text[..<$0.lowerBound].utf8.count
    }
    return file.indices.filter { $0 % 7 == 0 || $0 >= metadata ?? 0 }
  }

  /// What `reveal` did with a file that had one byte changed.
  private func answers(
    _ repository: TestRepository, to places: [Int], of original: [UInt8], in copy: FilePath
  ) async throws -> [(place: Int, output: Output)] {
    var answers: [(Int, Output)] = []
    for place in places {
      var damaged = original
      damaged[place] ^= 1 << UInt8(place % 8)
      try damaged.write(to: copy.appending("credentials/hub.json"))
      // Revealed output is a wrong answer here, and so nothing is allowed to be in it.
      answers.append(
        (place, try await repository.run("credtree", ["reveal", "hub", "password"], in: copy)))
    }
    return answers
  }

  @Test func theListShowsTheOthersAndFails() async throws {
    try await withRepository("damage") { repository in
      for name in ["first", "second", "third"] { try await repository.createUser(name) }
      try repository.write("{", to: "credentials/second.json")
      let answer = try await repository.run("credtree", ["list"])
      #expect(answer.exit == 8 && answer.message.contains("second.json"))
      #expect(answer.text.contains("first") && answer.text.contains("third"))
      let document = try await repository.run("credtree", ["list", "--json"])
      #expect(try JSON.parse(document.stdout.span)["total"]?.int == 2)
      try repository.write("{", to: "credentials/third.json")
      let both = try await repository.run("credtree", ["list"])
      #expect(both.exit == 8)
      #expect(both.message.contains("second.json") && both.message.contains("third.json"))
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func aFlippedBitAnywhereIsSeen() async throws {
    try await withRepository("damaged") { repository in
      try await repository.createRegistryLogin("hub")
      let original = try repository.contents(of: "credentials/hub.json")
      let places = places(in: original)
      let workers = 4
      let answers = try await withThrowingTaskGroup(
        of: [(place: Int, output: Output)].self
      ) { group in
        for worker in 0..<workers {
          let copy = repository.sandbox.appending("copy-\(worker)")
          try await repository.succeed("cp", ["-a", repository.folder.string, copy.string])
          let own = places.enumerated().filter { $0.offset % workers == worker }.map(\.element)
          group.addTask {
            try await self.answers(repository, to: own, of: original, in: copy)
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(answers.count == places.count)
      let wrong = answers.filter {
        $0.output.exit != 8 || !$0.output.message.contains("hub.json")
      }
      let described = wrong.sorted { $0.place < $1.place }.prefix(20).map {
        let around = original[max(0, $0.place - 12)...min(original.count - 1, $0.place + 3)]
        return "\($0.place) …\(String(decoding: around, as: UTF8.self)): "
          + "\($0.output.status) \($0.output.message)"
      }
      #expect(wrong.isEmpty, "\(wrong.count) of \(answers.count): \(described)")
    }
  }

  @Test(arguments: ["title", "server", "revision"])
  func anEditOfTheReadablePartIsSeenAndMended(_ field: String) async throws {
    try await withRepository("damaged") { repository in
      try await repository.createRegistryLogin("hub")
      try await repository.succeed(
        "sed", ["-i", "s|\"\(field)\": \"*[a-z0-9.]*|&1|", "credentials/hub.json"])
      let changed = try await repository.git("status", "--porcelain")
      #expect(changed == " M credentials/hub.json")
      let refused = try await repository.run("credtree", ["reveal", "hub", "password"])
      #expect(refused.exit == 8)
      #expect(refused.message.contains("reseal"))
      try await repository.credtree("reseal", "hub")
      let password = try await repository.credtree(
        "reveal", "hub", "password", mayShowSecrets: true)
      let matches = password.text == repository.canary.text
      #expect(matches)
    }
  }

  @Test func aFileUnderAnotherNameIsRefused() async throws {
    try await withRepository("damaged") { repository in
      try await repository.createRegistryLogin("hub")
      try await repository.succeed("cp", ["credentials/hub.json", "credentials/mirror.json"])
      let answer = try await repository.run("credtree", ["reveal", "mirror", "password"])
      #expect(answer.exit == 8)
    }
  }

  @Test(arguments: ["", "{", "null", "[]", "{}", "{\"sops\":{}}", "\u{0}", "not json"])
  func aFileThatIsNoCredentialIsRefused(_ text: String) async throws {
    try await withRepository("damaged") { repository in
      try await repository.createRegistryLogin("hub")
      try repository.write(text, to: "credentials/hub.json")
      for command in [["reveal", "hub", "password"], ["update", "hub", "username=x"]] {
        let answer = try await repository.run("credtree", command)
        #expect(answer.exit == 8, "\(command[0]): \(answer.message)")
        #expect(answer.message.contains("hub.json"))
      }
      #expect(try repository.contents(of: "credentials/hub.json") == Array(text.utf8))
    }
  }
}
