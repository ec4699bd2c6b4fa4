import Documents
import SystemPackage
import TestSupport
import Testing

/// A file system that refuses is reported, and nothing is lost.
@Suite struct FileSystemTests {
  /// Whether this process may make file systems of its own, as a user's namespace lets it.
  private static func mayMount(_ repository: TestRepository) async throws -> Bool {
    try await repository.run("unshare", ["-rm", "true"]).exit == 0
  }

  @Test func aReadOnlyFileSystem() async throws {
    try await withRepository("disk") { repository in
      try await repository.createUser("gate")
      let folder = repository.folder.string
      // A copy, since the user who may not write may not see where it was built either.
      let tool = repository.sandbox.appending("credtree").string
      try await repository.succeed(
        "cp", [BuiltProducts.directory.appending("credtree").string, tool])
      let command = "exec \"$1\" -C \"$2\" update gate username=other"
      let script: [String]
      if try await Self.mayMount(repository) {
        let mount = "mount --bind \"$2\" \"$2\" && mount -o remount,ro,bind \"$2\""
        script = ["unshare", "-rm", "sh", "-c", "\(mount) && cd / && \(command)"]
      } else {
        // Without namespaces: an owner who may not write, which root has to become first.
        let isRoot = try await repository.succeed("id", ["-u"]).text == "0\n"
        if isRoot {
          try await repository.succeed("chown", ["-R", "65534:65534", repository.sandbox.string])
        }
        try await repository.succeed("chmod", ["-R", "a-w,a+rX", repository.sandbox.string])
        let user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        script = (isRoot ? user : ["env"]) + ["sh", "-c", command]
      }
      let answer = try await repository.run(
        script[0], script.dropFirst() + ["sh", tool, folder])
      try await repository.succeed("chmod", ["-R", "u+w", repository.sandbox.string])
      #expect(answer.exit == 9, "\(answer.status) \(answer.message)")
      #expect(
        answer.message.contains("read") || answer.message.contains("permission"),
        "\(answer.message)")
      try await repository.requireCleanRepository()
      let revision = try repository.document("credentials/gate.json")["credential"]?["revision"]
      #expect(revision?.int == 1)
    }
  }

  /// Fills a small disk but for some kilobytes, changes a credential, and looks at what is left.
  private static let fullDiskScript = """
    set -eu
    tool=$1; saved=$2; disk=$3; free=$4
    mount -t tmpfs -o size=4m tmpfs "$disk"
    cp -a "$saved/." "$disk/"
    cd "$disk"
    head -c "$((free * 1024))" /dev/zero > reserve
    cat /dev/zero > filler 2>/dev/null || true
    rm reserve
    status=0
    "$tool" update gate username=other 2>message || status=$?
    [ -s message ] || "$tool" update gate username=other 2>/dev/stdout 1>/dev/null | head -n 1
    rm -f filler message
    "$tool" list >/dev/null
    git fsck --strict --no-dangling
    git status --porcelain | { grep -v -E 'filler|message|reserve' || true; }
    "$tool" reveal gate username
    echo " $status $(git log -1 --format=%s)"
    """

  @Test(.timeLimit(.minutes(30)))
  func aFullDisk() async throws {
    try await withRepository("disk") { repository in
      try await repository.createUser("gate")
      let tool = BuiltProducts.directory.appending("credtree").string
      let disk = repository.sandbox.appending("disk")
      try await repository.succeed("mkdir", [disk.string])
      guard try await Self.mayMount(repository) else {
        try await aFileThatMayNotGrow(repository, tool: tool)
        return
      }
      var refused = 0
      for free in [0, 4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 64] {
        let answer = try await repository.succeed(
          "unshare",
          [
            "-rm", "sh", "-c", Self.fullDiskScript, "sh", tool, repository.folder.string,
            disk.string, String(free),
          ])
        let last = answer.text.split(separator: "\n").last.map(String.init) ?? ""
        if last.hasPrefix("other 0 ") {
          #expect(
            last == "other 0 credtree: update gate (r2): username", "\(free) KB: \(answer.text)")
        } else {
          refused += 1
          #expect(last == "stage 9 credtree: create gate (r1)", "\(free) KB: \(answer.text)")
        }
      }
      #expect(refused > 0)
    }
  }

  /// Where no small disk can be had, a limit on the size of files stands in for it.
  private func aFileThatMayNotGrow(_ repository: TestRepository, tool: String) async throws {
    let answer = try await repository.run(
      "sh",
      ["-c", "trap '' XFSZ; ulimit -f 0; exec \"$1\" update gate username=other", "sh", tool])
    #expect(answer.exit == 9)
    try await repository.requireCleanRepository()
  }
}
