import Documents
import References
import Testing

/// What tools do with their files that is easily overlooked.
@Suite struct ToolSemanticsTests {
  fileprivate func places(_ text: String, _ path: String) throws -> [String] {
    let outcome = try SampleStore.outcome(text, path)
    #expect(outcome.problem == nil)
    return outcome.references.map {
      "\($0.position.line):\($0.position.column) \($0.rule) \($0.credentialID ?? "nothing")"
    }
  }

  /// The column is where the name starts, in quotes too.
  @Test(arguments: ["regcred", "'regcred'", "\"regcred\""])
  func quotesAreNoPartOfTheName(_ name: String) throws {
    let column = name.hasPrefix("r") ? 30 : 31
    #expect(
      try places("kind: Pod\nspec: {imagePullSecrets: [{name: \(name)}]}\n", "a.yaml")
        == ["2:\(column + 4) k8s.pod.imagePullSecrets docker-hub"])
    let lines = "kind: Pod\nspec:\n  imagePullSecrets:\n  - name: \(name)\n  x: {{\n"
    let found = try SampleStore.scan(lines, "chart/templates/a.yaml")
    #expect(found.map(\.position.column) == [name.hasPrefix("r") ? 11 : 12])
  }

  @Test func aByteOrderMarkIsNoPartOfAFile() throws {
    #expect(
      try places("\u{FEFF}{\"imagePullAccountSecretId\": \"docker-hub\"}", "a.json")
        == ["1:34 credtree.env docker-hub"])
    #expect(try places("\u{FEFF}# aws --profile backups\n", "a.sh") == [])
    #expect(
      try places("\u{FEFF}A=${APP_DB_PASSWORD}\n", "a.env") == ["1:8 dotenv app-db"])
  }

  @Test func circleReadsMoreThanOneFile() throws {
    let text = "workflows: {w: {jobs: [{push: {context: docker-hub}}]}}\n"
    #expect(try places(text, ".circleci/continue.yml") == ["1:41 circle docker-hub"])
  }

  @Test func anAgentOfJenkinsPullsItsImage() throws {
    let text = "agent { docker { image 'a/b'; registryCredentialsId 'docker-hub' } }\n"
    #expect(try places(text, "Jenkinsfile") == ["1:54 jenkinsfile docker-hub"])
  }
}

