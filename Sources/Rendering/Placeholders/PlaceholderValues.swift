internal import CredentialTypes
internal import Documents
internal import Secrets

/// Makes a placeholder for each field of one credential.
struct PlaceholderValues {
  let name: String
  let provider: String?
  let type: CredentialType

  /// A placeholder that is like the field's values.
  func value(of id: String) -> Node {
    if let provider, id == type.configurationField,
      let configuration = type.provider(named: provider)?.configuration
    {
      let wanted = Self.wantedFields(of: configuration)
      return .object(
        configuration.fields.filter { wanted.contains($0.id) }
          .map { Member($0.id, value(for: $0)) })
    }
    if type.checks.contains(where: { $0.check == .keystore }) {
      if id == "keystore" { return .string(PlaceholderMaterial.keystore) }
      if id == "password" { return .string(PlaceholderMaterial.keystorePassword) }
    }
    guard let field = type.field(id) else { return .string(text(for: id)) }
    return value(for: field)
  }

  /// The required fields, and the first of each choice between others.
  private static func wantedFields(of shape: Shape) -> Set<String> {
    var wanted = Set(shape.fields.filter(\.isRequired).map(\.id))
    for rule in shape.rules where rule.conditions.isEmpty {
      for demand in rule.demands {
        switch demand {
        case .require(let ids): wanted.formUnion(ids)
        case .anyOf(let groups), .exactlyOne(let groups): wanted.formUnion(groups.first ?? [])
        default: break
        }
      }
    }
    return wanted
  }

  private func value(for field: Field) -> Node {
    if let value = field.defaultValue, !value.isNull { return value }
    if field.isMade, type.checks.contains(where: { $0.check == .hashedPassword }) {
      return .string(PlaceholderMaterial.bcrypt)
    }
    return value(of: field.kind, for: field)
  }

  private func value(of kind: Kind, for field: Field) -> Node {
    switch kind {
    case .bool: .bool(false)
    case .int: .int(field.limits.min ?? 1)
    case .choice: .string(field.limits.choices.first ?? "")
    case .list(let element): .array([value(of: element, for: field)])
    case .json: json(for: field)
    case .url: .string("\(field.limits.schemes.first ?? "https")://placeholder.invalid")
    case .host, .dnsName, .registry: .string("placeholder.invalid")
    case .hostPort: .string("placeholder.invalid:443")
    case .email: .string("placeholder@placeholder.invalid")
    case .uuid: .string("00000000-0000-4000-8000-000000000000")
    case .arn: .string("arn:aws:iam::000000000000:role/placeholder")
    case .datetime: .string("2000-01-01T00:00:00Z")
    case .base64, .base64url: .string(base64(for: field))
    case .base32: .string(String(repeating: "A", count: max(field.limits.minBytes ?? 0, 32)))
    case .pemCertificate: .string(certificates(for: field))
    case .pemPrivateKey: .string(PlaceholderMaterial.privateKey)
    case .pemPublicKey: .string(PlaceholderMaterial.publicKey)
    case .pemRequest: .string(PlaceholderMaterial.request)
    case .sshPrivateKey: .string(PlaceholderMaterial.sshPrivateKey)
    case .pgpPublicKey: .string(PlaceholderMaterial.pgpPublicKey)
    case .pgpPrivateKey: .string(PlaceholderMaterial.pgpPrivateKey)
    case .string, .text, .any: .string(text(for: field.id, limits: field.limits))
    }
  }

  private func certificates(for field: Field) -> String {
    field.id.lowercased().hasSuffix("ca")
      ? PlaceholderMaterial.root
      : PlaceholderMaterial.certificate + PlaceholderMaterial.intermediate
  }

  private func base64(for field: Field) -> String {
    let bytes = [UInt8](repeating: 0, count: field.limits.decodedBytes ?? 32)
    return Base64.encode(bytes.span, padding: field.kind == .base64url ? .none : .required)
  }

  private func json(for field: Field) -> Node {
    guard field.limits.format != nil else { return .object([]) }
    return .object([
      Member("type", .string("service_account")),
      Member("project_id", .string("placeholder")),
      Member("private_key_id", .string("placeholder")),
      Member("private_key", .string(PlaceholderMaterial.privateKey)),
      Member("client_email", .string("placeholder@placeholder.iam.gserviceaccount.com")),
      Member("client_id", .string("0")),
      Member("token_uri", .string("https://oauth2.googleapis.com/token")),
    ])
  }

  /// A text that says what it is and whose, or hexadecimal digits where that is not allowed.
  private func text(for id: String, limits: Limits? = nil) -> String {
    let least = max(limits?.minBytes ?? 0, leastBytes(of: id))
    let most = min(limits?.maxBytes ?? .max, mostBytes(of: id))
    let long = "placeholder-\(name.replacing("/", with: "-"))-\(id)"
    let digits = String(repeating: "0123456789", count: 4)
    for candidate in [long, "placeholder-\(id)", digits] {
      let padding = String(repeating: "0", count: max(0, least - candidate.utf8.count))
      let text = candidate + padding
      guard text.utf8.count <= most, limits?.pattern?.matches(text) ?? true,
        (limits?.notPattern).map({ !$0.matches(text) }) ?? true
      else { continue }
      return text
    }
    return digits
  }

  // A rule may ask for more under a condition; what fits it fits without it too.
  private func ruleLimits(of id: String) -> [Limits] {
    type.rules.flatMap(\.demands).compactMap { demand in
      if case .limit(id, let limits) = demand { limits } else { nil }
    }
  }

  private func leastBytes(of id: String) -> Int {
    ruleLimits(of: id).compactMap(\.minBytes).max() ?? 0
  }

  private func mostBytes(of id: String) -> Int {
    ruleLimits(of: id).compactMap(\.maxBytes).min() ?? .max
  }
}
