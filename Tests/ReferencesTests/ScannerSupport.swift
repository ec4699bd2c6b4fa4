import Configuration
import Documents
import References

/// The store of the fixtures: the names of credentials are also their ids here.
enum Store {
  static let names = [
    "docker-hub", "staging-gate", "example-com", "backups", "regcred", "example-com-tls",
    "prod/app_db",
  ]

  static func scanner(_ extra: String = "") throws -> ReferenceScanner {
    let text = Array(("version: 1\n" + extra).utf8)
    return try ReferenceScanner(
      configuration: Configuration.parse(text.span),
      credentials: names.map { ReferencedCredential(id: "id-\($0)", name: $0, type: "x") })
  }

  static func scan(
    _ text: String, _ path: String = "k8s/app.yaml", configuration: String = ""
  ) throws -> [Reference] {
    let bytes = Array(text.utf8)
    return try scanner(configuration).scan(bytes.span, path: path)
  }
}

extension Reference {
  /// `LINE:COLUMN GROUP NAME FIELD -> CREDENTIAL`.
  var summary: String {
    "\(position.line):\(position.column) \(group) \(name) \(field) -> \(credentialID ?? "nothing")"
  }
}
