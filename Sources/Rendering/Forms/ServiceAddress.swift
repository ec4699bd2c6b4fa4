internal import CredentialTypes
internal import Credentials

/// The parts of a URL that files of logins are made of.
struct ServiceAddress {
  let scheme: String
  /// The host in lower case; IPv6 in brackets.
  let host: String
  let port: Int?
  /// What follows host and port, without `/` at its ends.
  let path: String

  /// `host` or `host:port`.
  var hostAndPort: String { host + (port.map { ":\($0)" } ?? "") }

  /// Reads `scheme://host[:port][/path]`; `nil` for anything else.
  init?(_ text: String) {
    let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { return nil }
    guard !parts[1].contains("@"), text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else { return nil }
    let slash = parts[1].firstIndex { "/?#".contains($0) } ?? parts[1].endIndex
    guard let (host, port) = URLText.splitPort(String(parts[1][..<slash])), URLText.isHost(host)
    else { return nil }
    scheme = parts[0].lowercased()
    self.host = host.lowercased()
    self.port = port
    path = parts[1][slash...].split(separator: "/").joined(separator: "/")
  }
}

extension OpenedCredential {
  /// The address in a field.
  ///
  /// - Throws: `Failure` with code `invalid` if there is none.
  func address(_ field: String) throws(Failure) -> ServiceAddress {
    guard let text = effectiveText(field), let address = ServiceAddress(text) else {
      throw invalid("has no \(field) with a scheme and a host: set it with credtree update")
    }
    return address
  }
}
