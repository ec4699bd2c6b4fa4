/// A credential of one type that is right, and some that are not, with the fields that are to
/// be complained about.
public struct TypeSample: Sendable {
  /// The type's id.
  public let type: String
  /// The fields of a credential that is right, as JSON; `"@name"` stands for ``SampleMaterial``.
  public let valid: String
  /// Fields that are not, and the ids of those to be complained about; `-` is the whole.
  public let invalid: [(json: String, fields: String)]

  /// All that is not right.
  public var refused: [(json: String, fields: String)] {
    invalid + (Self.refusedByRules[type] ?? [])
  }

  /// What is right in another way, and the ids of the fields to be warned about.
  public var accepted: [(json: String, fields: String)] { Self.alsoAccepted[type] ?? [] }
}

extension TypeSample {
  /// One sample for each type.
  public static let all: [TypeSample] = first + second

  private static let first: [TypeSample] = [
    TypeSample(
      type: "container-registry",
      valid:
        #"{"username": "u", "password": "p"}"#,
      invalid: [
        (
          #"{"username": "u"}"#,
          "password"
        )
      ]),
    TypeSample(
      type: "basic-auth",
      valid:
        #"{"username": "u", "password": "p"}"#,
      invalid: [
        (
          #"{"username": "a:b", "password": "p"}"#,
          "username"
        )
      ]),
    TypeSample(
      type: "tls-certificate",
      valid:
        #"{"certificate": "@cert", "privateKey": "@key", "ca": "@mid"}"#,
      invalid: [
        (
          #"{"certificate": "@cert", "privateKey": "@otherkey"}"#,
          "privateKey"
        )
      ]),
    TypeSample(
      type: "acme-wildcard",
      valid:
        #"{"provider": "CLOUDFLARE", "commonName": "*.example.com", "providerConfig": {"apiToken": "t"}}"#,
      invalid: [
        (
          #"{"provider": "CLOUDFLARE", "commonName": "*.example.com", "providerConfig": {}}"#,
          "providerConfig.apiToken"
        )
      ]),
    TypeSample(
      type: "object-storage",
      valid:
        #"{"accessKey": "a", "secretKey": "s", "bucket": "my-bucket"}"#,
      invalid: [
        (
          #"{"accessKey": "a", "secretKey": "s", "bucket": "B"}"#,
          "bucket"
        )
      ]),
    TypeSample(
      type: "aws",
      valid:
        #"{"accessKey": "AKIAIOSFODNN7EXAMPLE", "secretKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}"#,
      invalid: [
        (
          #"{"mode": "role", "assumeRoleArn": "arn:aws:iam::123456789012:role/deploy", "accessKey": "AKIAIOSFODNN7EXAMPLE", "secretKey": "s"}"#,
          "accessKey secretKey"
        ),
        (
          #"{"mode": "role"}"#,
          "assumeRoleArn"
        ),
        (
          #"{"accessKey": "AKIAIOSFODNN7EXAMPLE"}"#,
          "accessKey secretKey"
        ),
        (
          #"{"accessKey": "AKIAIOSFODNN7EXAMPLE", "secretKey": "s", "useExternalId": true}"#,
          "assumeRoleArn"
        ),
        (
          #"{"accessKey": "ASIAIOSFODNN7EXAMPLE", "secretKey": "s"}"#,
          "sessionToken"
        ),
        (
          #"{"mode": "role", "assumeRoleArn": "arn:aws:iam::123456789012:user/x"}"#,
          "assumeRoleArn"
        ),
        (
          #"{"mode": "role", "assumeRoleArn": "arn:aws:iam::123456789012:role/deploy", "externalId": "mine"}"#,
          "externalId"
        ),
        (
          #"{"accessKey": "short", "secretKey": "s"}"#,
          "accessKey"
        ),
        (
          #"{}"#,
          "accessKey"
        ),
      ]),
    TypeSample(
      type: "azure",
      valid:
        #"{"batchName": "batch1", "batchKey": "QUJD", "storageName": "store1", "storageKey": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="}"#,
      invalid: [
        (
          #"{"batchName": "Batch", "batchKey": "QUJD", "storageName": "store1", "storageKey": "QUJD"}"#,
          "batchName"
        ),
        (
          #"{"batchName": "batch1", "batchKey": "no base64", "storageName": "store1", "storageKey": "QUJD"}"#,
          "batchKey"
        ),
      ]),
    TypeSample(
      type: "azure-entra",
      valid:
        #"{"tenantId": "123e4567-e89b-42d3-a456-426614174000", "clientId": "123e4567-e89b-42d3-a456-426614174000", "clientSecret": "s", "batchName": "batch1", "storageName": "store1"}"#,
      invalid: [
        (
          #"{"tenantId": "x", "clientId": "123e4567-e89b-42d3-a456-426614174000", "clientSecret": "s", "batchName": "batch1", "storageName": "store1"}"#,
          "tenantId"
        )
      ]),
    TypeSample(
      type: "azure-cloud",
      valid:
        #"{"clientId": "123e4567-e89b-42d3-a456-426614174000", "clientSecret": "s", "subscriptionId": "123e4567-e89b-42d3-a456-426614174000"}"#,
      invalid: [
        (
          #"{"clientId": "123e4567-e89b-42d3-a456-426614174000", "clientSecret": "s"}"#,
          "subscriptionId"
        ),
        (
          #"{"clientId": "123e4567-e89b-42d3-a456-426614174000", "clientSecret": "s", "subscriptionId": "123e4567-e89b-42d3-a456-426614174000", "environment": "Moon"}"#,
          "environment"
        ),
      ]),
    TypeSample(
      type: "google",
      valid:
        #"{"data": "@google"}"#,
      invalid: [
        (
          #"{"data": {"type": "service_account", "client_email": "a", "private_key": "b", "project_id": "p"}}"#,
          "data"
        ),
        (
          #"{"mode": "workload-identity", "data": "@google"}"#,
          "data serviceAccountEmail workloadIdentityProvider"
        ),
        (
          #"{"data": "@google", "serviceAccountEmail": "a@b.iam.gserviceaccount.com"}"#,
          "serviceAccountEmail"
        ),
        (
          #"{"mode": "workload-identity", "serviceAccountEmail": "1-compute@developer.gserviceaccount.com", "workloadIdentityProvider": "projects/1/locations/global/workloadIdentityPools/p/providers/q"}"#,
          "serviceAccountEmail"
        ),
        (
          #"{"mode": "authorized-user", "clientId": "c"}"#,
          "clientSecret refreshToken"
        ),
        (
          #"{}"#,
          "data"
        ),
      ]),
    TypeSample(
      type: "exoscale",
      valid:
        #"{"apiKey": "EXO1234", "apiSecretKey": "s"}"#,
      invalid: [
        (
          #"{"apiKey": "EXO1234"}"#,
          "apiSecretKey"
        )
      ]),
    TypeSample(
      type: "openstack",
      valid:
        #"{"username": "u", "password": "p", "authUrl": "https://keystone.example.com/v3"}"#,
      invalid: [
        (
          #"{"authUrl": "https://keystone.example.com/v3"}"#,
          "username"
        ),
        (
          #"{"username": "u"}"#,
          "password"
        ),
        (
          #"{"username": "u", "password": "p", "applicationCredentialId": "i"}"#,
          "applicationCredentialId"
        ),
      ]),
    TypeSample(
      type: "seqera-compute",
      valid:
        #"{"mode": "role", "assumeRoleArn": "arn:aws:iam::123456789012:role/deploy"}"#,
      invalid: [
        (
          #"{"mode": "role", "accessKey": "AKIAIOSFODNN7EXAMPLE", "assumeRoleArn": "arn:aws:iam::123456789012:role/deploy"}"#,
          "accessKey"
        )
      ]),
    TypeSample(
      type: "github",
      valid:
        #"{"username": "u", "password": "ghp_x"}"#,
      invalid: [
        (
          #"{"accessKey": "a", "secretKey": "b"}"#,
          "accessKey password secretKey username"
        ),
        (
          #"{"username": "u", "password": "p", "baseUrl": "http://ghe.example.com"}"#,
          "baseUrl"
        ),
      ]),
    TypeSample(
      type: "github-app",
      valid:
        #"{"appId": "12", "clientId": "Iv1.abc", "privateKey": "@rsa", "organization": "acme"}"#,
      invalid: [
        (
          #"{"appId": "12", "clientId": "Iv1.abc", "privateKey": "@rsa"}"#,
          "organization"
        ),
        (
          #"{"appId": "x", "clientId": "Iv1.abc", "privateKey": "@rsa", "appScope": "personal"}"#,
          "appId"
        ),
        (
          #"{"appId": "1", "clientId": "Iv1.abc", "privateKey": "@rsa", "appScope": "personal", "baseUrl": "https://192.168.1.1"}"#,
          "baseUrl"
        ),
        (
          #"{"appId": "1", "clientId": "Iv1.abc", "privateKey": "@rsa", "appScope": "personal", "baseUrl": "https://localhost:8443"}"#,
          "baseUrl"
        ),
        (
          #"{"appId": "1", "clientId": "Iv1.abc", "privateKey": "@rsa", "appScope": "personal", "baseUrl": "http://ghe.example.com"}"#,
          "baseUrl"
        ),
      ]),
    TypeSample(
      type: "gitlab",
      valid:
        #"{"username": "u", "token": "glpat-x"}"#,
      invalid: [
        (
          #"{"username": "u", "password": "p"}"#,
          "token"
        )
      ]),
    TypeSample(
      type: "gitea",
      valid:
        #"{"username": "u", "password": "p", "baseUrl": "https://git.example.com"}"#,
      invalid: [
        (
          #"{"username": "u", "password": "p"}"#,
          "baseUrl"
        )
      ]),
    TypeSample(
      type: "bitbucket",
      valid:
        #"{"username": "u", "token": "ATATTx"}"#,
      invalid: [
        (
          #"{"username": "u", "token": "t", "password": "p"}"#,
          "token"
        ),
        (
          #"{"username": "u"}"#,
          "password"
        ),
      ]),
    TypeSample(
      type: "azure-repos",
      valid:
        #"{"username": "u", "password": "p"}"#,
      invalid: [
        (
          #"{"username": "u"}"#,
          "password"
        )
      ]),
    TypeSample(
      type: "codecommit",
      valid:
        #"{"username": "u-at-1", "password": "p"}"#,
      invalid: [
        (
          #"{"password": "p"}"#,
          "username"
        )
      ]),
    TypeSample(
      type: "kubernetes",
      valid:
        #"{"certificate": "@cert", "privateKey": "@key", "caCertificate": "@ca", "server": "https://k8s.example.com:6443"}"#,
      invalid: [
        (
          #"{"server": "https://k8s.example.com"}"#,
          "token"
        ),
        (
          #"{"certificate": "@cert"}"#,
          "privateKey"
        ),
        (
          #"{"certificate": "@cert", "privateKey": "@otherkey"}"#,
          "certificate"
        ),
        (
          #"{"token": "t", "caCertificate": "@ca", "insecureSkipTlsVerify": true}"#,
          "insecureSkipTlsVerify"
        ),
        (
          #"{"token": "t", "caCertificate": "not a certificate"}"#,
          "caCertificate"
        ),
        (
          #"{"token": "t", "namespace": "Not_A_Label"}"#,
          "namespace"
        ),
      ]),
    TypeSample(
      type: "docker-swarm",
      valid:
        #"{"ca": "@ca", "cert": "@cert", "key": "@key", "endpoint": "tcp://swarm.example.com:2376"}"#,
      invalid: [
        (
          #"{"ca": "@ca", "cert": "@cert", "key": "@otherkey"}"#,
          "cert"
        ),
        (
          #"{"ca": "@ca", "cert": "@cert", "key": "@key", "endpoint": "ftp://x"}"#,
          "endpoint"
        ),
      ]),
    TypeSample(
      type: "swarm-token",
      valid:
        #"{"scope": "manager", "token": "SWMTKN-1-00000000000000000000000000000000000000000000000000-1111111111111111111111111", "managerAddress": "10.0.0.1:2377"}"#,
      invalid: [
        (
          #"{"scope": "OTHER", "token": "t"}"#,
          "scope"
        ),
        (
          #"{"scope": "WORKER", "token": "t", "managerAddress": "host:99999"}"#,
          "managerAddress"
        ),
      ]),
    TypeSample(
      type: "ssh",
      valid:
        #"{"privateKey": "@ssh", "username": "git", "host": "git.example.com"}"#,
      invalid: [
        (
          #"{"privateKey": "no key"}"#,
          "privateKey"
        ),
        (
          #"{"privateKey": "@key", "publicKey": "@sshpub"}"#,
          "publicKey"
        ),
        (
          #"{"privateKey": "@sshlocked", "passphrase": "wrong"}"#,
          "passphrase"
        ),
        (
          #"{"publicKey": "ssh-ed25519 AAAA"}"#,
          "publicKey"
        ),
        (
          #"{"privateKey": "@ssh", "port": 70000}"#,
          "port"
        ),
        (
          #"{}"#,
          "privateKey"
        ),
        (
          #"{"publicKey": "@sshpub", "passphrase": "p"}"#,
          "privateKey"
        ),
      ]),
    TypeSample(
      type: "tower-agent",
      valid:
        #"{"connectionId": "c"}"#,
      invalid: [
        (
          #"{"shared": "maybe", "connectionId": "c"}"#,
          "shared"
        )
      ]),
    TypeSample(
      type: "helm-repository",
      valid:
        #"{"username": "u", "password": "p", "url": "oci://registry.example.com/charts"}"#,
      invalid: [
        (
          #"{"username": "u", "password": "p", "url": "http://charts.example.com"}"#,
          "url"
        )
      ]),
    TypeSample(
      type: "vpn-client",
      valid:
        #"{"certificate": "@cert", "commonName": "c", "certificateOwner": "me", "csr": "@csr", "intermediateCa": ["@mid"], "privateKey": "@key", "remote": "vpn.example.com 1194 udp"}"#,
      invalid: [
        (
          #"{"certificate": "@cert", "commonName": "c", "certificateOwner": "me", "csr": "@cert"}"#,
          "csr"
        ),
        (
          #"{"certificate": "@cert", "commonName": "c", "certificateOwner": "me", "privateKey": "@otherkey"}"#,
          "certificate"
        ),
        (
          #"{"certificate": "@cert", "commonName": "c", "certificateOwner": "me", "intermediateCa": ["x"]}"#,
          "intermediateCa"
        ),
      ]),
    TypeSample(
      type: "api-key",
      valid:
        #"{"ttl": 3600, "roles": ["reader", "session/x"]}"#,
      invalid: [
        (
          #"{"ttl": -1}"#,
          "ttl"
        ),
        (
          #"{"digest": "d"}"#,
          "digest"
        ),
        (
          #"{"expiry": "2030-01-01T00:00:00Z"}"#,
          "expiry"
        ),
      ]),
    TypeSample(
      type: "hashed-password",
      valid:
        #"{"password": "Passw0rd!"}"#,
      invalid: [
        (
          #"{"password": "password"}"#,
          "password"
        ),
        (
          #"{}"#,
          "password"
        ),
        (
          #"{"password": "Passw0rd!", "hash": "h"}"#,
          "hash"
        ),
        (
          #"{"password": "Passw0rd!xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}"#,
          "password"
        ),
      ]),
  ]
}
