import Documents
import SystemPackage
import TestSupport
import Testing

/// Where identities and stores are looked for, and in which order.
@Suite struct IdentityPlacesTests {
  /// A place for an identity: what to say on the command line or in the environment.
  private struct Place {
    let recipient: String
    var options: [String] = []
    var variables: [String: String] = [:]
    /// Moves the file that is looked for without being asked to where it is found.
    var file: (from: String, to: String)?
  }

  /// All places, in their order, each with an identity of its own.
  private func places(in repository: TestRepository) async throws -> [Place] {
    let folder = repository.inbox.string
    try await repository.succeed(
      "sh",
      [
        "-euc",
        """
        cd "$1"
        for n in 1 2 3 4 5 6 8; do age-keygen -o key$n 2>/dev/null; done
        for n in 7 9; do ssh-keygen -q -t ed25519 -N '' -C '' -f key$n; done
        ssh-keygen -q -t rsa -b 2048 -N '' -C '' -f key10
        for n in 1 2 3 4 5 6 8; do age-keygen -y key$n > key$n.pub; done
        """, "sh", folder,
      ])
    func text(_ name: String) throws -> String {
      let bytes = try [UInt8](contentsOf: repository.inbox.appending(name))
      return String(String(decoding: bytes, as: UTF8.self).drop { $0.isWhitespace })
    }
    func recipient(_ number: Int) throws -> String {
      let words = try text("key\(number).pub").split { $0.isWhitespace }
      return words.prefix(2).joined(separator: " ")
    }
    func key(_ number: Int) -> String { "\(folder)/key\(number)" }
    let home = repository.home.string
    return [
      Place(recipient: try recipient(1), options: ["--identity", key(1)]),
      Place(recipient: try recipient(2), variables: ["CREDTREE_IDENTITY": try text("key2")]),
      Place(recipient: try recipient(3), variables: ["CREDTREE_IDENTITY_FILE": key(3)]),
      Place(recipient: try recipient(4), variables: ["SOPS_AGE_KEY": try text("key4")]),
      Place(recipient: try recipient(5), variables: ["SOPS_AGE_KEY_FILE": key(5)]),
      Place(recipient: try recipient(6), variables: ["SOPS_AGE_KEY_CMD": "cat '\(key(6))'"]),
      Place(
        recipient: try recipient(7), variables: ["SOPS_AGE_SSH_PRIVATE_KEY_FILE": key(7)]),
      Place(recipient: try recipient(8), file: (key(8), "\(home)/.config/sops/age/keys.txt")),
      Place(recipient: try recipient(9), file: (key(9), "\(home)/.ssh/id_ed25519")),
      Place(recipient: try recipient(10), file: (key(10), "\(home)/.ssh/id_rsa")),
    ]
  }

  @Test func thePlacesAreSearchedInTheirOrder() async throws {
    try await withRepository("places", isInitialised: false) { repository in
      let places = try await places(in: repository)
      try await repository.succeed(
        "mkdir", ["-p", "\(repository.home)/.config/sops/age", "\(repository.home)/.ssh"])
      for place in places {
        if let file = place.file { try await repository.succeed("cp", [file.from, file.to]) }
      }
      for first in places.indices {
        let folder = repository.folder.appending("r\(first)")
        try await repository.succeed("git", ["init", "-q", folder.string])
        let rest = places[first...]
        var variables: [String: String] = [:]
        for place in rest { variables.merge(place.variables) { $1 } }
        let output = try await repository.succeed(
          "credtree", ["init", "--json"] + rest.flatMap(\.options), environment: variables,
          in: folder)
        #expect(output.text.contains("\"\(places[first].recipient)\""), "place \(first)")
        // What was first is not there for the next.
        if let file = places[first].file { try await repository.succeed("rm", [file.to]) }
      }
    }
  }

  @Test func whatWasAskedForMustBeUsable() async throws {
    try await withRepository("unusable") { repository in
      try await repository.credtree(
        "create", "basic-auth", "gate", "username=bob", "--generate", "password")
      func exit(_ arguments: [String], _ variables: [String: String]) async throws -> Int32? {
        try await repository.run(
          "credtree", ["get", "gate"] + arguments, environment: variables
        ).exit
      }
      let broken = try repository.secretFile("broken", Array("AGE-SECRET-KEY-1X\n".utf8)).string
      #expect(try await exit(["--identity", "/nowhere"], [:]) == 5)
      #expect(try await exit(["--identity", broken], [:]) == 5)
      #expect(try await exit([], ["CREDTREE_IDENTITY": "nonsense"]) == 5)
      #expect(try await exit([], ["CREDTREE_IDENTITY_FILE": "/nowhere"]) == 5)
      // What others may have set for sops is only noted.
      #expect(try await exit([], ["SOPS_AGE_KEY": "nonsense"]) == 0)
      #expect(try await exit([], ["SOPS_AGE_KEY_FILE": "/nowhere"]) == 0)
      #expect(try await exit([], ["SOPS_AGE_KEY_CMD": "false"]) == 0)
    }
  }

  @Test func whatNeedsNoKeyRunsNoProgramForOne() async throws {
    try await withRepository("nokey") { repository in
      try await repository.credtree(
        "create", "basic-auth", "gate", "username=bob", "--generate", "password")
      let variables = ["SOPS_AGE_KEY_CMD": "touch \(repository.inbox)/ran"]
      for arguments in [
        ["list"], ["references"], ["history", "gate"], ["diff"], ["delete", "gate"],
      ] {
        try await repository.succeed("credtree", arguments, environment: variables)
      }
      #expect(try await repository.run("test", ["-e", "\(repository.inbox)/ran"]).exit == 1)
    }
  }

  @Test func aStoreIsFoundByOptionVariableFolderAndRegister() async throws {
    try await withRepository("stores") { repository in
      try await repository.credtree(
        "create", "basic-auth", "gate", "username=bob", "--generate", "password")
      let elsewhere = repository.sandbox.appending("tmp")
      let store = repository.folder.string
      func names(_ arguments: [String], _ variables: [String: String] = [:], in place: FilePath)
        async throws -> String
      {
        let output = try await repository.run(
          "credtree", arguments + ["list"], environment: variables, in: place)
        return output.exit == 0 ? output.text : "exit \(output.exit ?? -1)"
      }
      #expect(try await names(["-C", store], in: elsewhere).contains("gate"))
      #expect(try await names([], ["CREDTREE_DIR": store], in: elsewhere).contains("gate"))
      #expect(try await names([], in: repository.folder.appending("credentials")).contains("gate"))
      #expect(try await names([], in: elsewhere) == "exit 9")
      #expect(
        try await names(["-C", elsewhere.string], ["CREDTREE_DIR": store], in: repository.folder)
          == "exit 9")
      try await repository.credtree("init", "--register")
      try await repository.credtree("init", "--register")
      #expect(try await names([], in: elsewhere).contains("gate"))
      let registry = repository.home.appending(".config/credtree/stores")
      #expect(String(decoding: try [UInt8](contentsOf: registry), as: UTF8.self) == "\(store)\n")
    }
  }
}
