import SystemPackage
import TestSupport
import Testing

/// The search for secrets is what every other end-to-end test leans on, so it is tested first.
@Suite struct CanaryTests {
  /// The places of the secrets that a test's repository was found to hold.
  private func places(_ plant: (TestRepository) async throws -> Void) async throws -> [String] {
    do {
      try await withRepository("canary", isInitialised: false, plant)
      return []
    } catch let error as CanaryFound {
      return error.places
    }
  }

  @Test func aCleanRepositoryPasses() async throws {
    let found = try await places { repository in
      try repository.write("nothing secret\n", to: "note")
      try await repository.git("add", "note")
      try await repository.git("commit", "--quiet", "-m", "a note")
      try await repository.run(
        "cat", [repository.canaryFile.string], mayShowSecrets: true)
    }
    #expect(found.isEmpty)
  }

  @Test(arguments: Canary.Encoding.allCases)
  func everyEncodingIsFoundInTheWorkTree(_ encoding: Canary.Encoding) async throws {
    for index in 0..<3 {
      let found = try await places { repository in
        let needles = repository.canary.needles(in: encoding)
        let needle = needles[index % needles.count]
        try repository.write("x" + String(decoding: needle, as: UTF8.self), to: "note")
      }
      #expect(found.contains { $0.hasSuffix("work/note (\(encoding.rawValue))") })
    }
  }

  @Test(arguments: [
    "base64 -w0", "basenc --base64url -w0", "od -An -v -tx1 | tr -d ' '", "od -An -v -w999 -tu1",
  ])
  func whatOtherProgramsEncodeIsFound(_ encoder: String) async throws {
    for padding in ["", "x", "xy"] {
      let found = try await places { repository in
        let file = try repository.secretFile(
          "padded", Array((padding + repository.canary.text + padding).utf8))
        // Numbers are printed in columns: a list of them has a comma and a space between.
        let code = "\(encoder) | tr -d '\\n' | sed 's/^ *//; s/  */, /g' > note"
        try await repository.succeed("sh", ["-c", code], input: file)
      }
      #expect(!found.isEmpty, "\(encoder) with \(padding.count) bytes before")
    }
  }

  @Test func anUnreachableObjectIsFound() async throws {
    let found = try await places { repository in
      try await repository.git("hash-object", "-w", repository.canaryFile.string)
    }
    #expect(found.contains { $0.hasPrefix("an object of ") })
  }

  @Test func aPackedObjectIsFound() async throws {
    let found = try await places { repository in
      try repository.write(repository.canary.text, to: "note")
      try await repository.git("add", "note")
      try await repository.git("commit", "--quiet", "-m", "a note")
      try await repository.git("rm", "--quiet", "note")
      try await repository.git("commit", "--quiet", "-m", "no note")
      try await repository.git("gc", "--quiet")
    }
    #expect(found.contains { $0.hasPrefix("an object of ") })
  }

  @Test func whatAProgramPrintsIsFound() async throws {
    let printed = try await places { repository in
      try await repository.run("cat", [repository.canaryFile.string])
    }
    #expect(printed.contains { $0.hasPrefix("the output of cat") })
    let complained = try await places { repository in
      try await repository.run(
        "sh", ["-c", "cat \"$1\" >&2", "sh", repository.canaryFile.string],
        mayShowSecrets: true)
    }
    #expect(complained.contains { $0.hasPrefix("the messages of sh") })
  }

  @Test func aServersLogIsFound() async throws {
    let found = try await places { repository in
      let port = try LoopbackPort.free()
      let file = repository.canaryFile
      try await repository.withServer(
        "sh",
        [
          "-c", "cat \"$1\"; exec python3 -m http.server --bind 127.0.0.1 \"$2\"", "sh",
          file.string, String(port),
        ], port: port
      ) {}
    }
    #expect(found.contains { $0.contains("sh.log") })
  }
}
