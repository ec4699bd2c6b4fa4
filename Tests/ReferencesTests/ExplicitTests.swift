import Configuration
import Documents
import References
import Testing

@Suite struct ExplicitTests {
  private static let bindings = [
    (
      ".credtree/apps/my-app.json",
      #"{"appId":"my-app","name":"my-app","imagePullAccountSecretId":"docker-hub"}"#
    ),
    (
      ".credtree/envs/production.json",
      #"{"appEnvId":"my-app/production","envName":"production","basicAuthAccountSecretId":"staging-gate","backupStorageAccountSecretId":"id-backups"}"#
    ),
    (
      ".credtree/hosts/example.com.json",
      #"{"hostname":"example.com","certificateAccountSecretId":"Example-Com"}"#
    ),
  ]

  @Test func reproducesTheAnswerOfTheSource() throws {
    let found = try Self.bindings.flatMap { try Store.scan($0.1, $0.0) }
    let sample = Array(
      """
      {"apps": [{ "appId": "my-app", "name": "my-app", "field": "imagePullAccountSecretId" }],
      "envs": [{ "appEnvId": "my-app/production", "envName": "production", "field": "basicAuthAccountSecretId" }],
      "hosts": [{ "hostname": "example.com", "field": "certificateAccountSecretId" }]}
      """.utf8)
    let report = ReferenceReport.quave(found.filter { $0.credentialID != "id-backups" })
    #expect(report == (try JSON.parse(sample.span)))
    #expect(found.allSatisfy { $0.confidence == .certain })
  }

