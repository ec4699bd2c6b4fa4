import SystemPackage
import TestSupport
import Testing

/// However many outputs there are, each credential is opened once.
@Suite struct OpeningCountTests {
  /// Stands before OpenSSL's function and counts its calls: opening a file agrees on one key.
  private static let counter = """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <stdio.h>
    #include <stdlib.h>
    static long agreements;
    int EVP_PKEY_derive(void *context, unsigned char *key, size_t *size) {
      int (*next)(void *, unsigned char *, size_t *) = dlsym(RTLD_NEXT, "EVP_PKEY_derive");
      __atomic_add_fetch(&agreements, 1, __ATOMIC_RELAXED);
      return next(context, key, size);
    }
    __attribute__((destructor)) static void report(void) {
      FILE *file = fopen(getenv("AGREEMENTS"), "a");
      if (file) fprintf(file, "%ld\\n", agreements), fclose(file);
    }
    """

  private func count(_ repository: TestRepository, _ arguments: String...) async throws -> [String]
  {
    let counts = repository.sandbox.appending("counts")
    try await repository.succeed("rm", ["-f", counts.string])
    try await repository.succeed(
      "credtree", arguments,
      environment: [
        "LD_PRELOAD": repository.sandbox.appending("counter.so").string,
        "AGREEMENTS": counts.string,
      ], mayShowSecrets: true)
    return String(decoding: try [UInt8](contentsOf: counts), as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }

  @Test(.timeLimit(.minutes(30)))
  func aThousandOutputsOpenEachCredentialOnce() async throws {
    try await withRepository("openings") { repository in
      let source = try repository.settingsFile("counter.c", Self.counter + "\n")
      let compiler = try await repository.succeed(
        "sh", ["-c", "command -v clang || command -v cc"],
        environment: ["PATH": TestTools.developerPath])
      try await repository.succeed(
        String(compiler.text.dropLast()), ["-shared", "-fPIC", "-o", "counter.so", source.string],
        in: repository.sandbox)
      for name in ["one", "two", "three"] {
        try await repository.createRegistryLogin(name, server: "\(name).example.com")
      }
      #expect(try await count(repository, "reveal", "one", "password") == ["1"])

      var text = String(decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
      text += "outputs:\n"
      for index in 0..<1000 {
        let names = ["one", "two", "three", "one, two, three"][index % 4]
        let artifact = ["docker-config", "containers-auth", "json"][index % 3]
        text +=
          "  - { artifact: \(artifact), credentials: [\(names)], path: build/\(index % 10)/\(index) }\n"
      }
      try repository.write(text, to: "credtree.yaml")
      try repository.write("build/\n", to: ".gitignore")
      repository.allowSecrets(below: repository.folder.appending("build"))
      #expect(try await count(repository, "render") == ["3"])
      let files = try await repository.succeed("find", ["build", "-type", "f"])
      #expect(files.text.split(separator: "\n").count == 1000)
      #expect(try await count(repository, "render", "--check") == ["3"])
    }
  }
}
