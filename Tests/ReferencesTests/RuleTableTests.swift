import References
import Testing

/// One place for each built-in rule, where `@@` is what names a credential.
struct ReferenceSample: CustomTestStringConvertible {
  let rule: String
  let path: String
  let text: String
  let value: String
  let credential: String

  init(_ rule: String, _ path: String, _ text: String, _ value: String, _ credential: String) {
    (self.rule, self.path, self.text) = (rule, path, text)
    (self.value, self.credential) = (value, credential)
  }

  var testDescription: String { "\(rule) \(path)" }
}

private func pod(_ field: String, _ text: String) -> ReferenceSample {
  ReferenceSample(
    "k8s.pod.\(field)", "k8s/a.yaml", "kind: Pod\nspec: {\(text)}\n", "app-db", "app-db")
}

private func object(_ rule: String, _ text: String) -> ReferenceSample {
  ReferenceSample("k8s.\(rule)", "k8s/a.yaml", text, "app-db", "app-db")
}

private let volumes = [
  "secret: {secretName: @@}", "projected: {sources: [{secret: {name: @@}}]}",
  "csi: {nodePublishSecretRef: {name: @@}}", "azureFile: {secretName: @@}",
  "cephfs: {secretRef: {name: @@}}", "cinder: {secretRef: {name: @@}}",
  "flexVolume: {secretRef: {name: @@}}", "rbd: {secretRef: {name: @@}}",
  "iscsi: {secretRef: {name: @@}}", "scaleIO: {secretRef: {name: @@}}",
  "storageos: {secretRef: {name: @@}}",
]

private let compose = "compose.yaml"
private let workflow = ".github/workflows/x.yml"
private let crt = "out/tls/example-com.crt"

