import Credentials
import Rendering
import SystemPackage
import TestSupport
import Testing

@Suite struct KubernetesSecretTests {
  private func hub(_ name: String = "prod/docker_Hub") throws -> OpenedCredential {
    try credential(
      "container-registry",
      ["server": "ghcr.io", "username": "u", "password": "p"], name: name, revision: 3)
  }

  @Test func aPullSecret() throws {
    #expect(
      try rendered(
        "k8s-secret:dockerconfigjson", hub(), options: ["namespace": "prod", "immutable": ""])
          == """
          apiVersion: v1
          data:
            .dockerconfigjson: "ewoJImF1dGhzIjogewoJCSJnaGNyLmlvIjogewoJCQkiYXV0aCI6ICJkVHB3IgoJCX0KCX0KfQo="
          immutable: true
          kind: Secret
          metadata:
            annotations:
              credtree/sources: "prod/docker_Hub@r3"
            labels:
              app.kubernetes.io/managed-by: credtree
            name: prod-docker-hub
            namespace: prod
          type: kubernetes.io/dockerconfigjson

          """)
  }

  @Test(arguments: [
    ("name", "Upper"), ("name", "-a"), ("name", ""), ("namespace", "a.b"), ("namespace", "A"),
    ("immutable", "perhaps"), ("key", "auth"),
  ])
  func anOptionThatIsWrong(name: String, value: String) throws {
    #expect(
      try failure("k8s-secret:dockerconfigjson", hub(), options: [name: value]) == .usage)
  }

  @Test func severalLoginsNeedAName() throws {
    let other = try credential(
      "container-registry", ["server": "quay.io", "username": "u", "password": "p"], name: "quay")
    #expect(try failure("k8s-secret:dockerconfigjson", hub(), other) == .usage)
    let text = try rendered("k8s-secret:dockerconfigjson", hub(), other, options: ["name": "pull"])
    #expect(text.contains("sources: \"prod/docker_Hub@r3 quay@r1\""))
  }

  @Test func kubectlTakesEveryKindAndReadsTheSameBytes() async throws {
    try await withSandbox("k8s") { folder in
      let tls = try await TLSMaterial(in: folder)
      let certificate = try credential(
        "tls-certificate",
        [
          "certificate": (try tls.text("leaf.pem")) + (try tls.text("mid.pem")),
          "privateKey": try tls.text("leaf.key"), "ca": try tls.text("root.pem"),
        ], name: "web")
      let user = try credential(
        "basic-auth", ["username": "no", "password": "1e3: \"#'\\x"], name: "user")
      let free = try credential(
        "generic", ["url": "https://x", "enabled": "yes", "port": "0123"], name: "free")
      for (kind, one) in [
        ("tls", certificate), ("basic-auth", user), ("opaque", free), ("ingress-htpasswd", user),
        ("dockerconfigjson", try hub()),
      ] {
        try Array(rendered("k8s-secret:\(kind)", one).utf8)
          .write(toNew: folder.appending("\(kind).yaml"))
        try Array(
          rendered("k8s-secret:\(kind)", one, options: ["name": "x", "hash-suffix": ""]).utf8
        ).write(toNew: folder.appending("\(kind).hash.yaml"))
      }
      try await shell(
        """
        field() { kubectl label --local -f "$1" a=b -o "go-template={{index .data \\"$2\\"}}" | base64 -d; }
        kind() { kubectl label --local -f "$1" a=b -o 'go-template={{.type}}'; }
        test "$(kind tls.yaml)" = kubernetes.io/tls
        cat leaf.pem mid.pem > chain
        field tls.yaml tls.crt | cmp - chain
        field tls.yaml tls.key | cmp - leaf.key
        field basic-auth.yaml password > password
        printf '1e3: "#'"'"'\\\\x' | cmp - password
        test "$(field basic-auth.yaml username)" = no
        test "$(field opaque.yaml port)" = 0123
        field ingress-htpasswd.yaml auth | grep -q '^no:[$]2y[$]10[$]'
        field dockerconfigjson.yaml .dockerconfigjson > dc

        # The same hash as kubectl gives.
        named() { sed -n 's/^  name: //p' "$1" | tr -d '"'; }
        want() { kubectl create secret "$@" --append-hash --dry-run=client -o 'go-template={{.metadata.name}}'; }
        printf no > username
        test "$(named basic-auth.hash.yaml)" = "$(want generic x --type=kubernetes.io/basic-auth --from-file=username --from-file=password)"
        test "$(named dockerconfigjson.hash.yaml)" = \\
          "$(want generic x --type=kubernetes.io/dockerconfigjson --from-file=.dockerconfigjson=dc)"
        """, in: folder)
    }
  }
}
