import Documents
import SystemPackage
import TestSupport

/// One reference, as an answer key has it.
struct KeyEntry: Hashable, CustomStringConvertible {
  var file: String
  var line: Int
  var column: Int
  var rule: String
  var confidence: String
  /// Empty where there is none of that name, or all are meant.
  var credential: String
  var group: String

  var description: String {
    "\(file):\(line):\(column) \(rule) \(confidence) \(credential) \(group)"
  }
}

/// Files in the form of Go's txtar, in their order; what comes before the first counts for nothing.
func files(ofArchive text: String) -> [(path: String, text: String)] {
  var files: [(path: String, text: String)] = []
  for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
    if line.hasPrefix("-- "), line.hasSuffix(" --") {
      files.append((String(line.dropFirst(3).dropLast(3)), ""))
    } else if !files.isEmpty {
      files[files.count - 1].text += line + "\n"
    }
  }
  return files
}

extension TestRepository {
  /// Creates the credentials that the samples and the tree use, with the built tool.
  func createSampleStore() async throws {
    let secret = canaryFile.string
    try await succeed(
      "sh",
      [
        "-c",
        """
        set -eu
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 30 \\
          -subj /CN=example.com -addext subjectAltName=DNS:example.com -keyout key.pem -out cert.pem
        printf '{"apiToken":"0123456789abcdef"}' >provider.json
        """,
      ], in: inbox)
    let inbox = inbox.string
    let made: [[String]] = [
      ["container-registry", "ghcr", "server=ghcr.io", "username=acme", "password=@\(secret)"],
      [
        "container-registry", "docker-hub", "server=docker.io", "username=acme",
        "password=@\(secret)",
      ],
      ["basic-auth", "staging-gate", "username=gate", "password=@\(secret)"],
      [
        "tls-certificate", "example-com", "certificate=@\(inbox)/cert.pem",
        "privateKey=@\(inbox)/key.pem",
      ],
      [
        "object-storage", "backups", "accessKey=AKEY", "secretKey=@\(secret)", "bucket=backups",
      ],
      [
        "postgresql", "app-db", "host=db.example.com", "database=shop", "username=shop",
        "password=@\(secret)",
      ],
      [
        "acme-wildcard", "cf-wildcard", "commonName=*.example.com",
        "providerConfig=@\(inbox)/provider.json", "--provider", "cloudflare",
      ],
      ["ssh", "deploy-key", "--generate", "privateKey"],
      ["npm-registry", "npm-token", "token=@\(secret)"],
      ["terraform-host", "tfe", "token=@\(secret)"],
    ]
    for arguments in made {
      try await succeed("credtree", ["create"] + arguments + ["--quiet", "--yes"])
    }
  }

  /// Appends to `credtree.yaml`, and writes files.
  func write(
    _ files: [(path: String, text: String)], configuration: String
  ) async throws {
    let former = String(decoding: try contents(of: "credtree.yaml"), as: UTF8.self)
    try write(former + configuration, to: "credtree.yaml")
    let folders = Set(files.map { FilePath($0.path).removingLastComponent().string }).subtracting([
      ""
    ])
    for start in stride(from: 0, to: folders.count, by: 500) {
      try await succeed(
        "mkdir", ["-p"] + folders.sorted()[start..<min(start + 500, folders.count)])
    }
    for (path, text) in files { try write(text, to: path) }
    try await git("add", "--all", "--force")
    try await git("commit", "--quiet", "-m", "the tree")
  }

  /// What `references` prints.
  func referenceText(_ arguments: [String] = []) async throws -> [UInt8] {
    try await succeed("credtree", ["references", "--json", "--explain"] + arguments).stdout
  }

  /// What `references` says, but what `credtree.yaml` itself names.
  func references() async throws -> (Set<KeyEntry>, problems: [Node]) {
    let text = try await referenceText()
    let document = try JSON.parse(text.span)
    let groups = ["references", "wildcards"].flatMap { document[$0]?.object ?? [] }
    let found = groups.flatMap { group in
      (group.value.array ?? []).map { entry in
        func text(_ key: String) -> String { entry[key]?.string ?? "" }
        return KeyEntry(
          file: text("file"), line: entry["line"]?.int ?? 0, column: entry["column"]?.int ?? 0,
          rule: text("rule"), confidence: text("confidence"), credential: text("credential"),
          group: group.key)
      }
    }
    return (
      Set(found.filter { $0.rule != "credtree.output" }), document["parseErrors"]?.array ?? []
    )
  }
}