  @Test func reportsNamesAndPlaces() throws {
    let found = try Self.bindings.flatMap { try Store.scan($0.1, $0.0) }
    let report = ReferenceReport.grouped(found)
    #expect(report.object?.map(\.key) == ["apps", "envs", "hosts", "files"])
    let app = try #require(report["apps"]?.array?.first)
    #expect(
      app.object?.map(\.key) == [
        "appId", "name", "field", "file", "line", "column", "path", "confidence",
      ])
    #expect(app["column"] == .int(63))
    let env = try #require(report["envs"]?.array?.last)
    #expect(
      env.object?.map(\.key) == [
        "name", "appEnvId", "envName", "field", "file", "line", "column", "path", "confidence",
      ])
    #expect(env["name"] == .string("production"))
    #expect(report["hosts"]?.array?.first?["name"] == .string("example.com"))
  }

  @Test func theNearestMappingNamesTheUser() throws {
    let text = """
      apps:
        - appId: a
          name: one
          imagePullAccountSecretId: docker-hub
          envs:
            - {appEnvId: a/p, envName: p, basicAuthAccountSecretId: staging-gate}
        - {certificateAccountSecretId: example-com}
      """
    let found = try Store.scan(text, "quave.yaml")
    #expect(
      found.map(\.summary) == [
        "4:31 apps one imagePullAccountSecretId -> id-docker-hub",
        "6:63 envs p basicAuthAccountSecretId -> id-staging-gate",
        "7:34 hosts quave.yaml certificateAccountSecretId -> id-example-com",
      ])
    #expect(found[1].path == "apps[0].envs[0].basicAuthAccountSecretId")
  }

  @Test func aNameThatNothingHasIsDangling() throws {
    let text = #"{"imagePullAccountSecretId": "docker-hub-old"}"#
    #expect(try Store.scan(text, "a.json").map(\.credentialID) == [nil])
    #expect(try Store.scan("cred://gone", "a.txt").map(\.credentialID) == [nil])
    let template = #"{"imagePullAccountSecretId": "${id}"}"#
    #expect(try Store.scan(template, "a.json").isEmpty)
  }

  @Test func findsURIsInAnyText() throws {
    let text =
      "é cred://docker-hub#password, (cred://prod/app_db/) \"cred://Docker-Hub.\"\n"
      + "mycred://docker-hub x+cred://docker-hub cred:// cred://#a\r\n"
      + "cred://docker-hub # credtree:ignore\n  cred://id-backups#a-b"
    let found = try Store.scan(text, "bin/start.sh")
    #expect(
      found.map(\.summary) == [
        "1:4 files bin/start.sh cred -> id-docker-hub",
        "1:33 files bin/start.sh cred -> id-prod/app_db",
        "1:55 files bin/start.sh cred -> id-docker-hub",
        "4:3 files bin/start.sh cred -> id-backups",
      ])
    #expect(found.map(\.credentialField) == ["password", nil, nil, "a"])
    #expect(found.allSatisfy { $0.path == nil && $0.confidence == .certain })
  }

  @Test func aURIInADocumentHasItsPathOfKeys() throws {
    let text = """
      # cred://docker-hub
      env:
        - {a.b: "x:cred://docker-hub#username"}
      script: |
        login cred://docker-hub
        again cred://backups
      """
    let found = try Store.scan(text, "ci.yml")
    #expect(found.map(\.path) == [nil, #"env[0]["a.b"]"#, "script", "script"])
    #expect(found.map(\.position.line) == [1, 3, 5, 6])
    #expect(found[1].field == "a.b")
  }

  @Test func passesOverBinariesAndLargeFiles() throws {
    let uri = "cred://docker-hub\n"
    #expect(try Store.scan("\0" + uri, "a").isEmpty)
    #expect(try Store.scan(String(repeating: " ", count: 9000) + "\0" + uri, "a").count == 1)
    #expect(try Store.scan(String(repeating: " ", count: 1 << 20) + uri, "a").isEmpty)
  }

  @Test(arguments: 0..<70) func findsAURIAtEveryPlace(_ place: Int) throws {
    let text = String(repeating: "c", count: place) + " cred://docker-hub"
    #expect(try Store.scan(text, "a").map(\.position.column) == [place + 2])
  }

  @Test func choosesFiles() throws {
    let scanner = try Store.scanner(
      "store: ops/creds\nreferences: {exclude: ['*.min.js', 'third_party/**', docs/]}\n")
    for path in [
      "ops/creds/a.json", "node_modules/a", "a/node_modules/b/c", "vendor/x", "x/.terraform/y",
      "web/a.min.js", "third_party/a/b", "docs/a",
    ] { #expect(!scanner.includes(path), "\(path)") }
    for path in ["ops/a.yaml", "vendor", "vendored/x", "a.js", "x/docs/a", ".credtree/apps/a.json"]
    {
      #expect(scanner.includes(path), "\(path)")
    }
  }

  @Test func readsTheRepositorysOwnRules() throws {
    let rules = """
      references:
        rules:
          - {id: own, files: ["deploy/**"], path: "**.registry.login", refType: credential,
             group: apps, field: login}
      """
    let text = "web: {registry: {login: docker-hub}}"
    let found = try Store.scan(text, "deploy/x.yaml", configuration: rules)
    #expect(found.map(\.path) == ["web.registry.login"])
    #expect(try Store.scan(text, "x.yaml", configuration: rules).isEmpty)
    for wrong in [
      "{id: a}", "{id: a, path: 'a..b', refType: x, group: apps, field: f}", "{idd: a}",
      "{id: a, regex: '(', refType: x, group: apps, field: f}",
    ] {
      let error = #expect(throws: ConfigurationError.self) {
        try Store.scanner("references: {rules: [\(wrong)]}")
      }
      #expect(error?.problems.first?.position?.line == 2)
    }
  }
}

@Suite struct DisabledRuleTests {
  @Test func aBuiltInRuleCanBeSwitchedOff() throws {
    let text = "x: cred://docker-hub\nimagePullAccountSecretId: docker-hub\n"
    #expect(try Store.scan(text).map(\.rule) == ["credtree.uri", "credtree.env"])
    let off = "references: {disable: [credtree.uri]}\n"
    #expect(try Store.scan(text, configuration: off).map(\.rule) == ["credtree.env"])
  }

  @Test func aRuleThatThereIsNotIsRefused() throws {
    let error = #expect(throws: ConfigurationError.self) {
      try Store.scanner("references:\n  disable:\n    - credtree.url\n")
    }
    let problem = error?.problems.first
    #expect(problem?.message.contains("did you mean 'credtree.uri'?") == true)
    #expect(problem?.position?.line == 4)
    #expect(throws: ConfigurationError.self) { try Store.scanner("references: {disable: [[a]]}") }
  }
}