extension ToolSemanticsTests {
  /// What a template fills in starts with a brace, too, and is no JSON.
  @Test func aTemplateIsNoObject() throws {
    let text = #"""
      a: "{{ lookup('env', \"X\") }}"
      b: '{{ env "X" }}'
      c: '{ "imagePullAccountSecretId": "docker-hub" }'
      """#
    #expect(try places(text, "a.yaml") == ["3:36 credtree.env docker-hub"])
  }

  /// Escapes before a name move it to the right.
  @Test func escapesTakeTheirPlace() throws {
    let workflow = ".github/workflows/x.yml"
    #expect(
      try places(#"run: "echo \"\\${{ secrets.APP_DB_PASSWORD }}\"""#, workflow)
        == ["1:28 gha.secrets app-db"])
    #expect(
      try places("run: 'echo ''${{ secrets.APP_DB_PASSWORD }}'''", workflow)
        == ["1:26 gha.secrets app-db"])
    #expect(
      try places(#"{"values": "a: b\nauth:\n  existingSecret: app-db\n"}"#, "a.json")
        == ["1:44 helm.values.existing app-db"])
  }

  /// In YAML's quotes the quotes of a template are escaped.
  @Test(arguments: [#"\""#, "''", "'", "\""])
  func templatesHaveTheirQuotesEscaped(_ quote: String) throws {
    let text =
      "a: {{ lookup('env', 'APP_DB_PASSWORD') }}\nb: {{ lookup('file', '/x/app-db.env') }}\n"
    #expect(try places(text.replacing("'", with: quote), "group_vars/x").count == 2)
    let profile = "#\n{{ env_var('APP_DB_PASSWORD') }}".replacing("'", with: quote)
    #expect(try SampleStore.scan(profile, "dbt/profiles.yml").count == 1)
  }

  /// `_helpers.tpl` and its like define lists that others include.
  @Test func aTemplateMayDefineAList() throws {
    let text = "{{ define \"env\" }}\n- name: A\n  secretKeyRef:\n    name: app-db\n{{ end }}\n"
    #expect(try places(text, "web/templates/_env.tpl") == ["4:11 helm.template app-db"])
  }

  @Test(arguments: ["a.ts", "a.go", "Jenkinsfile", "a.tf"])
  func programsHaveCommentsOfTheirOwn(_ path: String) throws {
    let text = """
      // aws --profile backups
      run("aws --profile backups") // --profile backups
      /* --profile backups
         --profile backups */
      """
    #expect(try places(text, path).map { $0.prefix(4) } == ["2:20"])
    #expect(try places("# aws --profile backups\n", path).count == (path == "a.tf" ? 0 : 1))
  }

  @Test func nextflowSetsSecretsInItsConfiguration() throws {
    let text = "process {\n  secret = ['APP_DB_PASSWORD']\n  secrets = 'APP_DB_PASSWORD'\n}\n"
    #expect(try places(text, "nextflow.config") == ["2:14 nextflow.secrets app-db"])
  }
}

extension ToolSemanticsTests {
  /// Where YAML makes one line of several, the place is on the line that was written.
  @Test func foldedTextsHaveTheirLines() throws {
    let text = """
      a: >-
        echo one

          ${{ secrets.APP_DB_USER }}
        ${{ secrets.APP_DB_PASSWORD }}
      b: echo one
        ${{ secrets.APP_DB_PASSWORD }}  # a comment
      c: !Sub "x ${{ secrets.APP_DB_PASSWORD }}"
      d: &anchor >
        ${{ secrets.APP_DB_PASSWORD }}
      e: "one
        ${{ secrets.APP_DB_PASSWORD }}"
      """
    #expect(
      try places(text, ".github/workflows/x.yml").map { $0.prefix { $0 != " " } } == [
        "4:17", "5:15", "7:15", "8:24", "10:15", "11:4",
      ])
  }

  /// What is installed with Helm by Flux or Argo CD gets its values there.
  @Test func releasesHaveValues() throws {
    let values = "{auth: {existingSecret: app-db}, image: {pullSecrets: [regcred]}}"
    let release = "kind: HelmRelease\nmetadata: {namespace: flux-system}\nspec:\n"
    for (namespace, count) in [("prod", 2), ("dev", 0)] {
      let text = "\(release)  targetNamespace: \(namespace)\n  values: \(values)\n"
      #expect(try places(text, "a.yaml").count == count)
      let application = """
        kind: Application
        metadata: {namespace: argocd}
        spec:
          destination: {namespace: \(namespace)}
          source: {helm: {valuesObject: \(values)}}
        """
      #expect(try places(application, "a.yaml").count == count)
    }
    #expect(try places("\(release)  values: \(values)\n", "a.yaml") == [])
  }

  /// More than the first of a list counts.
  @Test func listsOnOneLine() throws {
    let hub = "docker-hub"
    #expect(try places("sshagent(['x', '\(hub)', 'deploy-key', 'y']) {}", "Jenkinsfile").count == 2)
    #expect(try places("sshagent(['a', '\(hub)', 'deploy-key']) {}", "Jenkinsfile").count == 2)
    #expect(
      try places("vault { policies = [\"a\", \"app-db\", \"\(hub)\", \"b\"] }", "a.nomad").count
        == 2)
    #expect(try places("A=${APP_DB_HOST}:$APP_DB_PORT\n", ".env").count == 2)
    let files =
      "provider \"aws\" {\n  shared_config_files = [\n    \"/x\",\n    \"out/app-db.env\",\n  ]\n}\n"
    #expect(try places(files, "a.tf").count == 1)
    #expect(
      try places("services: {a: {command: \"$APP_DB_A$APP_DB_B\"}}", "compose.yaml").count == 2)
    #expect(
      try places("a: ${env:APP_DB_A, env:APP_DB_B}", "serverless.yml").count == 2)
    #expect(
      try places("a: '{{ vault_app_db_password ~ vault_docker_hub_password }}'", "group_vars/x")
        .count
        == 2)
  }

  /// `<` in an expression is no tag.
  @Test func namedGroupsAreNoTags() throws {
    let text =
      "server {\n  server_name ~^(?<sub>.+)$;\n  ssl_certificate out/tls/example-com.crt;\n}\n"
    #expect(try places(text, "nginx.conf") == ["3:19 nginx example-com"])
  }
}
