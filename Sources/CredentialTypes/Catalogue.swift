internal import Documents
private import Synchronization

/// All types of credentials that are built in.
///
/// A type is parsed when it is first asked for, and then kept: a command that reads one
/// credential does not pay for the others, and one that reads thousands pays once.
public struct Catalogue: Sendable {
  /// The types that came with the program.
  public static let builtIn = Catalogue()

  private static let prefix = "types/"
  private static let suffix = ".json"

  /// The ids of all types, sorted.
  public var names: [String] { Self.templates.map(\.id) }

  /// The type with an id or an alias, in any case: `CONTAINER_REGISTRY` is `container-registry`.
  ///
  /// Returns `nil` if there is none.
  public func type(named name: String) -> CredentialType? {
    let wanted = Self.normalised(name)
    for template in Self.templates where template.id == wanted { return Self.parsed(template) }
    // An alias is inside the file, so all of them are read; the ids of the program's own
    // files never come here.
    for template in Self.templates {
      guard let type = Self.parsed(template) else { continue }
      if type.aliases.contains(where: { Self.normalised($0) == wanted }) { return type }
    }
    return nil
  }

  /// Ids that a person may have meant by a name that is not known.
  public func suggestions(for name: String) -> [String] {
    NearNames.suggestions(for: Self.normalised(name), among: names)
  }

  private static func normalised(_ name: String) -> String {
    name.lowercased().replacing("_", with: "-")
  }

  private static let templates: [(id: String, text: StaticString)] = Templates.files.compactMap {
    let path = "\($0.path)"
    guard path.hasPrefix(prefix), path.hasSuffix(suffix) else { return nil }
    return (String(path.dropFirst(prefix.count).dropLast(suffix.count)), $0.text)
  }

  private static let known = Mutex<[String: CredentialType]>([:])

  private static func parsed(_ template: (id: String, text: StaticString)) -> CredentialType? {
    if let type = known.withLock({ $0[template.id] }) { return type }
    let bytes = Array("\(template.text)".utf8)
    guard let node = try? JSON.parse(bytes.span), let type = try? CredentialType.parse(node) else {
      return nil
    }
    known.withLock { $0[template.id] = type }
    return type
  }
}
