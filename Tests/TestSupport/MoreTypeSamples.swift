extension TypeSample {
  static let second: [TypeSample] = [
    TypeSample(
      type: "totp",
      valid:
        #"{"secret": "jbsw y3dp ehpk 3pxp", "issuer": "Example"}"#,
      invalid: [
        (
          #"{"secret": "JBSWY3DP"}"#,
          "secret"
        ),
        (
          #"{"secret": "JBSWY3DPEHPK3PX1"}"#,
          "secret"
        ),
        (
          #"{"secret": "JBSWY3DPEHPK3PXP", "digits": 7}"#,
          "digits"
        ),
        (
          #"{"secret": "JBSWY3DPEHPK3PXP", "issuer": "a:b"}"#,
          "issuer"
        ),
        (
          #"{"secret": "JBSWY3DPEHPK3PXP", "algorithm": "MD5"}"#,
          "algorithm"
        ),
      ]),
    TypeSample(
      type: "gpg-key",
      valid:
        #"{"publicKey": "@pgp", "privateKey": "@pgpkey"}"#,
      invalid: [
        (
          #"{"publicKey": "@pgpkey"}"#,
          "publicKey"
        ),
        (
          #"{"publicKey": "@pgp", "privateKey": "@otherpgpkey"}"#,
          "privateKey"
        ),
        (
          #"{"publicKey": "@pgp", "keyId": "X"}"#,
          "keyId"
        ),
        (
          #"{"publicKey": "@pgp", "passphrase": "p"}"#,
          "privateKey"
        ),
      ]),
    TypeSample(
      type: "local",
      valid:
        #"{"password": "p"}"#,
      invalid: [
        (
          #"{}"#,
          "password"
        )
      ]),
    TypeSample(
      type: "postgresql",
      valid:
        #"{"host": "db.example.com", "username": "u", "password": "p", "database": "d", "tlsMode": "verify-full", "caCertificate": "@ca", "clientCertificate": "@cert", "clientKey": "@key"}"#,
      invalid: [
        (
          #"{"host": "db.example.com", "username": "u", "password": "p"}"#,
          "database"
        ),
        (
          #"{"host": "db.example.com", "username": "u", "password": "p", "database": "d", "port": 0}"#,
          "port"
        ),
        (
          #"{"host": "db.example.com", "username": "u", "password": "p", "database": "d", "clientCertificate": "@cert"}"#,
          "clientKey"
        ),
        (
          #"{"host": "db.example.com", "username": "u", "password": "p", "database": "d", "clientCertificate": "@cert", "clientKey": "@otherkey"}"#,
          "clientCertificate"
        ),
        (
          #"{"host": "a b", "username": "u", "password": "p", "database": "d"}"#,
          "host"
        ),
      ]),
    TypeSample(
      type: "mysql",
      valid:
        #"{"host": "db.example.com", "username": "u", "password": "p", "database": "d"}"#,
      invalid: [
        (
          #"{"host": "db.example.com", "username": "u", "password": "p", "database": "d", "tlsMode": "on"}"#,
          "tlsMode"
        )
      ]),
    TypeSample(
      type: "redis",
      valid:
        #"{"host": "10.0.0.1", "password": "p"}"#,
      invalid: [
        (
          #"{"host": "10.0.0.1:6379", "password": "p"}"#,
          "host"
        )
      ]),
    TypeSample(
      type: "api-token",
      valid:
        #"{"token": "t", "provider": "datadog", "expiresAt": "2030-01-01T00:00:00Z"}"#,
      invalid: [
        (
          #"{"token": "a\nb"}"#,
          "token"
        ),
        (
          #"{"token": "t", "headerName": "X Key"}"#,
          "headerName"
        ),
        (
          #"{"token": "t", "expiresAt": "soon"}"#,
          "expiresAt"
        ),
      ]),
    TypeSample(
      type: "generic",
      valid:
        #"{"DB_PASSWORD": "p", "nested.value": {"a": [1, true]}}"#,
      invalid: [
        (
          #"{}"#,
          "-"
        ),
        (
          #"{"1x": "p"}"#,
          "1x"
        ),
        (
          #"{"salt": "p"}"#,
          "salt"
        ),
        (
          #"{"a": 1.5}"#,
          "a"
        ),
      ]),
    TypeSample(
      type: "username-password",
      valid:
        #"{"username": "u", "password": "p"}"#,
      invalid: [
        (
          #"{"username": "u"}"#,
          "password"
        )
      ]),
    TypeSample(
      type: "secret-text",
      valid:
        #"{"secret": "s"}"#,
      invalid: [
        (
          #"{}"#,
          "secret"
        )
      ]),
    TypeSample(
      type: "secret-file",
      valid:
        #"{"content": "aGVs\nbG8=", "fileName": "key.bin"}"#,
      invalid: [
        (
          #"{"content": "hello!", "fileName": "a"}"#,
          "content"
        ),
        (
          #"{"content": "aGVsbG8=", "fileName": "../a"}"#,
          "fileName"
        ),
        (
          #"{"content": "aGVsbG8=", "fileName": ".."}"#,
          "fileName"
        ),
      ]),
    TypeSample(
      type: "keystore",
      valid:
        #"{"keystore": "@p12", "password": "open"}"#,
      invalid: [
        (
          #"{"keystore": "@p12", "password": "wrong"}"#,
          "password"
        ),
        (
          #"{"keystore": "QUJD", "password": "open"}"#,
          "keystore"
        ),
      ]),
    TypeSample(
      type: "ca-certificate",
      valid:
        #"{"certificates": "@ca"}"#,
      invalid: [
        (
          #"{"certificates": "@key"}"#,
          "certificates"
        )
      ]),
    TypeSample(
      type: "mongodb",
      valid:
        #"{"connectionString": "mongodb://u:p@a.example.com:27017,b.example.com/db"}"#,
      invalid: [
        (
          #"{"connectionString": "https://x.example.com"}"#,
          "connectionString"
        ),
        (
          #"{"connectionString": "mongodb://x.example.com", "host": "h"}"#,
          "host"
        ),
        (
          #"{"connectionString": "mongodb://x.example.com", "username": "u"}"#,
          "username"
        ),
        (
          #"{"database": "d"}"#,
          "connectionString"
        ),
      ]),
    TypeSample(
      type: "rabbitmq",
      valid:
        #"{"host": "mq.example.com", "username": "u", "password": "p"}"#,
      invalid: [
        (
          #"{"host": "mq.example.com", "username": "u"}"#,
          "password"
        )
      ]),
    TypeSample(
      type: "clickhouse",
      valid:
        #"{"host": "ch.example.com", "password": "p"}"#,
      invalid: [
        (
          #"{"password": "p"}"#,
          "host"
        )
      ]),
    TypeSample(
      type: "smtp",
      valid:
        #"{"host": "smtp.example.com", "username": "u", "password": "p"}"#,
      invalid: [
        (
          #"{"host": "smtp.example.com", "username": "u"}"#,
          "password"
        ),
        (
          #"{"host": "smtp.example.com", "from": "nobody"}"#,
          "from"
        ),
        (
          #"{"host": "smtp.example.com", "secure": "ssl"}"#,
          "secure"
        ),
      ]),
    TypeSample(
      type: "oauth2-client",
      valid:
        #"{"clientId": "c", "clientSecret": "s", "tokenUrl": "https://id.example.com/token"}"#,
      invalid: [
        (
          #"{"clientId": "c", "tokenUrl": "https://id.example.com/token"}"#,
          "clientSecret"
        ),
        (
          #"{"clientId": "c", "clientSecret": "s", "tokenUrl": "https://id.example.com/token", "grantType": "authorizationCode"}"#,
          "authUrl"
        ),
        (
          #"{"clientId": "c", "clientSecret": "s", "tokenUrl": "x"}"#,
          "tokenUrl"
        ),
      ]),
    TypeSample(
      type: "jwt-signing-key",
      valid:
        #"{"privateKey": "@rsa"}"#,
      invalid: [
        (
          #"{}"#,
          "privateKey"
        ),
        (
          #"{"keyType": "passphrase", "secret": "short"}"#,
          "secret"
        ),
        (
          #"{"privateKey": "@key"}"#,
          "privateKey"
        ),
        (
          #"{"privateKey": "@rsa", "algorithm": "none"}"#,
          "algorithm"
        ),
        (
          #"{"privateKey": "@rsa", "algorithm": "HS256"}"#,
          "algorithm"
        ),
        (
          #"{"privateKey": "@rsa", "secret": "s"}"#,
          "secret"
        ),
        (
          #"{"privateKey": "@lockedpem"}"#,
          "privateKey"
        ),
        (
          #"{"privateKey": "@rsa", "publicKey": "x"}"#,
          "publicKey"
        ),
      ]),
    TypeSample(
      type: "webhook-secret",
      valid:
        #"{"secret": "s"}"#,
      invalid: [
        (
          #"{"secret": "s", "algorithm": "md5"}"#,
          "algorithm"
        ),
        (
          #"{}"#,
          "secret"
        ),
      ]),
    TypeSample(
      type: "npm-registry",
      valid:
        #"{"registry": "https://registry.npmjs.org/", "token": "npm_x", "scope": "@acme"}"#,
      invalid: [
        (
          #"{"token": "t", "username": "u"}"#,
          "username"
        ),
        (
          #"{"username": "u"}"#,
          "password"
        ),
        (
          #"{"token": "t", "scope": "acme"}"#,
          "scope"
        ),
      ]),
    TypeSample(
      type: "python-index",
      valid:
        #"{"url": "https://upload.pypi.org/legacy/", "password": "pypi-x"}"#,
      invalid: [
        (
          #"{"url": "https://upload.pypi.org/legacy/"}"#,
          "password"
        )
      ]),
    TypeSample(
      type: "maven-repository",
      valid:
        #"{"serverId": "central", "username": "u", "password": "p"}"#,
      invalid: [
        (
          #"{"serverId": "a b", "username": "u", "password": "p"}"#,
          "serverId"
        )
      ]),
    TypeSample(
      type: "nuget-feed",
      valid:
        #"{"sourceName": "Acme", "url": "https://nuget.example.com/v3/index.json", "username": "u", "password": "p"}"#,
      invalid: [
        (
          #"{"sourceName": "1 x", "url": "https://nuget.example.com/", "username": "u", "password": "p"}"#,
          "sourceName"
        )
      ]),
    TypeSample(
      type: "cargo-registry",
      valid:
        #"{"token": "t"}"#,
      invalid: [
        (
          #"{"token": "t", "registry": "a b"}"#,
          "registry"
        )
      ]),
    TypeSample(
      type: "terraform-host",
      valid:
        #"{"token": "t"}"#,
      invalid: [
        (
          #"{"token": "t", "hostname": "https://x.example.com"}"#,
          "hostname"
        )
      ]),
    TypeSample(
      type: "ansible-vault",
      valid:
        #"{"password": "p"}"#,
      invalid: [
        (
          #"{"password": "a\nb"}"#,
          "password"
        ),
        (
          #"{"password": "p", "vaultId": "a@b"}"#,
          "vaultId"
        ),
      ]),
    TypeSample(
      type: "vault-approle",
      valid:
        #"{"address": "https://vault.example.com", "roleId": "r", "secretId": "s"}"#,
      invalid: [
        (
          #"{"address": "https://vault.example.com", "roleId": "r"}"#,
          "secretId"
        ),
        (
          #"{"address": "https://vault.example.com", "roleId": "r", "secretId": "s", "token": "t"}"#,
          "token"
        ),
      ]),
    TypeSample(
      type: "wireguard",
      valid:
        #"{"privateKey": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "address": "10.0.0.2/32, fd00::2/128", "peerPublicKey": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "endpoint": "vpn.example.com:51820"}"#,
      invalid: [
        (
          #"{"privateKey": "QUJD", "address": "10.0.0.2/32", "peerPublicKey": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}"#,
          "privateKey"
        ),
        (
          #"{"privateKey": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "address": "here", "peerPublicKey": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}"#,
          "address"
        ),
      ]),
    TypeSample(
      type: "tsig-key",
      valid:
        #"{"nameserver": "10.0.0.1:53", "keyName": "key.example.com.", "secret": "c2VjcmV0"}"#,
      invalid: [
        (
          #"{"nameserver": "ns.example.com", "keyName": "k", "secret": "c2VjcmV0"}"#,
          "nameserver"
        ),
        (
          #"{"nameserver": "10.0.0.1", "keyName": "k", "secret": "?"}"#,
          "secret"
        ),
        (
          #"{"nameserver": "10.0.0.1", "keyName": "k", "secret": "c2VjcmV0", "algorithm": "MD5"}"#,
          "algorithm"
        ),
      ]),
    TypeSample(
      type: "acme-account",
      valid:
        #"{"accountKey": "@key"}"#,
      invalid: [
        (
          #"{"accountKey": "@key", "eabKeyId": "k"}"#,
          "eabHmacKey"
        ),
        (
          #"{"accountKey": "@key", "eabKeyId": "k", "eabHmacKey": "a+b"}"#,
          "eabHmacKey"
        ),
        (
          #"{"accountKey": "@key", "server": "http://acme.example.com"}"#,
          "server"
        ),
      ]),
    TypeSample(
      type: "vsphere",
      valid:
        #"{"vcenter": "vc.example.com", "username": "u@vsphere.local", "password": "p"}"#,
      invalid: [
        (
          #"{"vcenter": "vc.example.com", "username": "u", "password": "p", "port": "x"}"#,
          "port"
        )
      ]),
    TypeSample(
      type: "cloud-token",
      valid:
        #"{"provider": "hetzner", "token": "t"}"#,
      invalid: [
        (
          #"{"provider": "nimbus", "token": "t"}"#,
          "provider"
        ),
        (
          #"{"token": "t"}"#,
          "provider"
        ),
      ]),
    TypeSample(
      type: "sftp",
      valid:
        #"{"host": "sftp.example.com", "username": "u", "privateKey": "@ssh"}"#,
      invalid: [
        (
          #"{"host": "sftp.example.com", "username": "u"}"#,
          "password"
        ),
        (
          #"{"host": "sftp.example.com", "username": "u", "password": "p", "privateKey": "@ssh"}"#,
          "privateKey"
        ),
        (
          #"{"host": "sftp.example.com", "username": "u", "privateKey": "x"}"#,
          "privateKey"
        ),
      ]),
  ]
}
