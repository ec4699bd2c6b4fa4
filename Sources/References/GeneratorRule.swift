import Configuration
import Documents

/// Where files say what others make of them under other names, such as Kustomize's generators.
struct GeneratorRule: Sendable {
  /// Something that is made of files, and how names change on the way.
  struct Names: Hashable, Sendable {
    /// One thing that is made.
    struct Item: Hashable, Sendable {
      let name: String
      let namespace: String?
      /// The files that go into it, as they are named.
      let sources: [String]
    }

    /// The file that says it.
    let file: String
    let refType: String
    let prefix: String
    let suffix: String
    let items: [Item]
  }

  private let files: [Glob]
  private let refType: String
  private let prefix: RulePath?
  private let suffix: RulePath?
  private let namespace: RulePath?
  private let items: RulePath
  private let from: [RulePath]
  private let pattern: TextPattern?

  /// `nil` where something is missing or is not written as it must be.
  init?(_ node: Node) {
    func path(_ key: String) -> RulePath? { node[key]?.string.flatMap { RulePath($0) } }
    files = (node["files"]?.array ?? []).compactMap { $0.string.flatMap { Glob($0) } }
    from = (node["from"]?.array ?? []).compactMap { $0.string.flatMap { RulePath($0) } }
    guard !files.isEmpty, !from.isEmpty, let refType = node["refType"]?.string,
      let items = path("items")
    else { return nil }
    (self.refType, self.items) = (refType, items)
    (prefix, suffix, namespace) = (path("prefix"), path("suffix"), path("namespace"))
    pattern = node["pattern"]?.string.flatMap { TextPattern($0) }
  }

  /// What the paths of the files end with.
  var endings: [[UInt8]] {
    files.map { Array($0.pattern.utf8.reversed().prefix { !"*?]/".utf8.contains($0) }.reversed()) }
  }

  /// Whether the rule is about a file.
  func covers(_ path: String) -> Bool { files.contains { $0.matches(path) } }

  /// What a file says; `nil` for nothing.
  func names(in bytes: [UInt8], file: String) -> Names? {
    guard let document = (try? YAML.parse(bytes.span))?.first else { return nil }
    func text(_ path: RulePath?) -> String {
      path.flatMap { $0.matches(in: document).first?.value.string } ?? ""
    }
    let namespace = text(namespace)
    let made = items.matches(in: document).compactMap { match -> Names.Item? in
      guard let name = match.value["name"]?.string, !name.isTemplated else { return nil }
      let sources = from.flatMap { $0.matches(in: match.value).compactMap(\.value.string) }
      let own = match.value["namespace"]?.string ?? namespace
      return Names.Item(
        name: name, namespace: own.isEmpty ? nil : own,
        sources: sources.compactMap { source in
          pattern.map { FileScan.first($0, in: source) } ?? source
        })
    }
    let names = Names(
      file: file, refType: refType, prefix: text(prefix), suffix: text(suffix), items: made)
    return made.isEmpty && names.prefix.isEmpty && names.suffix.isEmpty ? nil : names
  }
}

/// What is put before and after names on their way.
struct NameAffix: Hashable, Sendable {
  let refType: String
  let prefix: String
  let suffix: String

  /// A name without them; `nil` for one that does not have them, or has nothing else.
  func removed(from name: String) -> String? {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix),
      name.utf8.count > prefix.utf8.count + suffix.utf8.count
    else { return nil }
    return String(name.dropFirst(prefix.count).dropLast(suffix.count))
  }
}
