import Credentials
import Rendering
import Secrets
import SystemPackage
import TestSupport
import Testing

/// Artifacts that the programs read for which they are made.
@Suite struct RealProgramTests {
  @Test func opensslOpensAKeyStore() async throws {
    try await withSandbox("p12") { folder in
      let made = try await TLSMaterial(in: folder)
      let one = try credential(
        "tls-certificate",
        [
          "certificate": try made.text("leaf.pem"), "privateKey": try made.text("leaf.enc"),
          "ca": try made.text("mid.pem"), "passphrase": "open",
        ])
      for option in ["false", "true"] {
        let options = ["compat": option, "alias": "web"]
        try write("pkcs12", one, to: folder.appending("a.p12"), options: options)
        try write("pkcs12", one, to: folder.appending("b.p12"), options: options)
        try await shell(
          """
          cmp a.p12 b.p12
          openssl pkcs12 -in a.p12 -passin pass:open -nodes -out all.pem
          grep -q 'friendlyName: web' all.pem
          openssl pkey -in all.pem -pubout -out got.pub
          openssl pkey -in leaf.key -pubout -out want.pub
          cmp got.pub want.pub
          test "$(grep -c BEGIN.CERTIFICATE all.pem)" = 2
          ! openssl pkcs12 -in a.p12 -passin pass:wrong -nodes -out /dev/null 2>/dev/null
          rm a.p12 b.p12
          """, in: folder)
      }
      let trusted = try credential("ca-certificate", ["certificates": try made.text("root.pem")])
      try write("java-truststore", trusted, to: folder.appending("trust.p12"))
      try await shell(
        """
        openssl pkcs12 -in trust.p12 -passin pass:changeit -nokeys -out trust.pem
        grep -q BEGIN.CERTIFICATE trust.pem
        if command -v keytool >/dev/null; then
          keytool -list -keystore trust.p12 -storepass changeit | grep -q trustedCertEntry
        fi
        """, in: folder)
    }
  }

  @Test func sshTakesKeysAndConfiguration() async throws {
    try await withSandbox("ssh") { folder in
      try await shell("ssh-keygen -q -t ed25519 -N '' -C 'ann@example.com' -f key", in: folder)
      let key = String(decoding: try [UInt8](contentsOf: folder.appending("key")), as: UTF8.self)
      let one = try credential(
        "ssh",
        [
          "privateKey": String(key.dropLast()), "host": "box.example.com", "username": "ann",
          "port": "2222", "knownHosts": "[box.example.com]:2222 ssh-ed25519 AAAA",
        ], name: "prod/box")
      try write("ssh-private-key", one, to: folder.appending("private"))
      try write("ssh-public-key", one, to: folder.appending("public.pub"))
      try write(
        "authorized-keys", one, to: folder.appending("authorized"), options: ["options": "restrict"]
      )
      try write(
        "ssh-config", one, to: folder.appending("config"), options: ["identity-folder": "/my keys"])
      try await shell(
        """
        ssh-keygen -y -f private | cut -d' ' -f1,2 > got
        cut -d' ' -f1,2 key.pub | cmp - got
        cut -d' ' -f1,2 public.pub | cmp - got
        ssh-keygen -l -f authorized >/dev/null
        ssh -G -F config prod-box > seen
        grep -qx 'hostname box.example.com' seen
        grep -qx 'user ann' seen
        grep -qx 'port 2222' seen
        grep -qx 'identityfile /my keys/prod-box' seen
        grep -qx 'identitiesonly yes' seen
        """, in: folder)
      #expect(try rendered("known-hosts", one) == "[box.example.com]:2222 ssh-ed25519 AAAA\n")
    }
  }

  @Test func kubectlReadsAKubeconfig() async throws {
    try await withSandbox("kube") { folder in
      let one = try credential(
        "kubernetes",
        ["server": "https://k8s.example.com:6443", "token": "no: \"t\"", "namespace": "apps"])
      try write("kubeconfig", one, to: folder.appending("config"))
      let seen = try await shell(
        "kubectl --kubeconfig config config view --raw -o 'jsonpath={.users[0].user.token} {.contexts[0].context.namespace} {.current-context}'",
        in: folder)
      #expect(seen == "no: \"t\" apps one")
    }
  }

  @Test func haproxyTakesUsers() async throws {
    try await withSandbox("haproxy") { folder in
      let one = try unchecked("basic-auth", ["username": "a n'n$#\"\\", "password": "p"])
      let text =
        try rendered("haproxy-userlist", one) + """

          listen site
              mode http
              bind 127.0.0.1:1
              http-request auth unless { http_auth(users) }

          """
      try Array(text.utf8).write(toNew: folder.appending("haproxy.cfg"))
      try await shell("PATH=$PATH:/usr/sbin haproxy -c -f haproxy.cfg", in: folder)
    }
  }

  @Test func psqlFindsAService() async throws {
    try await withSandbox("psql") { folder in
      let one = try credential(
        "postgresql",
        ["host": "127.0.0.1", "port": "1", "database": "d", "username": "u", "password": "p#'\\ x"])
      try write("pg-service-conf", one, to: folder.appending("services"))
      // Nothing listens there: that it was tried is what shows that the file was read.
      let said = try await shell(
        "PGSERVICEFILE=services psql service=one -c '' 2>&1 || true", in: folder)
      #expect(said.contains("port 1 failed"))
    }
  }

  @Test func certificatesOfDocker() async throws {
    try await withSandbox("docker") { folder in
      let made = try await TLSMaterial(in: folder)
      let one = try credential(
        "docker-swarm",
        [
          "ca": try made.text("mid.pem"), "cert": try made.text("leaf.pem"),
          "key": try made.text("leaf.key"), "endpoint": "https://swarm.example.com",
        ])
      for part in ["ca", "cert", "key"] {
        try write("docker-tls-dir:\(part)", one, to: folder.appending("\(part).out"))
      }
      try await shell(
        """
        openssl verify -partial_chain -CAfile ca.out cert.out
        openssl pkey -in key.out -noout
        """, in: folder)
      #expect(
        try rendered("docker-tls-dir:env", one)
          == "DOCKER_HOST=tcp://swarm.example.com:2376\nDOCKER_TLS_VERIFY=1\n")
    }
  }

  @Test func filesOfRegistries() throws {
    let hub = try credential("container-registry", ["username": "u", "password": "p"])
    let helm = try credential(
      "helm-repository",
      ["url": "oci://ghcr.io/acme/charts", "username": "u", "password": "p"], name: "charts")
    #expect(try rendered("dockercfg", hub).contains("\"email\": \"none\""))
    #expect(try rendered("containers-auth", hub).contains("\"docker.io\": {"))
    #expect(try rendered("helm-registry-config", helm).contains("\"ghcr.io\": {"))
  }
}
