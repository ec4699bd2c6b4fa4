import Credentials
import Rendering
import SystemPackage
import TestSupport
import Testing

/// Manifests that `kubectl create` takes.
///
/// kubectl asks a cluster which kinds there are before it looks at a file; this one knows those of
/// Kubernetes' own and of cert-manager, and nothing else.
@Suite struct KubectlCreateTests {
  private static let cluster = """
    import base64, http.server, json, os, subprocess, sys, threading
    def resources(group, names):
        return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group,
          "resources": [{"name": n, "singularName": "", "namespaced": s, "kind": k,
            "verbs": ["create", "get"]} for n, k, s in names]}
    version = {"groupVersion": "cert-manager.io/v1", "version": "v1"}
    answers = {
      "/api": {"kind": "APIVersions", "versions": ["v1"]},
      "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": [
        {"name": "cert-manager.io", "versions": [version], "preferredVersion": version}]},
      "/api/v1": resources("v1", [("secrets", "Secret", True)]),
      "/apis/cert-manager.io/v1": resources("cert-manager.io/v1", [("issuers", "Issuer", True),
        ("clusterissuers", "ClusterIssuer", False), ("certificates", "Certificate", True)]),
    }
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            answer = answers.get(self.path.split("?")[0])
            body = json.dumps(answer or {}).encode()
            self.send_response(200 if answer else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        def log_message(self, *words): pass
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    def create(name):
        out = subprocess.run(["kubectl", "--server=http://127.0.0.1:%d" % server.server_port,
          "--cache-dir=cache", "create", "--dry-run=client", "--validate=false", "-o", "json",
          "-f", name], stdout=subprocess.PIPE, check=True, timeout=900).stdout.decode()
        decoder, found = json.JSONDecoder(), []
        while out.strip():
            one, end = decoder.raw_decode(out.strip())
            out = out.strip()[end:]
            found += one["items"] if one["kind"] == "List" else [one]
        return found
    def data(secret):
        return {k: base64.b64decode(v).decode() for k, v in secret["data"].items()}

    """

