internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// `terraform.tfvars`: a variable a field, named as the field is, in lower case with underscores.
///
/// With the option `format=json` it is what a file `*.auto.tfvars.json` holds.
struct TerraformVariables: Artifact {
  let id = "terraform-tfvars"
  let title = "Terraform's variables, one for each field"
  let optionNames = ["format", "prefix"]

  func accepts(_ type: CredentialType) -> Bool { type.artifacts.contains(id) }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let format = try options.choice("format", of: ["hcl", "json"], for: id)
    let prefix = try options.line("prefix", of: id) ?? ""
    var variables: [(name: String, field: Member)] = []
    for member in credential.public + credential.fields {
      if credential.type.field(member.key)?.isDerived ?? false { continue }
      let name = prefix + EnvironmentVariables.upperSnake(member.key).lowercased()
      guard EnvironmentVariables.isName(name) else {
        throw credential.invalid(
          "has a field \(member.key) that gives no name of a variable: choose another prefix")
      }
      variables.append((name, member))
    }
    guard !variables.isEmpty else { throw credential.invalid("has no field with a value") }
    variables.sort { $0.name < $1.name }
    for (one, next) in zip(variables, variables.dropFirst()) where one.name == next.name {
      throw credential.invalid("has two fields that would both be called \(one.name)")
    }
    if format == "json" {
      return SecretJSON.write(
        .object(variables.map { Member($0.name, $0.field.value) }), endsWithLineFeed: true)
    }
    var text = ArtifactText(id)
    for variable in variables {
      text.add("\(variable.name) = ")
      try append(variable.field.value, variable.field.key, of: credential, to: &text)
      text.add("\n")
    }
    return text.finish()
  }

  private func append(
    _ value: Node, _ field: String, of credential: OpenedCredential, to text: inout ArtifactText
  ) throws(Failure) {
    switch value.content {
    case .null: text.add("null")
    case .bool(let flag): text.add(flag ? "true" : "false")
    case .number(let number): text.add(number)
    case .string(let string):
      try text.add(text: string, field, of: credential, as: .hclTemplate)
    case .secret(let secret): try text.add(secret, field, of: credential, as: .hclTemplate)
    case .array(let values):
      text.add("[")
      for (index, value) in values.enumerated() {
        text.add(index == 0 ? "" : ", ")
        try append(value, field, of: credential, to: &text)
      }
      text.add("]")
    case .object(let members):
      text.add(members.isEmpty ? "{" : "{ ")
      for (index, member) in members.enumerated() {
        text.add(index == 0 ? "" : ", ")
        try text.add(text: member.key, field, of: credential, as: .hclTemplate)
        text.add(" = ")
        try append(member.value, field, of: credential, to: &text)
      }
      text.add(members.isEmpty ? "}" : " }")
    }
  }
}
