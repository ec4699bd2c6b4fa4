import SystemPackage
import TestSupport
import Testing

/// A registry login and a registry's password file, held to the programs that read them.
@Suite struct RegistryTests {
  /// Makes an image with one file, in the folder `image`, with nothing but a shell.
  private static let imageScript = """
    set -eu
    mkdir -p image/blobs/sha256 root
    echo hello > root/hello
    tar --sort=name --owner=0 --group=0 --mtime=@0 -C root -cf layer.tar hello
    add() { d=$(sha256sum "$1" | cut -d' ' -f1); cp "$1" "image/blobs/sha256/$d"; echo "$d"; }
    size() { stat -c %s "$1"; }
    layer=$(add layer.tar)
    printf '{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers",\
    "diff_ids":["sha256:%s"]}}' "$layer" > config.json
    config=$(add config.json)
    printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
    "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s",\
    "size":%s},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar",\
    "digest":"sha256:%s","size":%s}]}' "$config" "$(size config.json)" "$layer" \
      "$(size layer.tar)" > manifest.json
    manifest=$(add manifest.json)
    printf '{"imageLayoutVersion":"1.0.0"}' > image/oci-layout
    printf '{"schemaVersion":2,"manifests":[{"mediaType":\
    "application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%s,\
    "annotations":{"org.opencontainers.image.ref.name":"latest"}}]}' "$manifest" \
      "$(size manifest.json)" > image/index.json
    """

  /// Runs `body` beside a registry that only lets in who its password file names.
  private func withRegistry(
    _ repository: TestRepository, port: UInt16, passwords: FilePath, _ body: () async throws -> Void
  ) async throws {
    let text = """
      version: 0.1
      log: { accesslog: { disabled: true }, level: error }
      storage: { filesystem: { rootdirectory: \(repository.sandbox.string)/registry } }
      http: { addr: "127.0.0.1:\(port)" }
      auth: { htpasswd: { realm: test, path: \(passwords.string) } }

      """
    let settings = try repository.settingsFile("registry.yml", text)
    try await repository.withServer(
      "docker-registry", ["serve", settings.string], port: port, body)
  }

  @Test(.timeLimit(.minutes(30)))
  func skopeoLogsInPushesAndPullsWithOurFiles() async throws {
    try await withRepository("registry") { repository in
      let port = try LoopbackPort.free()
      let registry = "127.0.0.1:\(port)"
      try await repository.createRegistryLogin("local", server: registry)
      try await repository.createUser("robot", username: "robot")
      let login = try await repository.render("docker-config", ["local"], to: "login.json")
      let passwords = try await repository.render("htpasswd", ["robot"], to: "htpasswd")
      try await repository.succeed("sh", ["-c", Self.imageScript], in: repository.inbox)

      try await withRegistry(repository, port: port, passwords: passwords) {
        let entered = try await repository.succeed(
          "skopeo", ["login", "--tls-verify=false", "--authfile", login.string, registry])
        #expect(entered.text.contains("Existing credentials are valid"))
        let copy = ["--insecure-policy", "copy", "--quiet", "--authfile", login.string]
        try await repository.succeed(
          "skopeo",
          copy + ["--dest-tls-verify=false", "oci:image:latest", "docker://\(registry)/shop:1"],
          in: repository.inbox)
        try await repository.succeed(
          "skopeo",
          copy + ["--src-tls-verify=false", "docker://\(registry)/shop:1", "oci:pulled:latest"],
          in: repository.inbox)
        // The registry's copy of the layer is compressed; what is in it must be the same.
        let comparison =
          "for f in pulled/blobs/sha256/*; do "
          + "if gzip -dcq \"$f\" | cmp -s - layer.tar; then exit 0; fi; done; exit 1"
        try await repository.succeed("sh", ["-c", comparison], in: repository.inbox)
      }
    }
  }

  /// The files that podman, helm, and old clients keep logins in.
  @Test(
    .timeLimit(.minutes(30)), arguments: ["containers-auth", "helm-registry-config", "dockercfg"])
  func skopeoLogsInWithTheOtherFiles(artifact: String) async throws {
    try await withRepository("registry") { repository in
      let port = try LoopbackPort.free()
      let registry = "127.0.0.1:\(port)"
      try await repository.createRegistryLogin("local", server: registry)
      try await repository.createUser("robot", username: "robot")
      let login = try await repository.render(artifact, ["local"], to: "login.json")
      let passwords = try await repository.render("htpasswd", ["robot"], to: "htpasswd")
      // The oldest form is looked for at home, and nowhere else.
      let isOld = artifact == "dockercfg"
      if isOld {
        try await repository.succeed(
          "ln", ["-s", login.string, repository.home.appending(".dockercfg").string])
      }
      try await withRegistry(repository, port: port, passwords: passwords) {
        let answer = try await repository.run(
          "skopeo",
          ["list-tags", "--tls-verify=false"] + (isOld ? [] : ["--authfile", login.string])
            + ["docker://\(registry)/shop"])
        // Logged in, the registry says that it has no such image; else, who are you.
        #expect(answer.message.contains("404 (Not Found)"), "\(answer.message)")
      }
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func aWrongPasswordIsRefused() async throws {
    try await withRepository("registry") { repository in
      let port = try LoopbackPort.free()
      let registry = "127.0.0.1:\(port)"
      let other = try repository.secretFile("other", Array("not the password".utf8))
      try await repository.credtree(
        "create", "container-registry", "local", "server=\(registry)", "username=robot",
        "password=@\(other.string)")
      try await repository.createUser("robot", username: "robot")
      let login = try await repository.render("docker-config", ["local"], to: "login.json")
      let passwords = try await repository.render("htpasswd", ["robot"], to: "htpasswd")
      try await withRegistry(repository, port: port, passwords: passwords) {
        let answer = try await repository.run(
          "skopeo",
          [
            "inspect", "--tls-verify=false", "--authfile", login.string,
            "docker://\(registry)/shop:1",
          ])
        #expect(answer.exit != 0)
        #expect(answer.message.contains("authentication required"))
      }
    }
  }
}
