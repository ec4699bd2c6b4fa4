internal import Credentials

/// What git asks a credential helper, as `key=value` lines (git-credential, INPUT/OUTPUT FORMAT).
struct GitCredentialRequest: Hashable {
  /// The most bytes of a line, its end included.
  static let longestLine = 65_535

  let transport: String
  let host: String
  let path: String?
  let username: String?

  /// Reads the lines up to the first empty one; what is not known is passed over.
  ///
  /// - Throws: ``Failure`` with code `usage` for what is no such text.
  init(_ text: Span<UInt8>) throws(Failure) {
    var values: [String: String] = [:]
    var line: [UInt8] = []
    for index in 0...text.count {
      if index < text.count, text[index] != UInt8(ascii: "\n") {
        line.append(text[index])
        guard line.count < Self.longestLine else { throw Self.wrong("a line is too long") }
        continue
      }
      if line.isEmpty { break }
      guard !line.contains(0), let text = String(validating: line, as: UTF8.self) else {
        throw Self.wrong("a line is no text")
      }
      guard let sign = text.firstIndex(of: "=") else {
        throw Self.wrong("a line has no '='")
      }
      values[String(text[..<sign])] = String(text[text.index(after: sign)...])
      line.removeAll()
    }
    guard let transport = values["protocol"], let host = values["host"], !host.isEmpty else {
      throw Self.wrong("protocol or host is missing")
    }
    self.transport = transport
    self.host = host
    path = values["path"].flatMap { $0.isEmpty ? nil : $0 }
    username = values["username"].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// What it is about, or `nil` for something that has no address, such as a certificate's file.
  var address: ServiceAddress? {
    // A user name in front of the host is none of git's, and must not hide the host.
    guard !host.contains("@"), !host.contains("/") else { return nil }
    return ServiceAddress("\(transport)://\(host)/\(path ?? "")")
  }

  private static func wrong(_ what: String) -> Failure {
    Failure(.usage, "what git asks cannot be read: \(what)")
  }
}
