import Configuration
import Documents
import References
import Testing

/// The sample configurations of the reference rules, with what they use.
@Suite struct SampleTests {
  private func expect(
    _ text: String, _ path: String, uses expected: [String],
    at place: SourceLocation = #_sourceLocation
  ) throws {
    let found = try found(text, path)
    #expect(found == expected, sourceLocation: place)
  }

  private func found(_ text: String, _ path: String) throws -> [String] {
    try SampleStore.scan(text, path).map { reference in
      "\(reference.position.line) \(reference.group) \(reference.name) \(reference.field) -> "
        + "\(reference.credentialID ?? "nothing")\(reference.credentialField.map { "#\($0)" } ?? "")"
    }
  }

  @Test func kubernetes() throws {
    let text = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: my-app, namespace: prod}
      spec:
        template:
          spec:
            imagePullSecrets: [{name: regcred}]
            containers:
            - name: web
              image: acme/web:1
              envFrom: [{secretRef: {name: app-db}}]
              env:
              - name: PW
                valueFrom: {secretKeyRef: {name: app-db, key: password}}
            volumes:
            - name: tls
              secret: {secretName: example-com-tls}
            - name: all
              projected: {sources: [{secret: {name: app-db}}]}
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata:
        name: web
        namespace: staging
        annotations:
          nginx.ingress.kubernetes.io/auth-type: basic
          nginx.ingress.kubernetes.io/auth-secret: staging/gate
      spec:
        tls: [{hosts: [example.com, www.example.com], secretName: example-com-tls}]
        rules: [{host: example.com}]
      ---
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: nightly, namespace: prod}
      spec: {jobTemplate: {spec: {template: {spec: {imagePullSecrets: [{name: regcred}], containers: []}}}}}
      ---
      apiVersion: cert-manager.io/v1
      kind: ClusterIssuer
      metadata: {name: le}
      spec:
        acme:
          privateKeySecretRef: {name: le-account}
          solvers: [{dns01: {cloudflare: {apiTokenSecretRef: {name: cf-wildcard, key: api-token}}}}]
      ---
      apiVersion: velero.io/v1
      kind: BackupStorageLocation
      metadata: {name: default, namespace: velero}
      spec: {provider: aws, credential: {name: backups, key: cloud}}
      """
    try expect(
      text, "k8s/all.yaml",
      uses: [
        "7 apps my-app imagePullSecrets -> docker-hub",
        "11 apps my-app envFrom -> app-db",
        "14 apps my-app env -> app-db#password",
        "17 apps my-app volume:secret -> example-com",
        "19 apps my-app volume:projected -> app-db",
        "28 envs staging auth-secret -> staging-gate",
        "36 apps nightly imagePullSecrets -> docker-hub",
        "44 hosts k8s/all.yaml dns01 -> cf-wildcard#api-token",
        "49 envs velero backupStorage -> backups#cloud",
      ])
    // The certificate is in another namespace; in its own, each host has it.
    #expect(
      try found(text.replacing("namespace: staging", with: "namespace: prod"), "k8s/all.yaml")
        .filter { $0.contains("tls.secretName") } == [
          "30 hosts example.com tls.secretName -> example-com",
          "30 hosts www.example.com tls.secretName -> example-com",
        ])
  }

  @Test func compose() throws {
    let text = """
      services:
        api:
          image: acme/api
          env_file: [{path: ./out/app-db.env}]
          environment: {DB_PASSWORD_FILE: /run/secrets/db_pw, TOKEN: "${DOCKERHUB_TOKEN:?}"}
          secrets: [db_pw, {source: tls_key, target: key.pem}]
          build: {context: ., secrets: [npm_token]}
          labels:
            - "traefik.http.middlewares.g.basicauth.users=u:$$2y$$05$$abc"
      secrets:
        db_pw: {file: ./out/app-db/password}
        tls_key: {external: true, name: example-com-key}
        npm_token: {environment: NPM_TOKEN}
      """
    try expect(
      text, "docker-compose.yml",
      uses: [
        "4 apps api env_file -> app-db",
        "5 apps api environment -> app-db",
        "5 apps api environment -> docker-hub",
        "6 apps api secrets -> app-db",
        "11 apps db_pw secrets.file -> app-db",
      ])
    let outcome = try SampleStore.outcome(text, "docker-compose.yml", lookingForSecrets: true)
    #expect(outcome.exposures.map(\.rule) == ["compose.labels.traefik"])
    #expect(outcome.exposures.first?.position.line == 9)
  }

  @Test func githubActions() throws {
    let text = """
      on: {workflow_call: {secrets: {dockerhub_token: {required: true}}}}
      jobs:
        push:
          environment: production
          container: {image: acme/ci, credentials: {username: "${{ secrets.DOCKERHUB_USERNAME }}", password: "${{ secrets['DOCKERHUB_PASSWORD'] }}"}}
          steps:
          - uses: docker/login-action@v3
            with: {username: "${{ vars.U }}", password: "${{ secrets.dockerhub_password || '' }}"}
          - run: 'echo "not a ref: secrets_in_text DOCKERHUB_PASSWORD secrets.DOCKERHUB_PASSWORD"'
        reuse: {uses: ./.github/workflows/x.yml, secrets: inherit}
      """
    let references = try SampleStore.scan(text, ".github/workflows/push.yml")
    #expect(
      references.map { "\($0.position.line) \($0.group) \($0.name) \($0.field)" } == [
        "5 envs production container.credentials", "5 envs production container.credentials",
        "8 envs production secrets", "10 apps .github/workflows/push.yml secrets.inherit",
      ])
    #expect(references.map(\.isWildcard) == [false, false, false, true])
    #expect(references.last?.confidence == .heuristic)
  }

  @Test func gitlab() throws {
    let text = """
      variables: {APP_DB_USERNAME: x}
      push:
        image: {name: x, docker: {user: root}}
        environment: {name: staging}
        secrets: {DB: {vault: app-db/password@kv}}
        script:
          - docker login -u $DOCKERHUB_USERNAME -p "${DOCKERHUB_PASSWORD}" $APP_DB_USERNAME
          # docker login -p $DOCKERHUB_PASSWORD
          - |
            # echo $DOCKERHUB_PASSWORD
            echo $DOCKERHUB_PASSWORD
      """
    try expect(
      text, ".gitlab-ci.yml",
      uses: [
        "5 envs staging secrets -> app-db#password",
        "7 envs staging variable -> docker-hub",
        "7 envs staging variable -> docker-hub",
        "11 envs staging variable -> docker-hub",
      ])
  }

  @Test func helmValues() throws {
    let text = """
      global: {imagePullSecrets: [regcred]}
      image: {pullSecrets: [{name: regcred}]}
      auth: {existingSecret: app-db, secretKeys: {adminPasswordKey: password}}
      ingress: {tls: [{secretName: example-com-tls, hosts: [example.com]}]}
      extraEnvVarsSecret: "{{ .Release.Name }}-app-db"
      """
    try expect(
      text, "charts/api/values.yaml",
      uses: [
        "1 apps api imagePullSecrets -> docker-hub", "2 apps api imagePullSecrets -> docker-hub",
        "3 apps api existingSecret -> app-db", "4 hosts example.com ingress.tls -> example-com",
      ])
  }

  @Test func terraform() throws {
    let text = """
      terraform {
        backend "s3" { profile = "backups" }
      }
      # image_pull_secrets { name = "regcred" }
      resource "kubernetes_deployment" "x" {
        spec {
          image_pull_secrets {
            name = "regcred" // why
          }
          name = "app-db"
        }
      }
      locals { crt = file("${path.module}/../out/tls/example-com.crt") }
      variable "app_db_password" { sensitive = true }
      variable "app_db_username" { default = "x" }
      """
    try expect(
      text, "infra/main.tf",
      uses: [
        "2 envs infra/main.tf backend -> backups",
        "8 apps infra image_pull_secrets -> docker-hub",
        "13 envs infra/main.tf file -> example-com",
        "14 envs infra variable -> app-db",
      ])
  }

  @Test func ansible() throws {
    try expect(
      "db_password: \"{{ lookup('env','APP_DB_PASSWORD') }}\"\n",
      "group_vars/production/vault.yml", uses: ["1 envs production vars -> app-db"])
    try expect(
      "ansible_ssh_private_key_file: out/deploy-key\n", "host_vars/web1.yml",
      uses: [
        "1 hosts web1 ansible_ssh_private_key_file -> deploy-key"
      ])
  }

  @Test func traefik() throws {
    let text = """
      http: {middlewares: {gate: {basicAuth: {usersFile: /etc/traefik/staging.htpasswd}}}}
      tls: {certificates: [{certFile: /certs/example-com.crt, keyFile: /certs/example-com.key}]}
      certificatesResolvers: {le: {acme: {dnsChallenge: {provider: cloudflare}}}}
      """
    try expect(
      text, "traefik.yml",
      uses: [
        "1 envs traefik.yml usersFile -> staging-gate",
        "2 hosts traefik.yml certFile -> example-com", "2 hosts traefik.yml keyFile -> example-com",
        "3 hosts traefik.yml dnsChallenge -> cf-wildcard",
      ])
  }

  @Test func nginx() throws {
    let text = """
      server { server_name staging.example.com;
        ssl_certificate     out/tls/example-com.crt;
        ssl_certificate_key "out/tls/example-com.key";
        location / { auth_basic "gate"; auth_basic_user_file out/nginx/staging.htpasswd; }
        # auth_basic_user_file out/nginx/staging.htpasswd;
      }
      """
    try expect(
      text, "nginx.conf",
      uses: [
        "2 hosts staging.example.com ssl_certificate -> example-com",
        "3 hosts staging.example.com ssl_certificate_key -> example-com",
        "4 envs staging.example.com auth_basic_user_file -> staging-gate",
      ])
  }

  @Test func nextflow() throws {
    let text = """
      aws { accessKey = secrets.BACKUPS_ACCESS_KEY; secretKey = secrets.BACKUPS_SECRET_KEY }
      process { pod = [[imagePullSecret: 'regcred'], [secret: 'app-db/password', mountPath: '/x']] }
      // secret 'APP_DB_PASSWORD'
      tower { accessToken = "abc" }
      """
    try expect(
      text, "nextflow.config",
      uses: [
        "1 apps nextflow.config secrets -> backups#accessKey",
        "1 apps nextflow.config secrets -> backups#secretKey",
        "2 envs nextflow.config pod -> docker-hub", "2 envs nextflow.config pod -> app-db#password",
      ])
    let outcome = try SampleStore.outcome(text, "nextflow.config", lookingForSecrets: true)
    #expect(outcome.exposures.map(\.position.line) == [4])
  }

  @Test func jenkins() throws {
    let text = """
      environment { CREDS = credentials('docker-hub') }
      withCredentials([usernamePassword(credentialsId: "docker-hub", usernameVariable: 'U')]) {}
      sshagent(['deploy-key']) {}
      docker.withRegistry('https://index.docker.io/v1/', 'docker-hub') {}
      git credentialsId: 'deploy-key', url: 'https://x/y'
      /* credentials('docker-hub')
       */
      echo 'docker-hub'
      """
    #expect(
      try found(text, "Jenkinsfile").map { $0.split(separator: " ").last } == [
        "docker-hub", "docker-hub", "deploy-key", "docker-hub", "deploy-key",
      ])
  }

  @Test func embeddedFilesAreRead() throws {
    let text = """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: c}
      data:
        nginx.conf: |
          server {
            server_name a.b;
            ssl_certificate /srv/out/tls/example-com.crt;
          }
        app.yaml: |
          kind: Pod
          metadata: {name: inner}
          spec:
            imagePullSecrets: [{name: regcred}]
        .env: |
          URL=${APP_DB_PASSWORD}
        x.json: '{"imagePullAccountSecretId": "docker-hub"}'
      """
    let references = try SampleStore.scan(text, "k8s/c.yaml")
    #expect(
      references.map { "\($0.position.line):\($0.position.column) \($0.name) \($0.rule)" } == [
        "8:23 a.b nginx", "14:33 inner k8s.pod.imagePullSecrets", "16:11 k8s/c.yaml dotenv",
        "17:42 k8s/c.yaml credtree.env",
      ])
    #expect(references[1].path == #"data["app.yaml"].spec.imagePullSecrets[0].name"#)
  }

  @Test func anImageUsesTheDefaultRegistry() throws {
    let text = """
      kind: Deployment
      metadata: {name: api}
      spec: {template: {spec: {containers: [{image: acme/api:1}, {image: ghcr.io/x/y}]}}}
      ---
      kind: Pod
      metadata: {name: own}
      spec: {imagePullSecrets: [{name: other}], containers: [{image: acme/api:1}]}
      """
    let bytes = Array(text.utf8)
    let found = try SampleStore.scanner(defaultRegistry: true).scan(bytes.span, path: "a.yaml")
    #expect(found.map(\.name) == ["api"])
    #expect(found.first?.field == "(default)" && found.first?.via == "default")
    #expect(found.first?.quaveField == "imagePullAccountSecretId")
    #expect(try SampleStore.scan(text, "a.yaml").isEmpty)
  }
}