let referenceSamples: [ReferenceSample] =
  [
    pod("imagePullSecrets", "imagePullSecrets: [{name: @@}]"),
    pod("containers.envFrom", "containers: [{envFrom: [{secretRef: {name: @@}}]}]"),
    pod("containers.env", "containers: [{env: [{valueFrom: {secretKeyRef: {name: @@}}}]}]"),
    pod("initContainers.envFrom", "initContainers: [{envFrom: [{secretRef: {name: @@}}]}]"),
    pod("initContainers.env", "initContainers: [{env: [{valueFrom: {secretKeyRef: {name: @@}}}]}]"),
    pod(
      "ephemeralContainers.envFrom", "ephemeralContainers: [{envFrom: [{secretRef: {name: @@}}]}]"),
    pod(
      "ephemeralContainers.env",
      "ephemeralContainers: [{env: [{valueFrom: {secretKeyRef: {name: @@}}}]}]"),
  ]
  + volumes.map { volume in
    pod("volume.\(volume.prefix { $0 != ":" })", "volumes: [{name: v, \(volume)}]")
  } + [
    object("sa.imagePullSecrets", "kind: ServiceAccount\nimagePullSecrets: [{name: @@}]"),
    object("sa.secrets", "kind: ServiceAccount\nsecrets: [{name: @@}]"),
    object("pv.csi", "kind: PersistentVolume\nspec: {csi: {nodeStageSecretRef: {name: @@}}}"),
    object(
      "sc.params",
      "kind: StorageClass\nparameters: {csi.storage.k8s.io/node-stage-secret-name: @@}"),
    object("ingress.tls", "kind: Ingress\nspec: {tls: [{secretName: @@}]}"),
    object(
      "ingress.nginx.auth",
      "kind: Ingress\nmetadata: {annotations: {nginx.ingress.kubernetes.io/auth-secret: prod/@@}}"),
    object(
      "ingress.nginx.mtls",
      "kind: Ingress\nmetadata: {annotations: {nginx.ingress.kubernetes.io/auth-tls-secret: @@}}"),
    object(
      "ingress.nginxorg",
      "kind: Ingress\nmetadata: {annotations: {nginx.org/basic-auth-secret: @@}}"),
    object(
      "ingress.other", "kind: Ingress\nmetadata: {annotations: {haproxy.org/auth-secret: @@}}"),
    object(
      "gateway.tls",
      "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nspec: {listeners: [{tls: {certificateRefs: [{name: @@}]}}]}"
    ),
    object(
      "istio.gateway",
      "apiVersion: networking.istio.io/v1\nkind: Gateway\nspec: {servers: [{tls: {credentialName: @@}}]}"
    ),
    object(
      "istio.dr", "kind: DestinationRule\nspec: {trafficPolicy: {tls: {credentialName: @@}}}"),
    object("contour", "kind: HTTPProxy\nspec: {virtualhost: {fqdn: a.b, tls: {secretName: @@}}}"),
    object("route", "kind: Route\nspec: {host: a.b, tls: {externalCertificate: {name: @@}}}"),
    object(
      "traefik.mw",
      "apiVersion: traefik.io/v1alpha1\nkind: Middleware\nspec: {basicAuth: {secret: @@}}"),
    object("traefik.fwd", "kind: Middleware\nspec: {forwardAuth: {tls: {caSecret: @@}}}"),
    object("traefik.ir", "kind: IngressRoute\nspec: {tls: {secretName: @@}}"),
    object("traefik.store", "kind: TLSStore\nspec: {defaultCertificate: {secretName: @@}}"),
    object("traefik.opt", "kind: TLSOption\nspec: {clientAuth: {secretNames: [@@]}}"),
    object("traefik.st", "kind: ServersTransport\nspec: {rootCAs: [{secret: @@}]}"),
    object(
      "certmanager.acmekey", "kind: Issuer\nspec: {acme: {privateKeySecretRef: {name: @@}}}"),
    object(
      "certmanager.eab",
      "kind: ClusterIssuer\nspec: {acme: {externalAccountBinding: {keySecretRef: {name: @@}}}}"),
    object(
      "certmanager.dns01",
      "kind: Issuer\nspec: {acme: {solvers: [{dns01: {route53: {secretAccessKeySecretRef: {name: @@}}}}]}}"
    ),
    object("certmanager.ca", "kind: Issuer\nspec: {ca: {secretName: @@}}"),
    object(
      "certmanager.cert",
      "kind: Certificate\nspec: {secretName: app-db, keystores: {jks: {passwordSecretRef: {name: @@}}}}"
    ),
    object("flux.source", "kind: GitRepository\nspec: {secretRef: {name: @@}}"),
    object(
      "flux.ks",
      "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {postBuild: {substituteFrom: [{kind: Secret, name: @@}, {kind: ConfigMap, name: app-db}]}}"
    ),
    object("flux.hr", "kind: HelmRelease\nspec: {valuesFrom: [{kind: Secret, name: @@}]}"),
    object("flux.notif", "kind: Provider\nspec: {secretRef: {name: @@}}"),
    object("tekton", "kind: PipelineRun\nspec: {workspaces: [{secret: {secretName: @@}}]}"),
    object("velero", "kind: BackupStorageLocation\nspec: {credential: {name: @@, key: cloud}}"),
    object(
      "cnpg",
      "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nspec: {superuserSecret: {name: @@}}"),
    object("crossplane", "kind: ProviderConfig\nspec: {credentials: {secretRef: {name: @@}}}"),
    object(
      "promop", "kind: ServiceMonitor\nspec: {endpoints: [{basicAuth: {password: {name: @@}}}]}"),
    object(
      "externalsecret",
      "kind: SecretStore\nspec: {provider: {vault: {auth: {tokenSecretRef: {name: @@}}}}}"),
    object("keda", "kind: TriggerAuthentication\nspec: {secretTargetRef: [{name: @@, key: k}]}"),
    object("generic", "apiVersion: x/v1\nkind: Other\nspec: {a: {secretName: @@}}"),
    ReferenceSample(
      "kustomize.gen", "base/kustomization.yaml", "secretGenerator:\n- files: [crt=@@]\n",
      "../\(crt)", "example-com"),
    ReferenceSample(
      "helm.values.pull", "charts/web/values.yaml", "image: {pullSecrets: [@@]}", "regcred",
      "docker-hub"),
    ReferenceSample(
      "helm.values.existing", "charts/web/values.yaml", "auth: {existingSecret: @@}", "app-db",
      "app-db"),
    ReferenceSample(
      "helm.values.ingress", "charts/web/values.yaml",
      "ingress: {tls: [{secretName: @@, hosts: [a.b]}]}", "example-com-tls", "example-com"),
    ReferenceSample(
      "helm.template", "charts/web/templates/_pod.tpl",
      "{{ define \"x\" }}\nvolumes:\n- secret:\n    secretName: @@\n{{ end }}\n", "app-db", "app-db"
    ),
    ReferenceSample(
      "helmfile", "helmfile.yaml", "releases: [{secrets: [@@]}]", "out/app-db.env", "app-db"),
    ReferenceSample(
      "compose.secrets.file", compose, "secrets: {a: {file: ./@@}}", "out/app-db/password", "app-db"
    ),
    ReferenceSample(
      "compose.secrets.env", compose, "secrets: {a: {environment: @@}}", "APP_DB_PASSWORD", "app-db"
    ),
    ReferenceSample(
      "compose.secrets.ext", compose, "secrets: {a: {external: true, name: @@}}", "deploy-key",
      "deploy-key"),
    ReferenceSample(
      "compose.svc.secrets", compose,
      "services: {web: {secrets: [{source: a}]}}\nsecrets: {a: {file: ./@@}}",
      "out/app-db/password", "app-db"),
    ReferenceSample(
      "compose.svc.buildsecrets", compose,
      "services: {web: {build: {secrets: [a]}}}\nsecrets: {a: {environment: @@}}",
      "APP_DB_PASSWORD", "app-db"),
    ReferenceSample(
      "compose.svc.envfile", compose, "services: {web: {env_file: [{path: ./@@}]}}",
      "out/app-db.env", "app-db"),
    ReferenceSample(
      "compose.svc.env", compose, "services: {web: {environment: {A: \"x${@@:?}\"}}}",
      "DOCKERHUB_TOKEN", "docker-hub"),
    ReferenceSample(
      "compose.svc.cred", compose, "services: {web: {credential_spec: {file: @@}}}",
      "out/app-db/password", "app-db"),
    ReferenceSample(
      "compose.labels.traefik", compose,
      "services: {web: {labels: [traefik.http.middlewares.g.basicauth.usersfile=@@]}}",
      "out/nginx/staging.htpasswd", "staging-gate"),
    ReferenceSample(
      "gha.secrets", workflow, "jobs: {a: {steps: [{run: \"x ${{ secrets['@@'] }}\"}]}}",
      "dockerhub_password", "docker-hub"),
    ReferenceSample(
      "gha.container", workflow,
      "jobs: {a: {container: {credentials: {password: \"${{ secrets.@@ }}\"}}}}",
      "DOCKERHUB_PASSWORD", "docker-hub"),
    ReferenceSample(
      "gitlab.secrets", ".gitlab-ci.yml", "a: {secrets: {DB: {vault: @@/password@kv}}}", "app-db",
      "app-db"),
    ReferenceSample(
      "gitlab.vars", ".gitlab-ci.yml", "a: {script: ['docker login -p \"${@@}\"']}",
      "DOCKERHUB_PASSWORD", "docker-hub"),
    ReferenceSample(
      "azdo", "azure-pipelines.yml",
      "steps: [{task: Docker@2, inputs: {containerRegistry: @@}}]", "docker-hub", "docker-hub"),
    ReferenceSample(
      "circle", ".circleci/config.yml", "workflows: {w: {jobs: [{push: {context: [@@]}}]}}",
      "docker-hub", "docker-hub"),
    ReferenceSample(
      "bitbucket", "bitbucket-pipelines.yml", "image: {name: x, password: $@@}",
      "DOCKERHUB_PASSWORD", "docker-hub"),
    ReferenceSample(
      "woodpecker", ".woodpecker.yml", "steps: [{settings: {password: {from_secret: @@}}}]",
      "docker_hub_password", "docker-hub"),
    ReferenceSample(
      "jenkinsfile", "ci/Jenkinsfile", "sshagent(['@@']) {}", "deploy-key", "deploy-key"),
    ReferenceSample(
      "casc", "jenkins.yaml", "jobs: [{credentialsId: @@}]", "deploy-key", "deploy-key"),
    ReferenceSample(
      "tf.secretres", "tf/main.tf", "pod {\n  image_pull_secrets {\n    name = \"@@\"\n  }\n}\n",
      "regcred", "docker-hub"),
    ReferenceSample(
      "tf.vars", "tf/main.tf", "variable \"@@\" {\n  sensitive = true\n}\n", "app_db_password",
      "app-db"),
    ReferenceSample(
      "tf.backend", "tf/main.tf",
      "terraform {\n  backend \"s3\" {\n    profile = \"@@\"\n  }\n}\n", "backups", "backups"),
    ReferenceSample(
      "tf.creds", "home/.terraformrc", "credentials \"@@\" {}\n", "app.terraform.io", "tfe"),
    ReferenceSample(
      "ansible.vars", "group_vars/production/vault.yml", "p: \"{{ lookup('env','@@') }}\"",
      "APP_DB_PASSWORD", "app-db"),
    ReferenceSample(
      "ansible.conn", "host_vars/web1.yml", "ansible_ssh_private_key_file: @@", "out/deploy-key",
      "deploy-key"),
    ReferenceSample(
      "ansible.cfg", "ansible.cfg", "[defaults]\nvault_password_file = @@\n",
      "out/app-db/password", "app-db"),
    ReferenceSample(
      "ansible.modules", "roles/x/tasks/main.yml",
      "- git: {repo: x, key_file: @@}\n", "../../../out/app-db/password", "app-db"),
    ReferenceSample(
      "nomad", "jobs/api.nomad",
      "template {\n  data = \"{{ with nomadVar \\\"@@\\\" }}x{{ end }}\"\n}\n", "app-db", "app-db"),
    ReferenceSample(
      "nextflow.secrets", "nextflow.config", "aws { accessKey = secrets.@@ }", "BACKUPS_ACCESS_KEY",
      "backups"),
    ReferenceSample(
      "nextflow.scopes", "nextflow.config", "process { pod = [[imagePullSecret: '@@']] }",
      "regcred", "docker-hub"),
    ReferenceSample(
      "seqerakit", "seqera/e.yml", "compute-envs:\n  - {name: a, credentials: @@}\n", "backups",
      "backups"),
    ReferenceSample(
      "traefik.file", "traefik.toml", "[[tls.certificates]]\ncertFile = \"@@\"\n", crt,
      "example-com"
    ),
    ReferenceSample(
      "traefik.acme", "traefik.yml",
      "certificatesResolvers: {le: {acme: {dnsChallenge: {provider: @@}}}}", "cloudflare",
      "cf-wildcard"),
    ReferenceSample(
      "nginx", "nginx.conf", "server { ssl_certificate \"@@\"; }", crt, "example-com"),
    ReferenceSample(
      "apache", "apache/site.conf",
      "<VirtualHost *:443>\n  ServerName a.b\n  SSLCertificateFile @@\n</VirtualHost>\n",
      "../\(crt)", "example-com"),
    ReferenceSample("caddy", "Caddyfile", "a.b {\n  tls @@ other.key\n}\n", crt, "example-com"),
    ReferenceSample(
      "haproxy", "haproxy.cfg", "frontend x\n  bind :443 ssl crt @@\n", crt, "example-com"),
    ReferenceSample(
      "envoy", "envoy.yaml", "a: {certificate_chain: {filename: @@}}", crt, "example-com"),
    ReferenceSample(
      "prometheus", "prometheus.yml", "basic_auth: {password_file: @@}", "out/app-db/password",
      "app-db"),
    ReferenceSample(
      "systemd", "units/x.service", "[Service]\nEnvironmentFile=-/srv/@@\n", "out/app-db.env",
      "app-db"),
    ReferenceSample(
      "ssh", ".ssh/config", "Host web\n  IdentityFile ~/@@\n", "deploy-key", "deploy-key"),
    ReferenceSample(
      "docker", "Dockerfile", "RUN --mount=type=secret,id=@@ true\n", "app_db", "app-db"),
    ReferenceSample(
      "bake", "docker-bake.hcl", "target \"x\" {\n  secret = [\"id=a,env=@@\"]\n}\n",
      "APP_DB_PASSWORD", "app-db"),
    ReferenceSample(
      "kamal", "config/deploy.yml", "env: {secret: [@@]}", "APP_DB_PASSWORD", "app-db"),
    ReferenceSample(
      "ecs", "task-def.json",
      #"{"containerDefinitions":[{"secrets":[{"valueFrom":"arn:aws:secretsmanager:eu:1:secret:@@-AbCdEf"}]}]}"#,
      "app-db", "app-db"),
    ReferenceSample(
      "serverless", "serverless.yml", "provider: {environment: {A: \"${env:@@}\"}}",
      "APP_DB_PASSWORD", "app-db"),
    ReferenceSample(
      "airflow", "dags/x.py", "Operator(postgres_conn_id=\"@@\")\n", "app_db", "app-db"),
    ReferenceSample(
      "dbt", "profiles.yml", "pass: \"{{ env_var('@@') }}\"", "APP_DB_PASSWORD", "app-db"),
    ReferenceSample("dotenv", "a/.env", "URL=pg://${@@}\n", "APP_DB_PASSWORD", "app-db"),
    ReferenceSample(
      "npmrc", ".npmrc", "//registry/:_authToken=${@@}\n", "APP_DB_TOKEN", "app-db"),
    ReferenceSample("awsprofile", "bin/x.sh", "aws s3 ls --profile @@\n", "backups", "backups"),
    ReferenceSample("credtree.uri", "any", "x cred://@@\n", "app-db", "app-db"),
    ReferenceSample(
      "credtree.env", ".credtree/apps/a.json", #"{"imagePullAccountSecretId":"@@"}"#, "docker-hub",
      "docker-hub"),
  ]

@Suite struct RuleTableTests {
  @Test(arguments: referenceSamples)
  func findsItsPlaceAndNoOther(_ sample: ReferenceSample) throws {
    let text = sample.text.replacing("@@", with: sample.value)
    let found = try SampleStore.scan(text, sample.path).filter { $0.rule == sample.rule }
    #expect(found.map(\.credentialID) == [sample.credential])
    for other in ["unlike-anything", "x\(sample.value)x"] {
      let text = sample.text.replacing("@@", with: other)
      let found = try SampleStore.scan(text, sample.path)
        .filter { $0.rule == sample.rule && $0.credentialID != nil && $0.via != "file name" }
      #expect(found.isEmpty, "\(other)")
    }
    // In a comment it is none, but for what may stand anywhere.
    guard sample.rule != "credtree.uri" else { return }
    let slashes = ["jenkinsfile", "nextflow.secrets", "nextflow.scopes"].contains(sample.rule)
    let comment = text.split(separator: "\n").map { (slashes ? "// " : "# ") + $0 }
    #expect(try SampleStore.scan(comment.joined(separator: "\n"), sample.path).isEmpty)
  }
}
