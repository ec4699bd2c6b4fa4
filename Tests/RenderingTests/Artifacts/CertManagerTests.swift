import CredentialTypes
import Credentials
import Documents
import Rendering
import TestSupport
import Testing

@Suite struct CertManagerTests {
  @Test func anIssuerAndItsSecret() throws {
    let type = try #require(Catalogue.builtIn.type(named: "acme-wildcard"))
    let validated = try type.validate(
      [
        Member("commonName", .string("*.example.com")), Member("email", .string("ops@example.com")),
        Member("providerConfig", .object([Member("apiToken", .string("t0k"))])),
      ], provider: "CLOUDFLARE")
    let one = opened(
      type, validated.public, validated.confidentialAndSecret, name: "prod/wild",
      provider: "CLOUDFLARE")
    #expect(
      try rendered("cert-manager-issuer", one, options: ["kind": "ClusterIssuer"]) == """
        apiVersion: v1
        data:
          api-token: "dDBr"
        kind: Secret
        metadata:
          labels:
            app.kubernetes.io/managed-by: credtree
          name: prod-wild
          namespace: cert-manager
        type: Opaque
        ---
        apiVersion: cert-manager.io/v1
        kind: ClusterIssuer
        metadata:
          labels:
            app.kubernetes.io/managed-by: credtree
          name: prod-wild
        spec:
          acme:
            email: "ops@example.com"
            privateKeySecretRef:
              name: prod-wild-account
            server: "https://acme-v02.api.letsencrypt.org/directory"
            solvers:
            - dns01:
                cloudflare:
                  apiTokenSecretRef:
                    key: api-token
                    name: prod-wild

        """)
    #expect(try rendered("lego-env", one) == "CF_DNS_API_TOKEN=t0k\n")
    #expect(try rendered("acme-sh-env", one) == "export CF_Token=t0k\n")
    #expect(try failure("cert-manager-issuer", one, options: ["kind": "x"]) == .usage)
  }
}
