internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// `AIRFLOW_CONN_NAME`, the variable that gives Airflow a connection, as JSON.
struct AirflowConnection: Artifact {
  let id = "airflow-connection"
  let title = "AIRFLOW_CONN_NAME with a connection in JSON"
  let optionNames = NamedVariables.optionNames + ["connection"]

  private static let types = ["postgresql": "postgres", "mysql": "mysql", "redis": "redis"]

  func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id) && Self.types[type.id] != nil
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let name = try SectionNames.of(credentials, option: "connection", options, id)[0].name
    let variable =
      "AIRFLOW_CONN_"
      + String(name.uppercased().map { $0 == "-" || $0 == "." ? "_" : $0 })
    var members = [Member("conn_type", .string(Self.types[credential.type.id] ?? ""))]
    for (key, field) in [("host", "host"), ("login", "username"), ("password", "password")] {
      guard let value = credential.filled(field) else { continue }
      members.append(Member(key, Node(.secret(value))))
    }
    if let port = credential.effective("port")?.int { members.append(Member("port", .int(port))) }
    if credential.type.id != "redis", let schema = credential.filled("database") {
      members.append(Member("schema", Node(.secret(schema))))
    }
    let extra = extra(of: credential)
    if !extra.isEmpty { members.append(Member("extra", .object(extra))) }
    let line = Secret(SecretJSON.writeLine(.object(members)))
    var variables = NamedVariables()
    variables.add(variable, Secret(CompactJSON.flattened(line.bytes)), from: "password")
    return try variables.lines(for: credential, options, id)
  }

  /// What Airflow's hooks look for beside the login.
  private func extra(of credential: OpenedCredential) -> [Member] {
    let mode = credential.effectiveText("tlsMode") ?? "disable"
    switch credential.type.id {
    case "postgresql": return [Member("sslmode", .string(mode))]
    case "redis":
      var extra: [Member] = []
      if let number = credential.effectiveText("database").flatMap({ Int($0) }) {
        extra.append(Member("db", .int(number)))
      }
      if ["require", "verify-ca", "verify-full"].contains(mode) {
        extra.append(Member("ssl", .bool(true)))
      }
      return extra
    default: return []
    }
  }
}
