import Documents
import References
import TestSupport
import Testing

/// Text that breaks off or is torn: it is searched all the same, and nothing crashes.
@Suite(.drawn) struct BrokenTextTests {
  private static let whole: [(path: String, text: String)] = [
    (
      "k8s/a.yaml",
      "kind: Pod\nmetadata: {name: a}\nspec:\n  imagePullSecrets:\n  - name: regcred\n  volumes: &v\n  - secret: {secretName: app-db}\n  x: *v\n  data: |\n    kind: x\n---\n<<: {a: 'b'}\n"
    ),
    (
      "a.json",
      #"{"kind": "Pod", "spec": {"imagePullSecrets": [{"name": "regcred"}]}, "é": "\u00e9", "n": 1e3}"#
    ),
    (
      "main.tf",
      "provider \"aws\" {\n  profile = \"backups\" # x\n}\n/* c */ locals { a = <<-EOT\n {{ }\n EOT\n  b = file(\"out/tls/example-com.crt\") }\n"
    ),
    (
      "traefik.toml",
      "[[tls.certificates]]\ncertFile = \"out/tls/example-com.crt\" # x\n[http.a]\nx = [1, {a = 'b'}]\ny = \"\"\"\nz\"\"\"\n"
    ),
    (
      "nginx.conf",
      "server { server_name a.b; ssl_certificate 'out/tls/example-com.crt'; location / { auth_basic_user_file out/nginx/staging.htpasswd; } }\n"
    ),
    (
      "apache/site.conf",
      "<VirtualHost *>\nServerName a\nSSLCertificateFile ../out/tls/example-com.crt\n</VirtualHost>\n"
    ),
    (
      "chart/templates/a.yaml",
      "{{- if .x }}\nkind: Pod\nspec:\n  imagePullSecrets: [{name: regcred}]\n  a: {{ .b }}\n{{ end }}\n"
    ),
    (".gitlab-ci.yml", "a:\n  script:\n    - echo ${DOCKERHUB_PASSWORD} # $X\n    - |\n      x\n"),
    ("ansible.cfg", "[defaults]\nvault_password_file = out/app-db/password ; x\n[a]\nb=\n"),
    ("a/.env", "export A=\"${APP_DB_PASSWORD}\" # x\nB='x\nC=\\\n"),
    ("Caddyfile", "a.b {\n\ttls out/tls/example-com.crt x\n\t# {\n}\n(s) { }\n"),
    ("haproxy.cfg", "frontend x\n  bind :443 ssl crt out/tls/example-com.crt # x\nuserlist y\n"),
    ("Dockerfile", "FROM a\nRUN --mount=type=secret,id=app-db \\\n  true <<EOF\nx\nEOF\n"),
    ("Jenkinsfile", "x = credentials('docker-hub') // y\n/* z */ sshagent([\"deploy-key\"]) { }\n"),
    ("x.nomad", "job \"a\" { auth { password = \"${DOCKERHUB_PASSWORD}\" } }\n# }\n"),
    ("units/x.service", "[Service]\nEnvironmentFile=-/srv/out/app-db.env\n#x\n"),
    (
      "kustomization.yaml",
      "namePrefix: a-\nsecretGenerator:\n- name: b\n  envs: [out/app-db.env]\n"
    ),
  ]

  @Test func textUnderAnyNameIsRead() throws {
    let scanner = try SampleStore.scanner(lookingForSecrets: true, defaultRegistry: true)
    for (path, _) in Self.whole {
      for (_, text) in Self.whole {
        let bytes = Array((text + "\n# cred://app-db\n").utf8)
        let outcome = scanner.outcome(of: bytes.span, path: path)
        #expect(outcome.references.contains { $0.rule == "credtree.uri" }, "\(path): \(text)")
      }
    }
  }

  @Test(arguments: ["{", "[", "(", "<a>", "- ", "{{", "\"${", "a: {", "[[a]]\n", "/*", "&a [*a,"])
  func deepTextEnds(_ part: String) throws {
    let scanner = try SampleStore.scanner(lookingForSecrets: true)
    let many = String(repeating: part, count: 900_000 / part.utf8.count / 10)
    let bytes = Array(("x cred://app-db profile = \"backups\"\n" + many).utf8)
    for (path, _) in Self.whole {
      let time = processorTime {
        #expect(!scanner.outcome(of: bytes.span, path: path).references.isEmpty, "\(path)")
      }
      #expect(time < .seconds(20), "\(path)")
    }
  }

