import CredentialTypes
import Credentials
import Documents
import Rendering
import SystemPackage
import TestSupport
import Testing

/// More artifacts that the programs read for which they are made.
@Suite struct MoreRealProgramTests {
  @Test func gitTakesItsConfiguration() async throws {
    try await withSandbox("gitconfig") { folder in
      let one = try credential(
        "github",
        [
          "username": "us\"er", "password": "x", "token": "p#;\"\\ ü",
          "baseUrl": "https://github.com/acme",
        ])
      try write("gitconfig", one, to: folder.appending("header"))
      try write("gitconfig", one, to: folder.appending("rewrite"), options: ["style": "insteadof"])
      let header = try await shell(
        "git config -f header --get-urlmatch http.extraheader https://github.com/acme/app.git",
        in: folder)
      let wanted = try await shell("printf %s 'us\"er:p#;\"\\ ü' | base64 -w0", in: folder)
      #expect(header == "AUTHORIZATION: basic \(wanted)\n")
      // git itself says which address it would go to.
      let address = try await shell(
        """
        git init -q . && git remote add origin https://github.com/acme/app.git
        GIT_CONFIG_GLOBAL=$PWD/rewrite git remote get-url origin
        """, in: folder)
      #expect(address == "https://us%22er:p%23%3B%22%5C%20%C3%BC@github.com/acme/app.git\n")
    }
  }

  @Test func redisTakesItsUsers() async throws {
    try await withSandbox("redis") { folder in
      let one = try credential(
        "redis", ["host": "h", "username": "app", "password": "p #'\"ü\\"], name: "a")
      let two = try credential("redis", ["host": "h", "password": "other"], name: "b")
      try write("redis-acl", one, two, to: folder.appending("users.acl"))
      try await shell(
        """
        redis-server --port 0 --unixsocket $PWD/s --aclfile $PWD/users.acl --save '' --dir $PWD \\
          --daemonize no > log 2>&1 &
        server=$!
        trap 'kill $server' EXIT
        until redis-cli -s s ping > answer 2>&1; do kill -0 $server; sleep 0.1; done
        ask() { REDISCLI_AUTH="$2" redis-cli -s s --no-auth-warning --user "$1" ping; }
        test "$(ask app 'p #'"'"'"ü\\')" = PONG
        test "$(ask default other)" = PONG
        ask app wrong 2>&1 | grep -q -e WRONGPASS -e NOAUTH
        """, in: folder)
    }
  }

  @Test func bindTakesAKey() async throws {
    try await withSandbox("bind") { folder in
      let one = try credential(
        "tsig-key",
        [
          "nameserver": "10.0.0.1", "keyName": "acme.example.com.", "algorithm": "HMAC-SHA256",
          "secret": "c2VjcmV0",
        ])
      try write("bind-key", one, to: folder.appending("key.conf"))
      let seen = try await shell("PATH=$PATH:/usr/sbin named-checkconf -p key.conf", in: folder)
      #expect(seen.contains("key \"acme.example.com\""))
      #expect(seen.contains("algorithm \"hmac-sha256\""))
    }
  }

