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
}
