import Configuration
import Documents
import Git
import References
import TestSupport
import Testing

/// Names that Kustomize makes of others.
@Suite struct KustomizeTests {
  private func scan(_ fixture: GitFixture) throws -> [String] {
    try ReferenceScan.workTree(
      of: Repository(containing: fixture.path), with: SampleStore.scanner()
    ).references.filter { !$0.file.hasSuffix("kustomization.yaml") }.map {
      "\($0.file):\($0.position.line) \($0.value) \($0.credentialID ?? "") \($0.confidence.rawValue)"
    }
  }

  private static let pod = """
    kind: Pod
    spec:
      volumes:
      - secret: {secretName: settings}
      - secret: {secretName: settings-abcdefghij}
      - secret: {secretName: settings-bcdfghkmt2}
      - secret: {secretName: live-settings-v2}
      - secret: {secretName: live-regcred-v2}
      - secret: {secretName: live-docker-hub-v2}
      - secret: {secretName: live--v2}
      - secret: {secretName: public}
      - secret: {secretName: live-other-v2}

    """

  @Test func generatedAndRenamedSecretsLeadBack() async throws {
    try await withRepository("references") { fixture in
      try await fixture.shell(
        """
        mkdir -p k/base k/live
        cat > k/base/pod.yaml <<'END'
        \(Self.pod)
        END
        printf 'secretGenerator:\\n- name: settings\\n  envs: [../../out/app-db.env]\\n- name: public\\n  files: [a=b.txt]\\n' > k/base/kustomization.yaml
        printf 'namePrefix: live-\\nnameSuffix: -v2\\nresources: [../base]\\n' > k/live/kustomization.yaml
        touch -d '1 hour ago' k/*/*; git add .; sleep 2
        """)
      let all = [
        "k/base/pod.yaml:4 settings app-db likely",
        "k/base/pod.yaml:6 settings-bcdfghkmt2 app-db likely",
        "k/base/pod.yaml:7 live-settings-v2 app-db likely",
        "k/base/pod.yaml:8 live-regcred-v2 docker-hub likely",
        "k/base/pod.yaml:9 live-docker-hub-v2 docker-hub heuristic",
      ]
      #expect(try scan(fixture) == all)
      #expect(try scan(fixture) == all)
      // What one file says changes what others mean, whatever was kept of these.
      try await fixture.shell("printf 'resources: [../base]\\n' > k/live/kustomization.yaml")
      #expect(try scan(fixture) == Array(all.prefix(2)))
      try await fixture.shell("git rm -qf k/base/kustomization.yaml")
      #expect(try scan(fixture) == [])
    }
  }

  @Test func aNamespaceIsHeeded() async throws {
    try await withRepository("references") { fixture in
      try await fixture.shell(
        """
        printf 'namespace: prod\\nsecretGenerator: [{name: s, env: out/app-db.env}]\\n' > kustomization.yaml
        for ns in prod staging; do
          printf "kind: Pod\\nmetadata: {namespace: $ns}\\nspec: {imagePullSecrets: [{name: s}]}\\n" > $ns.yaml
        done
        printf '[' > Kustomization; git add .
        """)
      #expect(try scan(fixture) == ["prod.yaml:3 s app-db likely"])
    }
  }
}