  @Test func wgQuickTakesAConfiguration() async throws {
    try await withSandbox("wg") { folder in
      let keys = try await shell("for n in 1 2 3; do wg genkey; done", in: folder)
        .split(separator: "\n").map(String.init)
      let one = try credential(
        "wireguard",
        [
          "privateKey": keys[0], "presharedKey": keys[1], "address": "10.0.0.2/32, fd00::2/128",
          "peerPublicKey": keys[2], "endpoint": "vpn.example.com:51820",
        ])
      try write(
        "wireguard-conf", one, to: folder.appending("wg0.conf"), options: ["dns": "10.0.0.1"])
      // What is left is what `wg setconf` reads: wg-quick has understood the rest.
      let seen = try await shell("chmod 600 wg0.conf; wg-quick strip $PWD/wg0.conf", in: folder)
      #expect(
        seen == """
          [Interface]
          PrivateKey = \(keys[0])

          [Peer]
          PublicKey = \(keys[2])
          PresharedKey = \(keys[1])
          Endpoint = vpn.example.com:51820
          AllowedIPs = 0.0.0.0/0


          """)
    }
  }

  @Test func openVPNLoadsAProfile() async throws {
    try await withSandbox("ovpn") { folder in
      let tls = try await TLSMaterial(in: folder)
      let port = try LoopbackPort.free()
      let validated = try #require(Catalogue.builtIn.type(named: "vpn-client")).validate([
        Member("certificate", .string(try tls.text("leaf.pem"))),
        Member("commonName", .string("c")), Member("certificateOwner", .string("me")),
        Member("intermediateCa", .array([.string(try tls.text("mid.pem"))])),
        Member("ca", .string(try tls.text("root.pem"))),
        Member("privateKey", .string(try tls.text("leaf.key"))),
        Member("remote", .string("127.0.0.1 \(port) tcp")),
      ])
      let type = try #require(Catalogue.builtIn.type(named: "vpn-client"))
      let one = opened(type, validated.public, validated.confidentialAndSecret, name: "vpn")
      try write("ovpn", one, to: folder.appending("client.ovpn"))
      let (leaf, mid, root, key) = (
        try tls.text("leaf.pem"), try tls.text("mid.pem"), try tls.text("root.pem"),
        try tls.text("leaf.key")
      )
      #expect(
        try rendered("ovpn", one) == """
          client
          dev tun
          nobind
          persist-key
          persist-tun
          remote-cert-tls server
          remote 127.0.0.1 \(port) tcp
          <ca>
          \(mid)\(root)</ca>
          <cert>
          \(leaf)\(mid)</cert>
          <key>
          \(key)</key>

          """)
      // Nothing listens there: that it was tried is what shows that the keys were taken.
      let said = try await shell(
        """
        /usr/sbin/openvpn --config client.ovpn --dev null --connect-retry-max 1 \\
          --connect-timeout 1 2>&1 || true
        sed 's/^<key>$/<key>broken/' client.ovpn > broken.ovpn
        ! /usr/sbin/openvpn --config broken.ovpn --dev null --connect-retry-max 1 >/dev/null 2>&1
        """, in: folder)
      #expect(
        said.contains("Attempting to establish TCP connection with [AF_INET]127.0.0.1:\(port)"))
    }
  }

  @Test func dockerMakesAContext() async throws {
    try await withSandbox("context") { folder in
      let tls = try await TLSMaterial(in: folder)
      let one = try credential(
        "docker-swarm",
        [
          "ca": try tls.text("mid.pem"), "cert": try tls.text("leaf.pem"),
          "key": try tls.text("leaf.key"), "endpoint": "tcp://swarm.example.com:2376",
        ], name: "prod/swarm")
      for part in ["ca", "cert", "key"] {
        try write("docker-tls-dir:\(part)", one, to: folder.appending("\(part).pem"))
      }
      try write("docker-context", one, to: folder.appending("context"))
      // docker itself where it is; elsewhere a program that says what it was called with.
      try await shell(
        """
        if ! command -v docker > /dev/null; then
          mkdir bin; printf '#!/bin/sh\\nprintf "%%s\\n" "$*"\\n' > bin/docker; chmod 755 bin/docker
          PATH=$PWD/bin:$PATH sh context > said
          grep -qx 'context create prod-swarm --docker host=tcp://swarm.example.com:2376,ca=./ca.pem,cert=./cert.pem,key=./key.pem' said
          exit 0
        fi
        export DOCKER_CONFIG=$PWD/config HOME=$PWD
        sh context
        docker context inspect prod-swarm --format '{{.Endpoints.docker.Host}}' > host
        grep -qx tcp://swarm.example.com:2376 host
        docker context inspect prod-swarm --format '{{.TLSMaterial.docker}}' | grep -q key.pem
        """, in: folder)
    }
  }

  @Test func gpgImportsAKey() async throws {
    try await withSandbox("gpg") { folder in
      let made = try await SampleMaterial(in: folder)
      let one = try credential(
        "gpg-key", ["publicKey": made["pgp"], "privateKey": made["pgpkey"]])
      let open = try credential("gpg-key", ["publicKey": made["pgp"]])
      try write("gpg-import-script", one, to: folder.appending("import"))
      try write("gpg-armored", one, to: folder.appending("secret.asc"))
      try write("gpg-armored", open, to: folder.appending("public.asc"))
      try write("maven-gpg-env", one, to: folder.appending("env"))
      try await shell(
        """
        cmp secret.asc one.sec; cmp public.asc one.pub
        (. ./env; printf '%s' "$MAVEN_GPG_KEY" > got; test "$MAVEN_GPG_KEY_FINGERPRINT" = "$(cat one.id)")
        cmp got one.sec
        export GNUPGHOME="$PWD/ring"; mkdir -m 700 ring
        sh import 2>/dev/null
        gpg --batch --with-colons --list-secret-keys 2>/dev/null | grep -q "$(cat one.id)"
        gpg --batch --with-colons --list-keys 2>/dev/null | grep -q '^pub:u:'
        gpgconf --kill all 2>/dev/null || true
        """, in: folder)
    }
  }

  @Test func keysOfASetCheckSignatures() async throws {
    try await withSandbox("jwks") { folder in
      let tls = try await TLSMaterial(in: folder)
      let rsa = try credential(
        "jwt-signing-key", ["privateKey": try tls.text("rsa.key"), "keyId": "first"], name: "a")
      let ec = try credential(
        "jwt-signing-key", ["privateKey": try tls.text("leaf.key"), "algorithm": "ES256"],
        name: "b")
      try write("jwks-json", ec, rsa, to: folder.appending("jwks.json"))
      let program = """
        import base64, hashlib, json
        from cryptography.hazmat.primitives.asymmetric import ec, rsa
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
        number = lambda t: int.from_bytes(base64.urlsafe_b64decode(t + "=="), "big")
        first, second = json.load(open("jwks.json"))["keys"]
        own = load_pem_private_key(open("rsa.key", "rb").read(), None).public_key().public_numbers()
        assert (number(first["n"]), number(first["e"])) == (own.n, own.e)
        assert (first["kid"], first["alg"], first["use"]) == ("first", "RS256", "sig")
        own = load_pem_private_key(open("leaf.key", "rb").read(), None).public_key().public_numbers()
        assert (number(second["x"]), number(second["y"])) == (own.x, own.y)
        assert len(base64.urlsafe_b64decode(second["x"] + "==")) == 32
        text = json.dumps({k: second[k] for k in ("crv", "kty", "x", "y")}, separators=(",", ":"))
        want = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
        assert second["kid"] == want, second
        assert not {"d", "p", "q"} & (set(first) | set(second))
        """
      try Array(program.utf8).write(toNew: folder.appending("check.py"))
      try await shell("/usr/bin/python3 check.py", in: folder)
    }
  }

  @Test func nginxTakesSnippets() async throws {
    try await withSandbox("nginx") { folder in
      let tls = try await TLSMaterial(in: folder)
      let site = try credential(
        "tls-certificate",
        [
          "certificate": try tls.text("leaf.pem"), "privateKey": try tls.text("leaf.key"),
          "ca": try tls.text("mid.pem"),
        ], name: "web")
      let user = try credential(
        "basic-auth", ["username": "ann", "password": "p", "cost": "4", "realm": "a b;{"])
      try write("pem:fullchain", site, to: folder.appending("web.pem"))
      try write("pem:key", site, to: folder.appending("web.key"))
      try write("htpasswd", user, to: folder.appending("my users"))
      try write(
        "nginx-snippet", site, to: folder.appending("tls.conf"),
        options: ["certificate-file": "\(folder)/web.pem", "key-file": "\(folder)/web.key"])
      try write(
        "nginx-snippet", user, to: folder.appending("users.conf"),
        options: ["users-file": "\(folder)/my users"])
      try await shell(
        """
        cat > nginx.conf <<EOF
        pid $PWD/pid; error_log stderr;
        events {}
        http { server { listen unix:$PWD/s ssl; include $PWD/tls.conf; include $PWD/users.conf; } }
        EOF
        /usr/sbin/nginx -t -c $PWD/nginx.conf 2>&1
        /usr/sbin/nginx -T -c $PWD/nginx.conf 2>&1 | grep -q 'my users'
        """, in: folder)
    }
  }

  @Test func scriptsRunTheirPrograms() async throws {
    try await withSandbox("scripts") { folder in
      let agent = try credential(
        "tower-agent", ["connectionId": "c'c d", "accessToken": "t'$x\\", "workDir": "/a b"])
      try write("tower-agent-run", agent, to: folder.appending("agent"))
      let swarm = try credential(
        "swarm-token", ["scope": "WORKER", "token": "a'b", "managerAddress": "10.0.0.1"])
      try write("docker-swarm-join", swarm, to: folder.appending("join"))
      // A program in the place of each says what it was given.
      try await shell(
        """
        printf '#!/bin/sh\\nprintf "%%s|" "$TOWER_ACCESS_TOKEN" "$@"\\n' > tw-agent; chmod 755 tw-agent
        test "$(sh agent)" = "t'\\$x\\\\|c'c d|--work-dir=/a b|"
        mkdir bin; printf '#!/bin/sh\\nprintf "%%s|" "$@"\\n' > bin/docker; chmod 755 bin/docker
        test "$(PATH=$PWD/bin:$PATH sh join)" = "swarm|join|--token|a'b|10.0.0.1:2377|"
        """, in: folder)
    }
  }
}
