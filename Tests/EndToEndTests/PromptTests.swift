import SystemPackage
import TestSupport
import Testing

/// A secret that is asked for at a terminal is not shown, and the terminal is left as it was.
@Suite struct PromptTests {
  /// Runs the tool on a terminal of its own, types `keys` when it is asked, and prints its status,
  /// whether the terminal echoes afterwards, and what was on the screen.
  private static let typing = """
    import fcntl, os, select, signal, sys, termios, time
    keys, command = sys.argv[1].encode().decode("unicode_escape").encode(), sys.argv[2:]
    signal.alarm(900)
    outer, inner = os.openpty()
    child = os.fork()
    if child == 0:
        os.setsid()
        # A shell's background job ignores them.
        for number in (signal.SIGINT, signal.SIGQUIT): signal.signal(number, signal.SIG_DFL)
        fcntl.ioctl(inner, termios.TIOCSCTTY, 0)
        for number in range(3): os.dup2(inner, number)
        os.execv(command[0], command)
    screen, end = b"", time.time() + 900
    while time.time() < end and b": " not in screen:
        if select.select([outer], [], [], 0.1)[0]: screen += os.read(outer, 4096)
    os.write(outer, keys)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    while select.select([outer], [], [], 0.2)[0]: screen += os.read(outer, 4096)
    echoes = bool(termios.tcgetattr(inner)[3] & termios.ECHO)
    sys.stdout.write(f"{status} {echoes} {screen.decode()}")
    """

  private func type(_ keys: String, _ arguments: [String], in repository: TestRepository)
    async throws -> String
  {
    let tool = BuiltProducts.directory.appending("credtree").string
    return try await repository.succeed("python3", ["-c", Self.typing, keys, tool] + arguments)
      .text
  }

  @Test func theAnswerIsNotShown() async throws {
    try await withRepository("prompt") { repository in
      let secret = repository.canary.text
      let screen = try await type(
        "\(secret)\\n", ["create", "basic-auth", "gate", "username=u"], in: repository)
      #expect(screen.hasPrefix("0 True password: "), "\(screen)")
      let revealed = try await repository.credtree(
        "reveal", "gate", "password", mayShowSecrets: true)
      #expect(revealed.text == secret)
    }
  }

  @Test func standardInputThatIsATerminalIsNotShown() async throws {
    try await withRepository("prompt") { repository in
      try await repository.createUser("gate")
      let screen = try await type(
        "another\\n", ["update", "gate", "password=-"], in: repository)
      #expect(screen.hasPrefix("0 True password: "), "\(screen)")
      #expect(!screen.contains("another"))
    }
  }

  /// Control-C and control-backslash end the process as they should, after the echo is back.
  @Test(arguments: [("abc\\x03", "-2 True "), ("abc\\x1c", "-3 True "), ("\\x04", "5 True ")])
  func theTerminalIsLeftAsItWas(_ keys: String, _ start: String) async throws {
    try await withRepository("prompt") { repository in
      let screen = try await type(
        keys, ["create", "basic-auth", "gate", "username=u"], in: repository)
      #expect(screen.hasPrefix(start), "\(screen)")
      #expect(!screen.contains("abc"))
      try await repository.requireCleanRepository()
    }
  }
}
