internal import Credentials

/// Where another repository is.
enum RepositoryAddress: Hashable {
  /// A folder of this machine, by its absolute path.
  case local(path: String)
  /// A URL that git itself connects to.
  case remote(url: String)

  private static let schemes = ["https://", "http://", "ssh://", "git://"]

  /// Reads a URL, a path, or `host:path` as git does.
  ///
  /// - Throws: `Failure` with code `invalid` for a transport that would run a program, such as
  ///   `ext::`, and anything else that git would not take for an address.
  init(_ text: String, root: String) throws(Failure) {
    let scheme = text.lowercased()
    if scheme.hasPrefix("file://") {
      let path = String(text.dropFirst(7))
      guard path.hasPrefix("/") else { throw Self.unknown }
      self = .local(path: path)
    } else if Self.schemes.contains(where: scheme.hasPrefix) {
      self = .remote(url: text)
    } else if text.contains("://") || text.contains("::") || text.hasPrefix("-") {
      throw Self.unknown
    } else if let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") {
      self = .remote(url: text)
    } else {
      self = .local(path: TargetPath.absolute(text, root: root))
    }
  }

  private static let unknown = Failure(
    .invalid,
    "the target's url must be a path, file://, https://, http://, ssh://, git://, or host:path")
}
