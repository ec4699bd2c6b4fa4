#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// How the environment of a child differs from this process's.
public struct ChildEnvironment: Hashable, Sendable {
  /// The beginnings of the names of variables that the child does not get.
  public var removedPrefixes: [String]
  /// Variables that the child gets; never secrets.
  public var added: [String: String]

  /// The variables that hold identities, which no child needs.
  public static let identityPrefixes = ["CREDTREE_IDENTITY", "SOPS_AGE_"]

  /// Creates a difference; identities are always removed.
  public init(removing prefixes: [String] = [], adding added: [String: String] = [:]) {
    removedPrefixes = Self.identityPrefixes + prefixes
    self.added = added
  }

  private func keeps(_ entry: UnsafeMutablePointer<CChar>) -> Bool {
    for name in removedPrefixes + added.keys.map({ "\($0)=" })
    where unsafe strncmp(entry, name, name.utf8.count) == 0 {
      return false
    }
    return true
  }

  /// The entries of this process's environment that the child keeps, followed by `nil`.
  ///
  /// What is added is allocated: the caller frees the entries from the second number on.
  func entries() -> (list: [UnsafeMutablePointer<CChar>?], kept: Int) {
    var list: [UnsafeMutablePointer<CChar>?] = unsafe []
    var place = unsafe environ
    while let entry = unsafe place.pointee {
      if unsafe keeps(entry) { unsafe list.append(entry) }
      unsafe place += 1
    }
    let kept = unsafe list.count
    for (name, value) in added.sorted(by: { $0.key < $1.key }) {
      unsafe list.append(strdup("\(name)=\(value)"))
    }
    unsafe list.append(nil)
    return unsafe (list, kept)
  }
}
