import CredentialTypes
import Credentials
import Documents
import Glibc
import Rendering
import Secrets
import SystemPackage
import TestSupport
import Testing

/// Artifacts, byte for byte.
///
/// Each file in `Goldens` is one case: what is rendered, a line of four dashes, and what comes out
/// of it, be it a refusal. With `CREDTREE_RECORD=1` in the environment the outcomes are written
/// anew; look at the difference before committing it.
@Suite struct GoldenFileTests {
  @Test(arguments: try goldenNames())
  func golden(_ name: String) throws {
    let fixtures = Fixtures("Goldens")
    let bytes = try fixtures.read("\(name).golden")
    let mark = Array("\n----\n".utf8)
    let place = try #require(
      bytes.indices.first { bytes[$0...].starts(with: mark) }, "\(name) has no line ----")
    let head = String(decoding: bytes[..<place], as: UTF8.self)
    let wanted = Array(bytes[(place + mark.count)...])
    let got = try Golden(head).outcome()
    if getenv("CREDTREE_RECORD") != nil {
      try (Array(bytes[..<place]) + mark + got).write(
        toNew: fixtures.directory.appending("\(name).golden"))
    } else {
      #expect(
        got == wanted, "\(name): \(String(decoding: got, as: UTF8.self))")
    }
  }

  /// Artifacts whose keys and certificates are made by programs when the tests are run, so that
  /// other tests say what they hold.
  private static let fromMaterial: Set<String> = [
    "pem:cert", "pem:chain", "pem:fullchain", "pem:combined", "pem:key", "haproxy-crt", "pkcs12",
    "java-truststore", "k8s-secret:tls", "docker-certs-d:cert", "docker-certs-d:key",
    "docker-certs-d:ca", "pem:ca",
    "docker-tls-dir:cert", "docker-tls-dir:key", "gpg-armored", "gpg-import-script",
    "maven-gpg-env", "ssh-public-key", "authorized-keys", "jwks-json", "ovpn",
  ]

  @Test func everyArtifactHasOne() throws {
    var found = Set<String>()
    for name in try Self.goldenNames() {
      let text = String(decoding: try Fixtures("Goldens").read("\(name).golden"), as: UTF8.self)
      let isRefusal = text.contains("\n----\nrefused: ")
      let artifact = text.split(separator: "\n").first { $0.hasPrefix("artifact ") }
      if !isRefusal, let artifact { found.insert(String(artifact.dropFirst(9))) }
    }
    let missing = Set(ArtifactCatalogue.names).subtracting(found).subtracting(Self.fromMaterial)
    // A template is what its user makes of it: its own tests are those of Mustache.
    #expect(missing.subtracting(["template"]).sorted() == [])
  }

  static func goldenNames() throws -> [String] {
    let folder = Fixtures("Goldens").directory.string
    guard let stream = opendir(folder) else { throw Errno(rawValue: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".golden") { names.append(String(name.dropLast(7))) }
    }
    return names.sorted()
  }
}

/// What a golden file has rendered.
private struct Golden {
  private var artifact = ""
  private var credentials: [OpenedCredential] = []
  private var options: [String: String] = [:]

  /// Lines `artifact ID`, `credential NAME TYPE FIELDS` with the fields as JSON, and
  /// `option NAME=VALUE`; `unchecked` in the place of `credential` for fields that nobody checks.
  init(_ text: String) throws {
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      let rest = words.count > 1 ? words[1] : ""
      switch words[0] {
      case "artifact": artifact = rest
      case "option":
        let parts = rest.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        options[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
      case "credential", "unchecked":
        credentials.append(try Self.credential(rest, isChecked: words[0] == "credential"))
      default: Issue.record("\(line) says nothing")
      }
    }
  }

  private static func credential(_ text: String, isChecked: Bool) throws -> OpenedCredential {
    let words = text.split(separator: " ", maxSplits: 2).map(String.init)
    try #require(words.count == 3, "\(text) is not NAME TYPE FIELDS")
    if isChecked { return try golden("\(words[0]) \(words[1])", words[2]) }
    let json = Array(words[2].utf8)
    let values = try #require(try JSON.parse(json.span).object).compactMap { member in
      member.value.string.map { (member.key, $0) }
    }
    return try unchecked(words[1], values, name: words[0])
  }

  /// The bytes, or what was said against making them.
  func outcome() throws -> [UInt8] {
    let artifact = try ArtifactCatalogue.requiredArtifact(named: artifact)
    do {
      let bytes = try ArtifactCatalogue.render(
        artifact, from: credentials, options: RenderOptions(options))
      return bytes.bytes.indices.map { bytes.bytes[$0] }
    } catch {
      return Array("refused: \(error.code.exitStatus) \(error.code.name): \(error.message)\n".utf8)
    }
  }
}

/// A checked credential in revision 3, from `NAME TYPE` and its fields as JSON.
func golden(_ what: String, _ fields: String) throws -> OpenedCredential {
  let words = what.split(separator: " ").map(String.init)
  let type = try #require(Catalogue.builtIn.type(named: words[1]))
  let json = Array(fields.utf8)
  let validated = try type.validate(try #require(try JSON.parse(json.span).object))
  return opened(
    type, validated.public, validated.confidentialAndSecret, name: words[0], revision: 3,
    provider: validated.provider)
}
