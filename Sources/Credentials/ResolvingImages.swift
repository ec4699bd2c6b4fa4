internal import CredentialTypes

/// An image as docker names it, with what a short name leaves out filled in.
///
/// The rules are those of docker's own parser: `nginx` is `docker.io/library/nginx`, and the part
/// before the first slash is a registry only if it has a dot, a port, or an upper-case letter, or
/// is `localhost`.
public struct ImageReference: Hashable, Sendable {
  /// The most bytes that registry and repository may have together.
  static let nameLimit = 255

  /// The registry, with its port where one was given: `docker.io`, `localhost:5000`.
  public let registry: String
  /// The path of the image in the registry, such as `library/nginx`.
  public let repository: String
  /// The tag, where one was given.
  public let tag: String?
  /// The digest, where one was given: `sha256:` and 64 hexadecimal digits.
  public let digest: String?

  /// The whole name; `latest` stands for a tag and a digest that were not given.
  public var text: String {
    let tag = tag ?? (digest == nil ? "latest" : nil)
    return "\(registry)/\(repository)" + (tag.map { ":\($0)" } ?? "")
      + (digest.map { "@\($0)" } ?? "")
  }

  /// Reads `[REGISTRY[:PORT]/]PATH[:TAG][@DIGEST]`.
  ///
  /// - Throws: ``Failure`` with code `usage` for anything else.
  public init(_ text: String) throws(Failure) {
    guard !text.contains("://") else {
      throw Self.wrong("an image has no scheme; give a URL with --url")
    }
    var name = Substring(text)
    if let at = name.firstIndex(of: "@") {
      let digest = String(name[name.index(after: at)...])
      guard Self.isDigest(digest) else {
        throw Self.wrong("what follows '@' in an image must be a digest, such as sha256:…")
      }
      self.digest = digest
      name = name[..<at]
    } else {
      digest = nil
    }
    let lastSlash = name.lastIndex(of: "/") ?? name.startIndex
    if let colon = name[lastSlash...].lastIndex(of: ":") {
      let tag = String(name[name.index(after: colon)...])
      guard Self.isTag(tag) else {
        throw Self.wrong(
          "an image's tag has up to 128 letters, digits, '.', '_' and '-', and no '.' or '-' first")
      }
      self.tag = tag
      name = name[..<colon]
    } else {
      tag = nil
    }
    (registry, repository) = try Self.parts(of: name)
  }

  private static func parts(of name: Substring) throws(Failure) -> (String, String) {
    var registry = "docker.io"
    var path = String(name)
    if let slash = name.firstIndex(of: "/"), isRegistry(name[..<slash]) {
      // Case is all that makes a registry of a name without dots.
      let lower = name[..<slash].lowercased()
      registry = isRegistry(lower[...]) ? lower : String(name[..<slash])
      path = String(name[name.index(after: slash)...])
      guard let server = RegistryServer(registry), server.path.isEmpty else {
        throw wrong("the part of an image before the first '/' is no host, or its port is none")
      }
    }
    if registry == "index.docker.io" { registry = "docker.io" }
    if registry == "docker.io", !path.contains("/"), !path.isEmpty { path = "library/\(path)" }
    guard path.utf8.count + registry.utf8.count < nameLimit else {
      throw wrong("an image's name has up to \(nameLimit) characters")
    }
    guard path == path.lowercased() else {
      throw wrong("an image's path must be in lower case")
    }
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)
    guard segments.allSatisfy({ isSegment(Array($0.utf8)) }), !isImageID(name) else {
      throw wrong(
        "an image is [REGISTRY/]PATH[:TAG][@DIGEST], its path of lower-case letters and digits, "
          + "separated by '/', '.', '_', '__' or '-'")
    }
    return (registry, path)
  }

  private static func wrong(_ message: String) -> Failure { Failure(.usage, message) }

  private static func isRegistry(_ part: Substring) -> Bool {
    part == "localhost" || part.contains(".") || part.contains(":")
      || part.utf8.contains { (0x41...0x5A).contains($0) }
  }

  /// Lower-case letters and digits, separated by one dot, one or two underscores, or hyphens.
  private static func isSegment(_ bytes: [UInt8]) -> Bool {
    var separator: [UInt8] = []
    var hasStarted = false
    for byte in bytes {
      switch byte {
      case 0x30...0x39, 0x61...0x7A:
        guard separator.isEmpty || (hasStarted && isSeparator(separator)) else { return false }
        separator = []
        hasStarted = true
      default: separator.append(byte)
      }
    }
    return hasStarted && separator.isEmpty
  }

  private static func isSeparator(_ bytes: [UInt8]) -> Bool {
    bytes == Array(".".utf8) || bytes == Array("_".utf8) || bytes == Array("__".utf8)
      || bytes.allSatisfy { $0 == UInt8(ascii: "-") }
  }

  /// The id of an image, which docker does not take for a name.
  private static func isImageID(_ name: Substring) -> Bool {
    name.utf8.count == 64 && name.utf8.allSatisfy(isLowerHexDigit)
  }

  private static func isTag(_ tag: String) -> Bool {
    guard (1...128).contains(tag.utf8.count), let first = tag.utf8.first, isWord(first) else {
      return false
    }
    return tag.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
  }

  private static func isDigest(_ digest: String) -> Bool {
    let parts = digest.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return false }
    let digits = ["sha256": 64, "sha384": 96, "sha512": 128][String(parts[0])]
    return parts[1].utf8.count == digits && parts[1].utf8.allSatisfy(isLowerHexDigit)
  }

  private static func isLowerHexDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
    default: false
    }
  }
}
