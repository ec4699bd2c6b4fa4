public import CredentialTypes
internal import Documents

/// One place that a credential is for: what its base URL, or a public field, says.
struct CredentialBase {
  enum Place {
    /// A container registry, or a part of one.
    case registry(RegistryServer)
    /// Everything below an address.
    case address(ServiceAddress)
    /// A host and its port, spoken to in a protocol of the type's own where it has one.
    case host(ServiceAddress, hasOwnProtocol: Bool)
  }

  /// The member of the readable part that says it: `baseUrl`, or `data.server`.
  let field: String
  /// What it says.
  let text: String
  let place: Place

  /// How long the part of an image's name is that it covers; `nil` where it is for other images.
  func depth(for image: ImageReference) -> Int? {
    guard case .registry(let server) = place,
      let registry = RegistryServer(image.registry),
      registry.host == server.host || (registry.isDockerHub && server.isDockerHub)
    else { return nil }
    let path = server.path.split(separator: "/")
    return image.repository.split(separator: "/").starts(with: path) ? path.count : nil
  }

  /// How long the part of an address's path is that it covers; `nil` where it is for others.
  func depth(for address: ServiceAddress) -> Int? {
    switch place {
    case .address(let base): return address.isBelow(base) ? base.path.count : nil
    case .host(let base, let hasOwnProtocol):
      return hasOwnProtocol != address.isWeb && address.isBelow(base) ? 0 : nil
    case .registry(let server):
      // docker keeps no scheme with a registry, and its own API below a version.
      guard address.isWeb else { return nil }
      let port = address.port == 443 || address.port == 80 ? "" : ":\(address.port ?? 443)"
      let path =
        ["v1", "v2"].contains(address.path.first) && address.path.count == 1
        ? [] : address.path
      guard let asked = RegistryServer(address.host + port),
        asked.host == server.host || (asked.isDockerHub && server.isDockerHub)
      else { return nil }
      let own = server.path.split(separator: "/").map(String.init)
      return path.starts(with: own) ? own.count : nil
    }
  }
}

extension CredentialHeader {
  /// The places that the credential is for, by what is readable without a key.
  func bases(of type: CredentialType?) -> [CredentialBase] {
    var bases: [CredentialBase] = []
    let isRegistry = type?.isRegistryLogin ?? false
    if let text = metadata.baseURL {
      if isRegistry, let server = RegistryServer(text) {
        bases.append(CredentialBase(field: "baseUrl", text: text, place: .registry(server)))
      } else if let address = ServiceAddress(text) {
        bases.append(CredentialBase(field: "baseUrl", text: text, place: .address(address)))
      }
    }
    guard let type else { return bases }
    // Whoever sets a base URL says more than the default of a field that was not.
    for field in type.fields where field.fieldClass == .public {
      let isGiven = `public`.contains { $0.key == field.id }
      guard isGiven || metadata.baseURL == nil,
        let text = type.effectiveValue(of: field.id, in: `public`)?.string,
        let place = place(of: text, in: field, of: type)
      else { continue }
      bases.append(CredentialBase(field: "data.\(field.id)", text: text, place: place))
    }
    return bases
  }

  /// The hosts that the credential is for, with their ports where they are said; Docker Hub is
  /// `docker.io`.
  public func hosts(of type: CredentialType?) -> [String] {
    bases(of: type).map { base in
      switch base.place {
      case .registry(let server): server.isDockerHub ? "docker.io" : server.host
      case .address(let address), .host(let address, hasOwnProtocol: _): address.host
      }
    }
  }

  private func place(of text: String, in field: Field, of type: CredentialType)
    -> CredentialBase.Place?
  {
    switch field.kind {
    case .registry: RegistryServer(text).map { .registry($0) }
    case .url: ServiceAddress(text).map { .address($0) }
    case .host, .hostPort:
      ServiceAddress(hostText(text, of: type)).map {
        .host($0, hasOwnProtocol: type.field("port") != nil)
      }
    default: nil
    }
  }

  private func hostText(_ host: String, of type: CredentialType) -> String {
    guard let port = `public`.first(where: { $0.key == "port" })?.value.int else { return host }
    return "\(host):\(port)"
  }
}

extension CredentialType {
  /// Whether it logs in to container registries: one of its public fields names one.
  public var isRegistryLogin: Bool {
    fields.contains { $0.kind == .registry && $0.fieldClass == .public }
  }
}
