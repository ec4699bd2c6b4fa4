/// All artifacts with the types that they take, as they are shown.
public struct ArtifactList: Sendable {
  /// One artifact.
  public struct Entry: Sendable {
    /// The artifact.
    public let artifact: any Artifact
    /// The ids of the types that it takes, sorted.
    public let types: [String]
    let takesEveryType: Bool
  }

  /// The artifacts, sorted by name.
  public let entries: [Entry]

  /// Lists the artifacts.
  ///
  /// - Parameter catalogue: The types that there are.
  public init(of catalogue: Catalogue = .builtIn) {
    let types = catalogue.names.compactMap { catalogue.type(named: $0) }
    entries = Workspace.artifacts.map { artifact in
      let accepted = types.filter(artifact.accepts).map(\.id)
      return Entry(
        artifact: artifact, types: accepted, takesEveryType: accepted.count == types.count)
    }
  }

  /// The list as `--json` prints it.
  public var document: Node {
    func texts(_ list: [String]) -> Node { .array(list.map { .string($0) }) }
    return .object([
      Member(
        "artifacts",
        .array(
          entries.map { entry in
            .object([
              Member("artifact", .string(entry.artifact.id)),
              Member("title", .string(entry.artifact.title)),
              Member("types", texts(entry.types)),
              Member("options", texts(entry.artifact.optionNames)),
              Member("takesSeveral", .bool(entry.artifact.takesSeveral)),
              Member("isPublic", .bool(entry.artifact.isPublic)),
            ])
          }))
    ])
  }

  /// The list for people: each artifact with its options, and below it the types that it takes.
  public var text: String {
    entries.map { entry in
      let options = entry.artifact.optionNames
      let names = entry.takesEveryType ? "every type" : entry.types.joined(separator: ", ")
      return entry.artifact.id + (options.isEmpty ? "" : " (\(options.joined(separator: ", ")))")
        + "\n  \(names)\n"
    }.joined()
  }
}