  @Test func everyManifest() async throws {
    try await withSandbox("kubectl") { folder in
      let tls = try await TLSMaterial(in: folder)
      let hub = try credential(
        "container-registry", ["server": "ghcr.io", "username": "u", "password": "p"])
      try write("k8s-secret:dockercfg", hub, to: folder.appending("dockercfg.yaml"))
      let join = try credential("secret-text", ["secret": "abcdef.0123456789abcdef"])
      try write("k8s-secret:bootstrap-token", join, to: folder.appending("bootstrap.yaml"))
      let git = try credential("github", ["username": "u", "password": "pw", "token": "tk"])
      for name in ["flux-git-secret", "argocd-repo-secret", "tekton-git-secret"] {
        try write(name, git, to: folder.appending("\(name).yaml"))
      }
      try write("k8s-secret:basic-auth", git, to: folder.appending("basic.yaml"))
      let cluster = try credential(
        "kubernetes",
        [
          "server": "https://k8s.example.com", "certificate": try tls.text("leaf.pem"),
          "privateKey": try tls.text("leaf.key"), "caCertificate": try tls.text("root.pem"),
        ])
      try write("argocd-cluster-secret", cluster, to: folder.appending("cluster.yaml"))
      let bucket = try credential(
        "object-storage", ["accessKey": "AK", "secretKey": "s", "bucket": "my-bucket"])
      try write("velero-credentials", bucket, to: folder.appending("velero.yaml"))
      let charts = try credential(
        "helm-repository",
        [
          "url": "https://charts.example.com", "username": "u", "password": "p",
          "ca": try tls.text("root.pem"),
        ])
      try write("flux-helm-secret", charts, to: folder.appending("helm.yaml"))
      let account = try credential("acme-account", ["accountKey": try tls.text("leaf.key")])
      try write(
        "cert-manager-issuer", account, to: folder.appending("issuer.yaml"),
        options: ["ingress-class": "nginx", "namespace": "web"])
      let tsig = try credential(
        "tsig-key", ["nameserver": "10.0.0.1", "keyName": "k", "secret": "c2VjcmV0"])
      try write(
        "cert-manager-issuer", tsig, to: folder.appending("tsig.yaml"),
        options: ["kind": "ClusterIssuer"])
      let store = try await shell(
        """
        openssl pkcs12 -export -inkey leaf.key -in leaf.pem -certfile mid.pem -passout pass:open \\
          -out store.p12
        base64 -w0 store.p12
        """, in: folder)
      let keystore = try credential("keystore", ["keystore": store, "password": "open"])
      try write("k8s-secret:tls", keystore, to: folder.appending("tls.yaml"))
      let program =
        Self.cluster + """
          secret, = create("dockercfg.yaml")
          assert secret["type"] == "kubernetes.io/dockercfg"
          login = json.loads(data(secret)[".dockercfg"])["ghcr.io"]
          assert base64.b64decode(login["auth"]) == b"u:p"
          secret, = create("bootstrap.yaml")
          assert secret["type"] == "bootstrap.kubernetes.io/token"
          place = secret["metadata"]
          assert (place["name"], place["namespace"]) == ("bootstrap-token-abcdef", "kube-system")
          assert data(secret)["token-id"] == "abcdef"
          assert data(secret)["token-secret"] == "0123456789abcdef"
          for name in ["flux-git-secret", "argocd-repo-secret", "tekton-git-secret", "basic"]:
              secret, = create(name + ".yaml")
              assert (data(secret)["username"], data(secret)["password"]) == ("u", "tk"), name
          secret, = create("cluster.yaml")
          config = json.loads(data(secret)["config"])["tlsClientConfig"]
          for key, file in [("certData", "leaf.pem"), ("keyData", "leaf.key"), ("caData", "root.pem")]:
              assert base64.b64decode(config[key]).decode() == open(file).read(), key
          secret, = create("velero.yaml")
          assert data(secret)["cloud"].startswith("[default]\\naws_access_key_id = AK\\n")
          secret, = create("helm.yaml")
          assert data(secret)["ca.crt"] == open("root.pem").read()
          secret, issuer = create("issuer.yaml")
          assert data(secret)["tls.key"] == open("leaf.key").read()
          acme = issuer["spec"]["acme"]
          assert acme["privateKeySecretRef"] == {"key": "tls.key", "name": secret["metadata"]["name"]}
          assert acme["solvers"] == [{"http01": {"ingress": {"ingressClassName": "nginx"}}}]
          secret, issuer = create("tsig.yaml")
          assert issuer["kind"] == "ClusterIssuer" and secret["metadata"]["namespace"] == "cert-manager"
          assert issuer["spec"]["acme"]["solvers"][0]["dns01"]["rfc2136"]["tsigAlgorithm"] == "HMACSHA512"
          secret, = create("tls.yaml")
          assert data(secret)["tls.crt"] == open("leaf.pem").read() + open("mid.pem").read()
          assert data(secret)["tls.key"] == open("leaf.key").read()
          """
      try Array(program.utf8).write(toNew: folder.appending("create.py"))
      try await shell("HOME=$PWD /usr/bin/python3 create.py", in: folder)
    }
  }

  @Test func aWebhooksSettingsAreWarnedOf() throws {
    let artifact = try ArtifactCatalogue.requiredArtifact(named: "cert-manager-issuer")
    for (config, count) in [(#", "config": {"token": "t"}"#, 1), (#", "config": {}"#, 0), ("", 0)] {
      let one = try golden(
        "prod/wild acme-wildcard",
        #"{"provider": "WEBHOOK", "commonName": "a.example.com", "providerConfig": {"groupName": "g.example.com", "solverName": "s"\#(config)}}"#
      )
      #expect(artifact.warnings([one]).count == count)
    }
  }

  /// A git host that takes a token is logged in to with it, whatever the file.
  @Test func theTokenComesFirst() throws {
    let both = try credential(
      "gitea",
      ["username": "u", "password": "pw", "token": "tk", "baseUrl": "https://git.example.com"])
    for artifact in ["git-credentials", "netrc", "nextflow-scm", "seqera-yaml"] {
      let text = try rendered(
        artifact, both, options: artifact == "seqera-yaml" ? ["workspace": "a/b"] : [:])
      #expect(text.contains("tk") && !text.contains("pw"), "\(artifact)")
    }
    for artifact in [
      "k8s-secret:basic-auth", "flux-git-secret", "argocd-repo-secret", "tekton-git-secret",
    ] {
      // In base64: the token, and not the password.
      let text = try rendered(artifact, both)
      #expect(text.contains("\"dGs=\"") && !text.contains("\"cHc=\""), "\(artifact)")
    }
    // `u:tk`.
    #expect(try rendered("gitconfig", both).contains("basic dTp0aw==\n"))
    let github = try credential("github", ["username": "u", "password": "ghp_p", "token": "ghp_t"])
    #expect(try rendered("docker-config", github).contains("dTpnaHBfdA=="))
    #expect(try rendered("npmrc", github).contains("_authToken=ghp_t\n"))
    #expect(try rendered("dotenv", github).contains("GITHUB_TOKEN=ghp_t\n"))
  }
}
