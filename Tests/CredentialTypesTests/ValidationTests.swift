import CredentialTypes
import Documents
import Secrets
import Testing

@Suite struct QuaveSampleTests {
  @Test func theRegistrySampleIsTaken() throws {
    let values = try accepted(
      "CONTAINER_REGISTRY",
      """
      {"server": "https://index.docker.io/v1/", "email": "me@example.com",
       "username": "myuser", "password": "mypassword"}
      """)
    // The server stays as it was typed, and defaults of optional fields are not stored.
    #expect(values.public == [Member("server", .string("https://index.docker.io/v1/"))])
    #expect(values.confidentialAndSecret.map(\.key) == ["username", "password", "email"])
    #expect(text(values.confidentialAndSecret["password"]) == "mypassword")
    #expect(values.confidentialAndSecret.allSatisfy { $0.value.secret != nil })
    #expect(values.warnings.isEmpty)
  }

  @Test func theBasicAuthSampleIsTaken() throws {
    let values = try accepted("BASIC_AUTH", #"{"username": "stageuser", "password": "stagepass"}"#)
    #expect(values.public.isEmpty)
    #expect(values.confidentialAndSecret.map(\.key) == ["username", "password"])
    let type = try builtIn("basic-auth")
    #expect(type.effectiveValue(of: "hash", in: values.public)?.string == "bcrypt")
    #expect(type.effectiveValue(of: "cost", in: values.public)?.int == 10)
  }

  @Test func theACMESampleIsTaken() throws {
    let values = try accepted(
      "ACME_WILDCARD",
      #"""
      {"commonName": "*.example.com", "altNames": ["example.com"],
       "providerConfig": "{\"apiToken\":\"cf-token-here\"}"}
      """#, provider: "CLOUDFLARE")
    #expect(values.provider == "CLOUDFLARE")
    #expect(
      values.public == [
        Member("commonName", .string("*.example.com")),
        Member("altNames", .array([.string("example.com")])),
      ])
    #expect(values.confidentialAndSecret.map(\.key) == ["providerConfig"])
    #expect(text(values.confidentialAndSecret["providerConfig"]?["apiToken"]) == "cf-token-here")
  }

  @Test func theObjectStorageSampleIsTaken() throws {
    let values = try accepted(
      "OBJECT_STORAGE",
      """
      {"accessKey": "AKIAEXAMPLE", "secretKey": "supersecret", "bucket": "my-backups",
       "region": "us-east-1", "endpoint": "https://s3.example.com"}
      """)
    #expect(values.public.map(\.key) == ["bucket", "region", "endpoint"])
    #expect(values.confidentialAndSecret.map(\.key) == ["accessKey", "secretKey"])
  }
}

@Suite struct ValidationTests {
  @Test func everyProblemIsReportedAtOnceAndNoneShowsAValue() throws {
    let type = try builtIn("container-registry")
    let values = try members(
      #"{"server": "x y", "usrname": "canary", "email": "canary", "registryKind": "canary"}"#)
    let error = #expect(throws: ValidationError.self) { try type.validate(values) }
    #expect(
      error?.problems.compactMap(\.field).sorted() == [
        "data.email", "data.password", "data.registryKind", "data.server", "data.username",
        "data.usrname",
      ])
    let words = error?.description ?? "canary"
    #expect(!words.contains("canary"))
    #expect(words.contains("did you mean username?"))
  }

  @Test(arguments: [
    (#"{"username": "a:b", "password": "p"}"#, ["data.username"]),
    (#"{"username": "u", "password": "p", "identityToken": "t"}"#, ["data.identityToken"]),
    (#"{"username": "u", "password": ""}"#, ["data.password"]),
    (#"{"username": "", "password": "p"}"#, ["data.username"]),
    (#"{"username": "u", "password": "a\u0000b"}"#, ["data.password"]),
    (#"{"username": "u", "userName": "v", "password": "p"}"#, ["data.username"]),
    (#"{"username": "u", "password": ["p"]}"#, ["data.password"]),
    (#"{"username": "u", "password": "p", "registryKind": "nope"}"#, ["data.registryKind"]),
    (
      #"{"server": "1.dkr.ecr.eu-west-1.amazonaws.com", "username": "AWS", "password": "p"}"#,
      ["data.region"]
    ),
    (#"{"username": "u", "identityToken": "t"}"#, []),
    (#"{"username": "u", "password": "p", "email": null, "region": ""}"#, []),
  ]) func registries(_ json: String, _ fields: [String]) throws {
    #expect(try complaints("container-registry", json) == fields)
  }

  @Test func theServerHasADefaultThatIsStored() throws {
    let values = try accepted("container-registry", #"{"login": "u", "password": "p"}"#)
    #expect(values.public == [Member("server", .string("docker.io"))])
    let type = try builtIn("container-registry")
    #expect(
      type.effectiveValue(of: "registryKind", in: values.public)?.string == "docker-hub")
  }

  @Test(arguments: [
    (
      #"{"server": "1.dkr.ecr.us-east-1.amazonaws.com", "region": "us-east-1","username": "AKIA", "password": "p"}"#,
      ["data.username"]
    ),
    (
      #"{"server": "1.dkr.ecr.us-east-1.amazonaws.com", "region": "us-east-1","username": "AWS", "password": "p"}"#,
      []
    ),
    (
      #"{"server": "eu-docker.pkg.dev", "username": "_json_key", "password": "p"}"#,
      ["data.password"]
    ),
    (
      #"{"server": "eu-docker.pkg.dev", "username": "_json_key_base64", "password": "e30="}"#,
      ["data.password"]
    ),
    (
      #"{"server": "gcr.io", "username": "_json_key", "password": "{\"type\":\"service_account\",\"client_email\":\"a\",\"private_key\":\"b\"}"}"#,
      []
    ),
  ]) func registryWarnings(_ json: String, _ fields: [String]) throws {
    #expect(try accepted("container-registry", json).warnings.compactMap(\.field) == fields)
  }

  @Test(arguments: [
    (#"{"username": "a:b", "password": "p"}"#, ["data.username"]),
    (##"{"username": "#a", "password": "p"}"##, ["data.username"]),
    (#"{"username": "a\n", "password": "p\n"}"#, ["data.password", "data.username"]),
    (#"{"username": "a", "password": "p", "hash": "md5"}"#, ["data.hash"]),
    (#"{"username": "a", "password": "p", "cost": 3}"#, ["data.cost"]),
    (#"{"username": "a", "password": "p", "cost": 18}"#, ["data.cost"]),
    (#"{"username": "a", "password": "p", "cost": "12"}"#, []),
    (#"{"username": "a", "password": "p", "hash": "sha512-crypt", "cost": 10}"#, ["data.cost"]),
    (#"{"username": "a", "password": "p", "hash": "sha512-crypt"}"#, []),
    (#"{"username": "a", "password": "p", "realm": "a\"b"}"#, ["data.realm"]),
  ]) func basicAuth(_ json: String, _ fields: [String]) throws {
    #expect(try complaints("basic-auth", json) == fields)
  }

  @Test func bcryptTakes72BytesAndNotOneMore() throws {
    let fits = String(repeating: "ü", count: 36)
    #expect(try complaints("basic-auth", #"{"username": "a", "password": "\#(fits)"}"#) == [])
    #expect(
      try complaints("basic-auth", #"{"username": "a", "password": "\#(fits)x"}"#)
        == ["data.password"])
    #expect(
      try complaints("basic-auth", #"{"username": "a", "password": "\#(fits)x", "hash": "apr1"}"#)
        == [])
  }

  @Test(arguments: [
    (#""bucket": "ab""#, ["data.bucket"]), (#""bucket": "My-Bucket""#, ["data.bucket"]),
    (#""bucket": "10.0.0.1""#, ["data.bucket"]), (#""bucket": "a..b""#, ["data.bucket"]),
    (#""bucket": "abc", "endpoint": "https://s3.example.com/abc""#, ["data.endpoint"]),
    (#""bucket": "abc", "endpoint": "https://abc.s3.example.com""#, ["data.endpoint"]),
    (#""bucket": "abc", "endpoint": "s3.example.com""#, ["data.endpoint"]),
    (#""bucket": "abc", "endpoint": """#, []),
    (
      #""bucket": "abc", "endpoint": "https://x.r2.cloudflarestorage.com", "region": "us-east-1""#,
      ["data.region"]
    ),
    (#""bucket": "abc", "endpoint": "https://x.r2.cloudflarestorage.com""#, []),
    (#""bucket": "abc", "flavour": "oci", "endpoint": "https://x.example.com""#, ["data.endpoint"]),
    (#""bucket": "abc", "flavour": "backblaze-b2""#, ["data.endpoint"]),
    (#""bucket": "abc", "pathStyleAccessEnabled": "yes""#, ["data.pathStyleAccessEnabled"]),
  ]) func objectStorage(_ json: String, _ fields: [String]) throws {
    #expect(
      try complaints("object-storage", #"{"accessKey": "a", "secretKey": "s", \#(json)}"#)
        == fields)
  }

  @Test func pathStyleFollowsTheEndpoint() throws {
    let type = try builtIn("object-storage")
    func isPathStyle(_ endpoint: String) -> Bool? {
      type.effectiveValue(
        of: "pathStyleAccessEnabled", in: [Member("endpoint", .string(endpoint))])?.bool
    }
    #expect(isPathStyle("http://10.0.0.1:9000") == true)
    #expect(isPathStyle("https://minio.example.com") == true)
    #expect(isPathStyle("https://s3.example.com") == false)
  }

  @Test func invalidUTF8AndTooMuchAreRefused() throws {
    let type = try builtIn("basic-auth")
    func refused(_ password: [UInt8]) -> [String] {
      let secret = Secret(SecretBytes(copying: password.span))
      let values = [
        Member("username", .string("u")), Member("password", Node(.secret(secret))),
        Member("hash", .string("apr1")),
      ]
      do {
        _ = try type.validate(values)
        return []
      } catch { return error.problems.compactMap(\.field) }
    }
    #expect(refused([0xC3]) == ["data.password"])
    #expect(refused([0xED, 0xA0, 0x80]) == ["data.password"])
    #expect(refused([0xF0, 0x9F, 0x94, 0x91]) == [])
    #expect(refused([UInt8](repeating: 97, count: (1 << 20) + 1)) == ["data.password"])
  }

  @Test func changesAreLaidOverTheStoredFields() throws {
    let type = try builtIn("container-registry")
    let stored = try members(
      #"{"server": "ghcr.io", "username": "u", "password": "p", "email": "a@b.c"}"#)
    let changes = try members(#"{"registry": "quay.io", "email": null}"#)
    let merged = type.merging(changes, over: stored)
    let values = try type.validate(merged)
    #expect(values.public == [Member("server", .string("quay.io"))])
    #expect(values.confidentialAndSecret.map(\.key) == ["username", "password"])
  }
}

@Suite struct ProviderTests {
  private func complaints(_ provider: String?, _ configuration: String) throws -> [String] {
    try CredentialTypesTests.complaints(
      "acme-wildcard", #"{"commonName": "*.example.com", "providerConfig": \#(configuration)}"#,
      provider: provider)
  }

  @Test(arguments: [
    ("CLOUDFLARE", "{}", ["data.providerConfig.apiToken"]),
    ("CLOUDFLARE", #"{"apiKey": "k"}"#, ["data.providerConfig.email"]),
    ("CLOUDFLARE", #"{"apiKey": "k", "email": "a@b.c"}"#, []),
    (
      "CLOUDFLARE", #"{"apiToken": "t", "apiKey": "k", "email": "a@b.c"}"#,
      ["data.providerConfig.apiKey", "data.providerConfig.email"]
    ),
    (
      "CLOUDFLARE", #"{"apiTokn": "t"}"#,
      ["data.providerConfig.apiTokn", "data.providerConfig.apiToken"]
    ),
    ("AWS_ROUTE53", #"{"region": "eu-west-1"}"#, []),
    (
      "AWS_ROUTE53", #"{"region": "r", "accessKeyId": "a"}"#,
      ["data.providerConfig.secretAccessKey"]
    ),
    (
      "GCP",
      #"{"project": "p", "serviceAccountJson": {"type": "service_account", "client_email": "e", "private_key": "k"}}"#,
      []
    ),
    (
      "GCP", #"{"project": "p", "serviceAccountJson": "{}"}"#,
      ["data.providerConfig.serviceAccountJson"]
    ),
    ("WEBHOOK", #"{"groupName": "g", "solverName": "s", "config": {"a": {"b": ["c"]}}}"#, []),
    (
      "WEBHOOK", #"{"endpoint": "https://x.example", "username": "u"}"#,
      ["data.providerConfig.password"]
    ),
    (
      "WEBHOOK", #"{"endpoint": "https://x.example", "groupName": "g"}"#,
      ["data.providerConfig.endpoint"]
    ),
    ("DIGITALOCEAN", #"{"token": "t"}"#, []),
    ("RFC2136", #"{"nameserver": "10.0.0.1", "tsigKeyName": "k", "tsigSecret": "c2VjcmV0"}"#, []),
    ("CLOUDFLAIR", "{}", ["provider"]),
    ("CLOUDFLARE", #""not json""#, ["data.providerConfig"]),
    ("CLOUDFLARE", #"{"apiToken": "t", "apiToken": "u"}"#, ["data.providerConfig"]),
    (
      "WEBHOOK", #"{"groupName": "g", "solverName": "s", "config": {"a": 1.5}}"#,
      ["data.providerConfig"]
    ),
  ]) func configurations(_ provider: String, _ json: String, _ fields: [String]) throws {
    #expect(try complaints(provider, json).sorted() == fields.sorted())
  }

  @Test func theProviderIsNeededAndMayStandAmongTheValues() throws {
    #expect(try complaints(nil, #"{"apiToken": "t"}"#) == ["provider"])
    let values = try accepted(
      "acme-wildcard",
      #"{"provider": "cloudflare", "commonName": "a.b", "providerConfig": {"apiToken": "t"}}"#)
    #expect(values.provider == "CLOUDFLARE")
    #expect(values.public.map(\.key) == ["commonName"])
    #expect(
      try CredentialTypesTests.complaints(
        "basic-auth", #"{"username": "u", "password": "p"}"#, provider: "GCP") == ["provider"])
  }

  @Test(arguments: [
    (#""commonName": "*.*.example.com""#, ["data.commonName"]),
    (#""commonName": "a.*.example.com""#, ["data.commonName"]),
    (#""commonName": "*.a.b", "altNames": ["c d"]"#, ["data.altNames"]),
    (#""commonName": "*.a.b", "eabKeyId": "x""#, ["data.eabHmacKey"]),
    (#""commonName": "*.a.b", "acmeServer": "http://x.example""#, ["data.acmeServer"]),
    (#""commonName": "*.a.b", "email": "x""#, ["data.email"]),
  ]) func names(_ json: String, _ fields: [String]) throws {
    #expect(
      try CredentialTypesTests.complaints(
        "acme-wildcard", #"{\#(json), "providerConfig": {"apiToken": "t"}}"#,
        provider: "CLOUDFLARE") == fields)
  }

  @Test func namesAreDeduplicatedAndACommandLineListIsSplit() throws {
    let values = try accepted(
      "acme-wildcard",
      #"{"commonName": "*.a.b", "altNames": "a.b, A.b,c.b", "providerConfig": {"apiToken": "t"}}"#,
      provider: "CLOUDFLARE")
    #expect(values.public["altNames"]?.array?.compactMap(\.string) == ["a.b", "c.b"])
  }
}
