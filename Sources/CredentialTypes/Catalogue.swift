public import Documents
private import Synchronization

/// The types of credentials: those that are built in, and perhaps a repository's own.
///
/// A type is parsed when it is first asked for, and then kept: a command that reads one
/// credential does not pay for the others, and one that reads thousands pays once.
public struct Catalogue: Sendable {
  /// The types that came with the program.
  public static let builtIn = Catalogue(own: nil)

  private let own: OwnTypes?

  private init(own: OwnTypes?) { self.own = own }

  /// The built-in types and a repository's own, whose files are read when a type is asked for
  /// that is not built in.
  ///
  /// - Parameter files: Reads the files.
  public init(reading files: @escaping @Sendable () -> [TypeFile]) { own = OwnTypes(files) }

  /// What is wrong with the repository's own types; those types are not there.
  public var problems: [Problem] { own?.all.problems ?? [] }

  private static let prefix = "types/"
  private static let suffix = ".json"

  /// The ids of all types, sorted.
  public var names: [String] {
    guard let own, !own.all.types.isEmpty else { return Self.ids }
    return (Self.ids + own.all.types.map(\.id)).sorted()
  }

  /// The type with an id or an alias, in any case: `CONTAINER_REGISTRY` is `container-registry`.
  ///
  /// Returns `nil` if there is none.
  public func type(named name: String) -> CredentialType? {
    if let type = Self.known.withLock({ $0[name] }) { return type }
    let wanted = Self.normalised(name)
    guard let index = Self.place(of: wanted) ?? Self.aliases[wanted] else {
      return ownType(named: wanted)
    }
    let text = "\(Templates.files[index].text)"
    let bytes = Array(text.utf8)
    guard let node = try? JSON.parse(bytes.span), let type = try? CredentialType.parse(node) else {
      return nil
    }
    Self.known.withLock { $0[name] = type }
    return type
  }

  private func ownType(named wanted: String) -> CredentialType? {
    guard let types = own?.all.types else { return nil }
    return types.first { $0.id == wanted }
      ?? types.first { $0.aliases.contains { Self.normalised($0) == wanted } }
  }

  /// Ids that a person may have meant by a name that is not known.
  public func suggestions(for name: String) -> [String] {
    NearNames.suggestions(for: Self.normalised(name), among: names)
  }

  private static func normalised(_ name: String) -> String {
    name.lowercased().replacing("_", with: "-")
  }

  private static func id(of template: Template) -> String? {
    let path = "\(template.path)"
    guard path.hasPrefix(prefix), path.hasSuffix(suffix) else { return nil }
    return String(path.dropFirst(prefix.count).dropLast(suffix.count))
  }

  private static let ids: [String] = Templates.files.compactMap(id).sorted()

  /// Where the file of an id is, without a text for each of the others.
  private static func place(of id: String) -> Int? {
    let path = Array("\(prefix)\(id)\(suffix)".utf8)
    return Templates.files.firstIndex { template in
      guard template.path.utf8CodeUnitCount == path.count else { return false }
      return template.path.withUTF8Buffer { unsafe $0.elementsEqual(path) }
    }
  }

  /// Where the files of all aliases are; the first type with an alias has it.
  private static let aliases: [String: Int] = {
    var index: [String: Int] = [:]
    for (place, template) in Templates.files.enumerated() where id(of: template) != nil {
      for alias in "\(template.aliases)".split(separator: "|") {
        let name = normalised(String(alias))
        if index[name] == nil { index[name] = place }
      }
    }
    return index
  }()

  /// The types asked for so far, under the names that they were asked for.
  private static let known = Mutex<[String: CredentialType]>([:])
}
