/// A container registry as people write it, and the one name that it has among docker's files.
public struct RegistryServer: Hashable, Sendable {
  /// The key of Docker Hub in docker's config file; docker looks for exactly this text.
  public static let dockerHubKey = "https://index.docker.io/v1/"

  /// The host and, where one was given, the port: `ghcr.io`, `localhost:5000`.
  public let host: String
  /// The path below the host without slashes at its ends, such as `library` in
  /// `quay.io/library`; the API versions `v1` and `v2` are not part of it.
  public let path: String

  /// Reads `host[:port][/path]` or an http or https URL, or returns `nil` for anything else.
  public init?(_ text: String) {
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else { return nil }
    var rest = Substring(text)
    let lower = text.lowercased()
    for scheme in ["https://", "http://"] where lower.hasPrefix(scheme) {
      rest = rest.dropFirst(scheme.count)
    }
    guard !rest.contains(where: { "?#@".contains($0) }) else { return nil }
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    guard let (name, port) = URLText.splitPort(String(rest[..<slash])), URLText.isHost(name) else {
      return nil
    }
    var segments = rest[slash...].split(separator: "/").map(String.init)
    if segments == ["v1"] || segments == ["v2"] { segments = [] }
    // A tag or a digest names an image, not a registry.
    guard !segments.contains(where: { $0.contains(":") }) else { return nil }
    host = name.lowercased() + (port.map { ":\($0)" } ?? "")
    path = segments.joined(separator: "/")
  }

  /// Whether this is Docker Hub, by any of its names.
  public var isDockerHub: Bool {
    switch host {
    case "docker.io", "index.docker.io", "registry-1.docker.io": true
    default: false
    }
  }

  /// The key in docker's config file: the same for every spelling of one registry.
  ///
  /// Docker Hub's is a URL for historical reasons, every other one is `host[:port][/path]`.
  public var key: String {
    let name = isDockerHub ? "docker.io" : host
    if path.isEmpty { return isDockerHub ? Self.dockerHubKey : name }
    return "\(name)/\(path)"
  }

  /// The key in docker's config file for a server as it was typed, or `nil` if it is none.
  public static func canonicalKey(for server: String) -> String? { RegistryServer(server)?.key }
}
