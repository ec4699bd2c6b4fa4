internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// `jenkins.yaml` of Jenkins' Configuration as Code, with an entry for each credential.
struct JenkinsCasC: Artifact {
  let id = "jenkins-casc"
  let title = "credentials for Jenkins' Configuration as Code"
  let takesSeveral = true
  let optionNames = ["scope", "id"]

  func accepts(_ type: CredentialType) -> Bool { type.artifacts.contains(id) }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let scope = try options.choice("scope", of: ["GLOBAL", "SYSTEM"], for: id)
    var entries: [Node] = []
    for section in try SectionNames.of(credentials, option: "id", options, id) {
      let credential = section.credential
      let (kind, members) = try entry(of: credential)
      var all = [Member("scope", .string(scope)), Member("id", .string(section.name))]
      let description = credential.metadata.description
      if !description.isEmpty {
        all.append(Member("description", Self.literal(Secret(FieldText.bytes(of: description)))))
      }
      entries.append(.object([Member(kind, .object(all + members))]))
    }
    let domain = Node.object([Member("credentials", .array(entries))])
    let system = Node.object([Member("domainCredentials", .array([domain]))])
    return SecretYAML.write(
      .object([Member("credentials", .object([Member("system", system)]))]))
  }

  private func entry(of credential: OpenedCredential) throws(Failure) -> (String, [Member]) {
    func value(_ name: String, _ field: String) throws(Failure) -> Member {
      Member(name, Self.literal(try credential.anyOf([field])))
    }
    switch credential.type.id {
    case "secret-text": return ("string", [try value("secret", "secret")])
    case "secret-file":
      return ("file", [try value("fileName", "fileName"), try value("secretBytes", "content")])
    case "aws":
      _ = try AWSKeys.required(of: credential)
      var members = [try value("accessKey", "accessKey"), try value("secretKey", "secretKey")]
      if credential.filled("assumeRoleArn") != nil {
        members.append(try value("iamRoleArn", "assumeRoleArn"))
      }
      return ("aws", members)
    case "ssh":
      let key = Self.literal(try SSHPrivateKey.file(of: credential))
      var members: [Member] = []
      if credential.filled("username") != nil {
        members.append(try value("username", "username"))
      }
      if credential.filled("passphrase") != nil {
        members.append(try value("passphrase", "passphrase"))
      }
      let direct = Node.object([Member("privateKey", key)])
      members.append(
        Member("privateKeySource", .object([Member("directEntry", direct)])))
      return ("basicSSHUserPrivateKey", members)
    case "keystore":
      _ = try KeyStoreContents.bytes(of: credential)
      let source = Node.object([try value("uploadedKeystore", "keystore")])
      return (
        "certificate",
        [
          try value("password", "password"),
          Member("keyStoreSource", .object([Member("uploaded", source)])),
        ]
      )
    default:
      return (
        "usernamePassword", [try value("username", "username"), try value("password", "password")]
      )
    }
  }

  /// A value without what Jenkins takes for a variable: `${` is written `^${`.
  private static func literal(_ value: Secret) -> Node { Node(.secret(escaped(value.bytes))) }

  private static func escaped(_ value: borrowing SecretBytes) -> Secret {
    var output = SecretBuilder(capacity: value.count + 8)
    for index in 0..<value.count {
      let opens =
        value.bytes[index] == UInt8(ascii: "$") && index + 1 < value.count
        && value.bytes[index + 1] == UInt8(ascii: "{")
      if opens { output.append("^") }
      output.append(value.bytes[index])
    }
    return Secret(output.finish())
  }
}
