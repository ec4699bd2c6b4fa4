import SystemPackage
import TestSupport
import Testing

/// The helpers start OpenSSL without its old tables, and open with every form of a key all the same.
@Suite struct HelperKeyTests {
  /// Asks docker's helper for a login, on a terminal of its own, answers every question there, and
  /// prints how often it was asked, the helper's status, and whether it gave the login.
  private static let terminal = """
    import fcntl, os, select, sys, termios, time
    answer, program, server = sys.argv[1:]
    outer, inner = os.openpty()
    asking, question = os.pipe()
    result, told = os.pipe()
    os.write(question, server.encode()); os.close(question)
    child = os.fork()
    if child == 0:
        os.setsid()
        fcntl.ioctl(inner, termios.TIOCSCTTY, 0)
        for number, file in ((0, asking), (1, told), (2, inner)): os.dup2(file, number)
        for file in (asking, told, inner, outer, result): os.close(file)
        os.execv(program, [program, "get"])
    os.close(told)
    screen, asked, output, end = b"", 0, b"", time.time() + 900
    while time.time() < end:
        ready = select.select([outer, result], [], [], 0.05)[0]
        if outer in ready: screen += os.read(outer, 4096)
        if result in ready:
            more = os.read(result, 4096)
            output += more
            if not more: break
        if screen.count(b"Passphrase for ") > asked:
            asked += 1
            time.sleep(0.1)
            os.write(outer, answer.encode() + b"\\n")
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(asked, status, b'"Username":"robot"' in output)
    sys.stderr.write(screen.decode())
    """

  /// Forms of one RSA key and of one Ed25519 key, and how often its passphrase is asked for.
  private static let forms: [(name: String, key: String, script: String, questions: Int)] = [
    ("openssh", "rsa", "cp rsa form", 0),
    ("pkcs1", "rsa", "cp rsa form; ssh-keygen -q -p -P '' -N '' -m PEM -f form", 0),
    ("pkcs8", "rsa", "cp rsa form; ssh-keygen -q -p -P '' -N '' -m PKCS8 -f form", 0),
    ("openssh, encrypted", "rsa", "cp rsa form; ssh-keygen -q -p -P '' -N tulip -f form", 1),
    ("AES", "rsa", "cp rsa form; ssh-keygen -q -p -P '' -N tulip -m PEM -f form", 1),
    (
      "triple DES", "rsa",
      """
      cp rsa form; ssh-keygen -q -p -P '' -N '' -m PEM -f form
      openssl rsa -des3 -traditional -passout pass:tulip -in form -out other 2>/dev/null
      mv other form
      """, 1
    ),
    ("pkcs8, encrypted", "rsa", "cp rsa form; ssh-keygen -q -p -P '' -N tulip -m PKCS8 -f form", 1),
    ("openssh", "ed", "cp ed form", 0),
    ("openssh, encrypted", "ed", "cp ed form; ssh-keygen -q -p -P '' -N tulip -f form", 1),
  ]

  @Test(.timeLimit(.minutes(30)))
  func dockersHelperOpensWithEveryFormOfAKey() async throws {
    try await withRepository("helper-keys") { repository in
      let make = """
        ssh-keygen -q -t rsa -b 2048 -N '' -C '' -f rsa; ssh-keygen -q -t ed25519 -N '' -C '' -f ed
        cut -d' ' -f1,2 rsa.pub ed.pub
        """
      let keys = try await repository.succeed("sh", ["-euc", make], in: repository.inbox)
        .text.split(separator: "\n")
      let text = String(decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
      try repository.write(
        text.replacing(
          "members:\n",
          with: "members:\n  dora: { role: viewer, keys: [\"\(keys[0])\", \"\(keys[1])\"] }\n"
        ).replacing("readers: [", with: "readers: [dora, "), to: "credtree.yaml")
      try await repository.git("commit", "-q", "-a", "-m", "dora")
      try await repository.createRegistryLogin("hub")
      try await repository.succeed("rm", [repository.identity.string])
      for form in Self.forms {
        try await repository.succeed("sh", ["-euc", form.script], in: repository.inbox)
        try await repository.succeed("cp", ["\(form.key).pub", "form.pub"], in: repository.inbox)
        let output = try await repository.succeed(
          "python3",
          [
            "-c", Self.terminal, "tulip",
            BuiltProducts.directory.appending("docker-credential-credtree").string,
            "registry.example.com",
          ],
          environment: [
            "CREDTREE_DIR": repository.folder.string,
            "CREDTREE_IDENTITY_FILE": repository.inbox.appending("form").string,
          ])
        #expect(
          output.text == "\(form.questions) 0 True\n", "\(form.key) \(form.name): \(output.message)"
        )
      }
    }
  }
}
