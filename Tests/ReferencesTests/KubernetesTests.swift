import Documents
import References
import Testing

@Suite struct KubernetesTests {
  @Test func findsPullSecretsAndCertificatesInManifests() throws {
    let text = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: my-app, namespace: prod}
      spec:
        template:
          spec:
            imagePullSecrets: [{name: regcred}]
            containers:
            - name: regcred
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: web, namespace: staging}
      spec:
        tls: [{hosts: [example.com, www.example.com], secretName: example-com-tls}]
        rules: [{host: example.com}]
      ---
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: nightly, namespace: prod}
      spec: {jobTemplate: {spec: {template: {spec: {imagePullSecrets: [{name: regcred}], containers: []}}}}}
      """
    let found = try Store.scan(text)
    #expect(
      found.map(\.summary) == [
        "7:33 apps my-app imagePullSecrets -> id-regcred",
        "15:61 hosts example.com tls.secretName -> id-example-com-tls",
        "15:61 hosts www.example.com tls.secretName -> id-example-com-tls",
        "21:73 apps nightly imagePullSecrets -> id-regcred",
      ])
    #expect(found[0].path == "spec.template.spec.imagePullSecrets[0].name")
    #expect(found[0].appID == "Deployment/prod/my-app")
    #expect(found[0].confidence == .likely)
    #expect(found[1].path == "spec.tls[0].secretName")
    #expect(found[0].quaveField == "imagePullAccountSecretId")
  }

  @Test(arguments: [
    ("Pod", "spec"), ("StatefulSet", "spec.template.spec"), ("DaemonSet", "spec.template.spec"),
    ("ReplicaSet", "spec.template.spec"), ("ReplicationController", "spec.template.spec"),
    ("Job", "spec.template.spec"), ("Deployment", "spec.template.spec"),
    ("CronJob", "spec.jobTemplate.spec.template.spec"), ("PodTemplate", "template.spec"),
    ("Rollout", "spec.template.spec"), ("Service", "spec.template.spec"),
    ("Workflow", "spec"), ("CronWorkflow", "spec.workflowSpec"), ("ServiceAccount", ""),
  ]) func knowsWhereEachWorkloadHasItsPodSpec(_ kind: String, _ path: String) throws {
    var value = "{imagePullSecrets: [{name: regcred}]}"
    for key in path.split(separator: ".").reversed() { value = "{\(key): \(value)}" }
    let object = "{kind: \(kind), metadata: {name: a}, " + value.dropFirst()
    #expect(try Store.scan(object).map(\.group) == [.apps])
    let list = "kind: List\nitems:\n  - {kind: List, items: [\(object)]}\n"
    #expect(try Store.scan(list).first?.path?.hasPrefix("items[0].items[0].") == true)
    let typed = "kind: \(kind)List\nitems:\n  - " + object.replacing("kind: \(kind), ", with: "")
    #expect(try Store.scan(typed).map(\.name) == ["a"])
    #expect(try Store.scan(object.replacing(kind, with: "Other")).isEmpty)
  }

  @Test func readsJSON() throws {
    let text = """
      {
        "kind": "Ingress", "metadata": {"name": "web"},
        "spec": {"tls": [{"secretName": "example-com-tls"}]}
      }
      """
    let found = try Store.scan(text, "web.json")
    #expect(found.map(\.summary) == ["3:36 hosts web.json tls.secretName -> id-example-com-tls"])
  }

  @Test func foldsWhatKubernetesNamesCannotHold() throws {
    let text = "kind: ServiceAccount\nimagePullSecrets: [{name: prod-app-db}]\n"
    #expect(try Store.scan(text).map(\.credentialID) == ["id-prod/app_db"])
  }

  @Test(arguments: [
    // The same word elsewhere, a longer word, a comment, a producer, a template.
    "kind: Deployment\nmetadata: {name: regcred}\nspec: {template: {spec: {containers: [{name: regcred}]}}}",
    "kind: Pod\nspec: {imagePullSecrets: [{name: regcred-old}, {name: oldregcred}]}",
    "kind: Pod\nspec:\n  imagePullSecrets:\n  # - name: regcred\n  - name: other\n",
    "kind: Certificate\nspec: {secretName: example-com-tls}",
    "kind: Pod\nspec: {imagePullSecrets: [{name: '{{ regcred }}'}]}",
    "kind: Secret\nmetadata: {name: regcred}\n",
    "imagePullSecrets: [{name: regcred}]",
    "kind: Pod\nspec: {imagePullSecrets: [{name: regcred}]} # credtree:ignore",
  ]) func leavesOutWhatIsNoReference(_ text: String) throws {
    #expect(try Store.scan(text).isEmpty)
    #expect(try Store.scan(text, "README.md").isEmpty)
  }

  @Test func anAliasIsOnePlace() throws {
    let text = """
      kind: List
      pull: &pull [{name: regcred}]
      items:
        - {kind: Pod, metadata: {name: a}, spec: {imagePullSecrets: *pull}}
        - {kind: Pod, metadata: {name: b}, spec: {imagePullSecrets: *pull}}
      """
    #expect(try Store.scan(text).map(\.position.line) == [2])
  }

  @Test func readsHelmTemplatesByLines() throws {
    let text = """
      {{- if .Values.ingress.enabled }}
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata:
        name: {{ include "x" . }}
      spec:
        secretName: example-com-tls
        tls:
          - hosts: [{{ .Values.host }}]
            secretName: "example-com-tls"  # why
          - secretName: {{ .Values.tls }}
          - secretName: example-com-tls-old
      {{- end }}
      ---
      kind: Deployment
      metadata:
        name: api
      spec:
        template:
          spec:
            {{- with .Values.x }}
            imagePullSecrets:
            - name: regcred
            containers:
            - name: regcred
      ---
      kind: Certificate
      spec:
        tls:
          secretName: example-com-tls
      """
    #expect(
      try Store.scan(text, "chart/templates/all.yaml").map(\.summary) == [
        "10:20 hosts chart/templates/all.yaml tls.secretName -> id-example-com-tls",
        "23:15 apps api imagePullSecrets -> id-regcred",
      ])
  }

  @Test func readsExplicitFieldsOfTemplatesByLines() throws {
    let text = """
      {{ if .Values.x }}
      # imagePullAccountSecretId: docker-hub
      app: {{ .Values.app }}
      imagePullAccountSecretId: 'docker-hub' # why
      - basicAuthAccountSecretId: staging-gate
      certificateAccountSecretId:
      backupStorageAccountSecretId: {{ .Values.backups }}
      buildPullAccountSecretId: gone
      """
    #expect(
      try Store.scan(text, "chart/x.tpl").map(\.summary) == [
        "4:28 apps chart/x.tpl imagePullAccountSecretId -> id-docker-hub",
        "5:29 envs chart/x.tpl basicAuthAccountSecretId -> id-staging-gate",
        "8:27 apps chart/x.tpl buildPullAccountSecretId -> nothing",
      ])
    let broken = "// settings\n{\n  \"imagePullAccountSecretId\": \"docker-hub\",\n}\n"
    #expect(try Store.scan(broken, "x.json").map(\.position.column) == [32])
  }
}
