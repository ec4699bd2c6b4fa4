/// Keys made for these tests; nobody kept the other halves.
enum TestKeys {
  static let alice = "age1rqgpg29gcpy8rrdhpyc4tfnxyw6lgpr4gwddxgc3u968juf66ufq3g0a2r"
  static let bob = "age1z4q4pghks0thjy8jktuezwzrfar7c9u7skjpncfl7504aaa8hcwq92m9z2"
  static let escrow = "age1398e6pym7nkg2u4z66zn3hu7rncpcrkg5hzur0r2r9ahharq8sxqe6t4a7"
  static let ci = "age1yc799tgav9me73ceaw3gqxhq6wxmaecw0rcpjjqz8dezz3j5jpnq288nau"
  static let ssh =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIz2SNm8fTW/bpKzJ4P8w8VkfZqnhE+LIPEhVbJZ3mpY"

  /// The file that the design shows, with real keys.
  static let design = """
    version: 1
    store: credentials
    account: { id: acme, name: Acme }     # optional; shown as accountId / workspace
    members:
      alice:
        role: admin                       # admin | manager | viewer
        keys: ["\(alice)", "\(ssh) alice@laptop"]
        signing: ["\(ssh) alice@laptop"]
      bob:    { role: manager, keys: ["\(bob)"] }
      escrow: { role: viewer, keys: ["\(escrow)"] }
      ci:     { role: viewer, keys: ["\(ci)"] }
    teams:
      ops: [alice, bob]
    access:                               # first match wins
      - match: "root/**"
        quorum: { threshold: 2, groups: [[alice], [bob], [escrow]] }
      - match: "prod/**"
        readers: [ops, ci]
        managers: [ops]
      - match: "**"
        readers: [ops, ci]
    projects: [web, api]
    references:
      exclude: ["vendor/**"]
      rules: []
    outputs:
      - artifact: k8s-secret:dockerconfigjson
        credentials: [docker-hub]
        options: { namespace: prod, name: regcred }
        path: build/regcred.yaml
        targets: [us-east-1]
    targets:
      us-east-1: { kind: directory, path: /srv/secrets }
    policy: { requireSignedCommits: false, expiryWarning: 30d, rotateAfter: 180d }

    """
}