  @Test(arguments: whole.indices) func everyBeginningIsRead(_ index: Int) throws {
    let (path, text) = Self.whole[index]
    let bytes = Array(text.utf8)
    let scanner = try SampleStore.scanner(lookingForSecrets: true)
    for count in 0...bytes.count {
      let part = Array(bytes[..<count]) + Array("\n# app-db cred://app-db\n".utf8)
      let outcome = scanner.outcome(of: part.span, path: path)
      let lines = part.count { $0 == 0x0A } + 1
      #expect(outcome.references.allSatisfy { (1...lines).contains($0.position.line) })
      if let problem = outcome.problem { #expect((1...lines).contains(problem.position.line)) }
      #expect(outcome.references.contains { $0.rule == "credtree.uri" }, "\(path) \(count)")
    }
  }

  @Test(arguments: whole.indices) func tornTextIsRead(_ index: Int) throws {
    let (path, text) = Self.whole[index]
    let scanner = try SampleStore.scanner(lookingForSecrets: true)
    var numbers = Numbers(index)
    let marks = Array("{}[]\"'#:-|>&*%@`<=\n\t \\/$\0\u{FF}é".utf8)
    for _ in 0..<400 {
      var bytes = Array(text.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &numbers) {
        let place = Int.random(in: 0..<bytes.count, using: &numbers)
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0: bytes[place] = marks[Int.random(in: 0..<marks.count, using: &numbers)]
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(UInt8.random(in: 0...255, using: &numbers), at: place)
        default: bytes += bytes[place...].prefix(40)
        }
        if bytes.isEmpty { bytes = [0x20] }
      }
      let outcome = scanner.outcome(of: bytes.span, path: path)
      let lines = bytes.count { $0 == 0x0A } + 1
      #expect(outcome.references.allSatisfy { (1...lines).contains($0.position.line) })
    }
  }

  @Test(arguments: [
    ("k8s/a.yaml", "kind: Pod\nspec:\n  imagePullSecrets:\n  - name: regcred\n bad: [\n", 5...6),
    (
      "a.json",
      "{\n\"imagePullAccountSecretId\": \"docker-hub\",\n}\n", 3...3
    ),
    ("main.tf", "provider \"aws\" {\n  profile = \"backups\"\n", 1...1),
    (
      "traefik.toml",
      "[[tls.certificates]]\nx = \"app-db\ncertFile = \"out/tls/example-com.crt\"\n", 2...3
    ),
  ])
  func aBrokenFileIsReportedOnceAndStillSearched(
    _ path: String, _ text: String, _ lines: ClosedRange<Int>
  ) throws {
    let outcome = try SampleStore.outcome(text, path)
    #expect(outcome.problem?.file == path)
    #expect(outcome.problem.map { lines.contains($0.position.line) } == true)
    #expect(outcome.references.count == 1)
  }

  @Test func aLongLineTakesNoLongerThanManyLines() throws {
    let scanner = try SampleStore.scanner()
    for end in ["\n", " "] {
      let bytes = Array(
        ("[" + String(repeating: "x cred://app-db${{ secrets.x \(end)", count: 20_000)).utf8)
      let time = processorTime {
        let found = scanner.scan(bytes.span, path: ".github/workflows/x.yml")
        #expect(found.count == 20_000)
      }
      #expect(time < .seconds(60))
    }
  }

  @Test func aPatternTakesLinearTime() throws {
    let configuration = """
      references:
        rules:
          - {id: evil, regex: "(x+x+)+y", refType: credential, group: apps, field: f, trigger: xx}

      """
    let text = String(repeating: "x", count: 20_000)
    #expect(try Store.scan(text, "a.txt", configuration: configuration).isEmpty)
  }

  @Test(arguments: ["(", "a**", "[z-a]", "(?=a)", "a{3,1}", "\\q", "(a{900}){900}"])
  func aWrongPatternIsRefused(_ pattern: String) {
    let rule = "{id: a, regex: '\(pattern)', refType: x, group: apps, field: f}"
    #expect(throws: (any Error).self) {
      try Store.scanner("references: {rules: [\(rule)]}")
    }
  }
}
