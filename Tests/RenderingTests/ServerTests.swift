import Credentials
import Rendering
import SystemPackage
import TestSupport
import Testing

/// What servers and clients do with our files, on loopback.
@Suite struct ServerTests {
  @Test func nginxServesOurCertificateToOurUsers() async throws {
    try await withSandbox("nginx") { folder in
      let tls = try await TLSMaterial(in: folder)
      let certificate = try credential(
        "tls-certificate",
        [
          "certificate": try tls.text("leaf.pem"), "privateKey": try tls.text("leaf.enc"),
          "ca": (try tls.text("root.pem")) + (try tls.text("mid.pem")), "passphrase": "open",
        ])
      for part in ["fullchain", "key", "ca"] {
        try Array(rendered("pem:\(part)", certificate).utf8)
          .write(toNew: folder.appending("\(part).pem"))
      }
      var users = ""
      for hash in ["bcrypt", "apr1", "sha512-crypt"] {
        let user = try credential(
          "basic-auth", ["username": hash, "password": "ünï:\(hash)", "hash": hash])
        users += try rendered("htpasswd", user)
      }
      try Array(users.utf8).write(toNew: folder.appending("users"))
      try await shell(
        """
        chmod 755 . ; chmod 644 users
        cat > nginx.conf <<EOF
        user root;
        worker_processes 1; daemon on; pid $PWD/nginx.pid; error_log $PWD/error.log;
        events {}
        http {
          access_log off;
          server {
            listen unix:$PWD/socket ssl; server_name www.example.com;
            ssl_certificate $PWD/fullchain.pem; ssl_certificate_key $PWD/key.pem;
            auth_basic "x"; auth_basic_user_file $PWD/users;
            location / { root $PWD; }
          }
        }
        EOF
        echo welcome > page
        /usr/sbin/nginx -c $PWD/nginx.conf
        trap '/usr/sbin/nginx -c $PWD/nginx.conf -s stop' EXIT
        get() { curl -sS --fail --cacert ca.pem --unix-socket socket -u "$1" https://www.example.com/page; }
        for hash in bcrypt apr1 sha512-crypt; do
          test "$(get "$hash:ünï:$hash")" = welcome
          if get "$hash:wrong" 2>/dev/null; then exit 1; fi
        done
        """, in: folder)
    }
  }

  @Test func haproxyTakesTheCombinedFile() async throws {
    try await withSandbox("haproxy") { folder in
      let tls = try await TLSMaterial(in: folder)
      let certificate = try credential(
        "tls-certificate",
        [
          "certificate": (try tls.text("leaf.pem")) + (try tls.text("mid.pem")),
          "privateKey": try tls.text("leaf.param"),
        ])
      try Array(rendered("pem:combined", certificate).utf8)
        .write(toNew: folder.appending("combined.pem"))
      try await shell(
        """
        printf 'defaults\\n timeout client 1s\\n timeout server 1s\\n timeout connect 1s\\n mode http\\n' > h.cfg
        printf 'frontend f\\n bind unix@%s/s ssl crt %s/combined.pem\\n' "$PWD" "$PWD" >> h.cfg
        /usr/sbin/haproxy -c -f h.cfg
        """, in: folder)
    }
  }

  @Test func skopeoPushesAndPullsWithOurConfigAgainstOurUsers() async throws {
    try await withSandbox("registry") { folder in
      let port = try LoopbackPort.free()
      let user = try credential(
        "basic-auth", ["username": "builder", "password": "pü:sh", "cost": "4"])
      try Array(rendered("htpasswd", user).utf8).write(toNew: folder.appending("users"))
      for (name, password) in [("right", "pü:sh"), ("wrong", "push")] {
        let login = try credential(
          "container-registry",
          ["server": "http://localhost:\(port)/", "username": "builder", "password": password])
        try Array(rendered("docker-config", login).utf8)
          .write(toNew: folder.appending("\(name).json"))
      }
      try await shell(
        """
        cat > registry.yml <<EOF
        version: 0.1
        log: { level: error }
        storage: { filesystem: { rootdirectory: $PWD/storage } }
        http: { addr: 127.0.0.1:\(port), secret: x }
        auth: { htpasswd: { realm: x, path: $PWD/users } }
        EOF
        docker-registry serve registry.yml > log 2>&1 &
        registry=$!
        trap 'kill $registry' EXIT
        until curl -s -o body http://localhost:\(port)/v2/; do kill -0 $registry; sleep 0.1; done

        # The smallest image there is: an OCI layout with one empty layer.
        mkdir -p image/blobs/sha256
        blob() { d=$(sha256sum < "$1" | cut -c1-64); cp "$1" image/blobs/sha256/$d; echo $d; }
        tar cf layer -T /dev/null; l=$(blob layer)
        printf '{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' $l > config
        c=$(blob config)
        t=application/vnd.oci.image
        printf '{"schemaVersion":2,"mediaType":"%s.manifest.v1+json","config":{"mediaType":"%s.config.v1+json","digest":"sha256:%s","size":%s},"layers":[{"mediaType":"%s.layer.v1.tar","digest":"sha256:%s","size":%s}]}' \
          $t $t $c $(stat -c %s config) $t $l $(stat -c %s layer) > manifest
        m=$(blob manifest)
        printf '{"imageLayoutVersion":"1.0.0"}' > image/oci-layout
        printf '{"schemaVersion":2,"manifests":[{"mediaType":"%s.manifest.v1+json","digest":"sha256:%s","size":%s,"annotations":{"org.opencontainers.image.ref.name":"x"}}]}' \
          $t $m $(stat -c %s manifest) > image/index.json

        remote=docker://localhost:\(port)/team/app:x
        skopeo --insecure-policy copy --dest-authfile right.json --dest-tls-verify=false oci:image:x $remote
        skopeo --insecure-policy copy --src-authfile right.json --src-tls-verify=false $remote oci:back:x
        test -f back/blobs/sha256/$c
        if skopeo inspect --authfile wrong.json --tls-verify=false $remote 2> refused; then exit 1; fi
        grep -qi 'auth' refused
        """, in: folder)
    }
  }
}
