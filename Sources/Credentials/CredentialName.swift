/// What a credential may be called: the path of its file below the store, without `.json`.
public enum CredentialName {
  /// The most bytes that one segment of a name may have.
  public static let segmentLimit = 100

  /// Why `name` is no valid name, or `nil` if it is one.
  ///
  /// A name is one or more segments of `[A-Za-z0-9_-]{1,100}`, separated by `/`.
  public static func problem(with name: String) -> String? {
    if name.isEmpty { return "must not be empty" }
    for segment in name.split(separator: "/", omittingEmptySubsequences: false) {
      if segment.isEmpty { return "must not have an empty path segment" }
      if segment.utf8.count > segmentLimit {
        return "must not have more than \(segmentLimit) characters between slashes"
      }
      if !segment.utf8.allSatisfy(isAllowed) {
        return "may have only letters, digits, '-' and '_' between slashes"
      }
    }
    return nil
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// The valid name nearest to a free text, or `nil` if nothing of it can be kept.
  ///
  /// `Docker Hub` becomes `docker-hub`, `*.example.com` becomes `wildcard-example-com`.
  public static func slug(of title: String) -> String? {
    var output: [UInt8] = []
    var pendingSeparator = false
    func separated(_ bytes: some Sequence<UInt8>) {
      if pendingSeparator, !output.isEmpty { output.append(UInt8(ascii: "-")) }
      pendingSeparator = false
      output += bytes
    }
    for byte in title.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): separated(CollectionOfOne(byte | 0x20))
      case UInt8(ascii: "*"):
        separated("wildcard".utf8)
        pendingSeparator = true
      case UInt8(ascii: "_"): separated(CollectionOfOne(byte))
      case _ where isAllowed(byte) && byte != UInt8(ascii: "-"):
        separated(CollectionOfOne(byte))
      default: pendingSeparator = true
      }
    }
    let slug = String(decoding: output.prefix(segmentLimit), as: UTF8.self)
    return slug.isEmpty ? nil : slug
  }

  /// The form in which two names that differ only in case are the same.
  ///
  /// Checkouts on macOS and Windows cannot hold both.
  public static func folded(_ name: String) -> String { name.lowercased() }
}
