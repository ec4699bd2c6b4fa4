import Documents
import SystemPackage
import TestSupport

/// The credentials and files that several tests begin with.
extension TestRepository {
  /// Creates a registry login whose password is the canary.
  func createRegistryLogin(_ name: String, server: String = "registry.example.com") async throws {
    let password = canaryFile.string
    try await credtree(
      "create", "container-registry", name, "server=\(server)", "username=robot",
      "password=@\(password)", "--yes")
  }

  /// Creates a basic-auth user whose password is the canary.
  func createUser(_ name: String, username: String = "stage", hash: String = "bcrypt") async throws
  {
    let password = canaryFile.string
    try await credtree(
      "create", "basic-auth", name, "username=\(username)", "hash=\(hash)",
      "password=@\(password)", "--yes")
  }

  /// Makes a root authority, an intermediate one, and a certificate for `shop.example.com`.
  ///
  /// They are `root.pem`, `intermediate.pem` and `leaf.pem` with `leaf.key`, where secrets
  /// may be; the end looks for the key's lines.
  func makeCertificates() async throws {
    let script = """
      set -eu
      key="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 30"
      openssl req -x509 $key -subj '/CN=Test Root' -keyout root.key -out root.pem
      openssl req -x509 $key -CA root.pem -CAkey root.key -subj '/CN=Test Intermediate' \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=keyCertSign \
        -keyout intermediate.key -out intermediate.pem
      openssl req -x509 $key -CA intermediate.pem -CAkey intermediate.key \
        -subj '/CN=shop.example.com' -addext basicConstraints=critical,CA:FALSE \
        -addext subjectAltName=DNS:shop.example.com -keyout leaf.key -out leaf.pem
      """
    try await succeed("sh", ["-c", script], in: inbox)
    let key = String(decoding: try [UInt8](contentsOf: inbox.appending("leaf.key")), as: UTF8.self)
    for line in key.split(separator: "\n") where !line.hasPrefix("-----") { watch(String(line)) }
  }

  /// Creates a TLS certificate from ``makeCertificates()``, its authorities in the wrong order.
  func createCertificate(_ name: String) async throws {
    let root = try [UInt8](contentsOf: inbox.appending("root.pem"))
    let intermediate = try [UInt8](contentsOf: inbox.appending("intermediate.pem"))
    let bundle = try secretFile("authorities.pem", root + intermediate)
    try await credtree(
      "create", "tls-certificate", name, "certificate=@\(inbox.appending("leaf.pem").string)",
      "privateKey=@\(inbox.appending("leaf.key").string)", "ca=@\(bundle.string)", "--yes")
  }

  /// Renders an artifact to a file where secrets may be.
  func render(_ artifact: String, _ names: [String], to file: String) async throws -> FilePath {
    let path = inbox.appending(file)
    try await succeed("credtree", ["render", artifact] + names + ["-o", path.string])
    return path
  }

  /// A JSON document of the work tree.
  func document(_ name: String) throws -> Node {
    let text = try contents(of: name)
    return try JSON.parse(text.span)
  }

  /// How many commits the branch has.
  func commitCount() async throws -> Int {
    Int(try await git("rev-list", "--count", "HEAD")) ?? 0
  }

  /// The commit that the branch is at.
  func head() async throws -> String { try await git("rev-parse", "HEAD") }

  /// Throws unless git finds nothing wrong, and nothing that is not committed.
  func requireCleanRepository() async throws {
    let check = try await run("git", ["fsck", "--strict", "--no-dangling"])
    let status = try await git("status", "--porcelain")
    let complaints = check.text + status
    if check.exit != 0 || !complaints.isEmpty {
      throw Unclean(description: complaints + check.message)
    }
  }

  /// The file of a project beside this one, which only the developers' machines have.
  static func sharedFile(_ path: String) -> FilePath {
    FilePath("\(#filePath)").removingLastComponent().appending("../../../shared/\(path)")
      .lexicallyNormalized()
  }
}

/// What git had to say about a repository that should be clean.
struct Unclean: Error, CustomStringConvertible {
  let description: String
}
