internal import Files
public import Secrets

/// One output of `credtree.yaml` after it was rendered.
public struct RenderedOutput: Sendable {
  /// The path below the root.
  public let path: String
  /// The artifact's name.
  public let artifact: String
  /// The names of the credentials in it.
  public let credentials: [String]
  /// Its bytes.
  public let contents: Secret
  /// Whether anyone may read it.
  public let isPublic: Bool
  /// What is allowed but will probably not work.
  public let notes: [String]
}

/// What rendering all outputs came to.
public struct OutputReport: Sendable {
  /// One output and how its file is or was.
  public struct Entry: Sendable {
    /// The output.
    public let output: RenderedOutput
    /// How the file was before.
    public let state: OutputSet.State
    let isWritten: Bool

    var word: String {
      guard isWritten else { return state.rawValue }
      return state == .current ? "unchanged" : "written"
    }
  }

  /// The outputs, in the order of the file.
  public let entries: [Entry]

  /// Whether some file is not as it should be.
  public var isStale: Bool { entries.contains { $0.state != .current && !$0.isWritten } }

  /// The report as `--json` prints it.
  public var document: Node {
    .object([
      Member(
        "outputs",
        .array(
          entries.map { entry in
            .object([
              Member("path", .string(entry.output.path)),
              Member("artifact", .string(entry.output.artifact)),
              Member("credentials", .array(entry.output.credentials.map { .string($0) })),
              Member("status", .string(entry.word)),
            ])
          }))
    ])
  }

  /// The report as lines for people.
  public var text: String {
    guard !entries.isEmpty else { return "credtree.yaml has no outputs\n" }
    return TextTable(header: nil, rows: entries.map { [$0.word, $0.output.path] }).text
  }
}

extension Workspace {
  /// Renders every output of `credtree.yaml`; each credential is opened once.
  ///
  /// - Parameter source: Where the values come from.
  /// - Returns: The outputs, in the order of the file.
  /// - Throws: ``Failure`` that lists every output that cannot be made, with the code of the
  ///   first of them.
  public func renderOutputs(from source: ValueSource = .credentials) throws(Failure)
    -> [RenderedOutput]
  {
    var planner = OutputPlanner(self)
    let plans = planner.plans()
    let rendered = try rendered(plans.map(\.plan), from: source, by: "render")
    var outputs: [RenderedOutput] = []
    var problems: [Problem] = []
    var code: Failure.Code?
    for (plan, result) in zip(plans, rendered) {
      switch result {
      case .success(let output): outputs.append(output)
      case .failure(let failure):
        code = code ?? failure.code
        problems.append(
          Problem(
            failure.message, field: plan.output.path, file: store.configuration.file,
            at: plan.output.position))
        problems += failure.details
      }
    }
    guard let code else { return outputs }
    throw Failure(code, "not every output can be made, so none is written", details: problems)
  }

  /// Renders planned outputs, each for itself.
  func rendered(
    _ plans: [Result<PlannedOutput, Failure>], from source: ValueSource, by verb: String
  ) throws(Failure) -> [Result<RenderedOutput, Failure>] {
    let names = plans.flatMap { (try? $0.get())?.names ?? [] }
    let credentials = try credentials(names, from: source)
    if source == .credentials {
      recordUse(
        of: credentials.sorted { $0.key < $1.key }.compactMap { try? $0.value.get() }, by: verb,
        fields: nil)
    }
    return try ParallelMap.compactMap(plans) { plan in
      .success(
        Result { () throws(Failure) in try Self.render(try plan.get(), with: credentials) })
    }
  }

  private static func render(
    _ plan: PlannedOutput, with all: [String: Result<OpenedCredential, Failure>]
  ) throws(Failure) -> RenderedOutput {
    var credentials: [OpenedCredential] = []
    for name in plan.names {
      if let credential = try all[name]?.get() { credentials.append(credential) }
    }
    let contents = try ArtifactCatalogue.render(
      plan.artifact, from: credentials, options: plan.options)
    return RenderedOutput(
      path: plan.output.path, artifact: plan.artifact.id, credentials: plan.names,
      contents: Secret(contents), isPublic: plan.artifact.isPublic,
      notes: plan.artifact.warnings(credentials))
  }

  /// Writes outputs below the repository's root: all of them or none.
  ///
  /// - Parameters:
  ///   - outputs: What to write.
  ///   - allowsTracked: Whether git may track the files.
  /// - Returns: What each file was before.
  /// - Throws: ``Failure`` with code `usage` for a path that git tracks or would track,
  ///   `invalid` for one that cannot be written, `system` if the system refuses.
  public func write(_ outputs: [RenderedOutput], allowingTracked allowsTracked: Bool)
    throws(Failure) -> OutputReport
  {
    let set = fileSet(outputs)
    try set.check()
    if !allowsTracked { try refuseTracked(outputs.map(\.path)) }
    let states = try store.whileDelivering { () throws(Failure) in try set.write() }
    return report(outputs, states, isWritten: true)
  }

  /// Compares outputs with their files.
  public func compare(_ outputs: [RenderedOutput]) throws(Failure) -> OutputReport {
    let set = fileSet(outputs)
    try set.check()
    return report(outputs, set.states(), isWritten: false)
  }

  private func fileSet(_ outputs: [RenderedOutput]) -> OutputSet {
    OutputSet(
      root: store.root,
      files: outputs.map {
        OutputSet.File(path: $0.path, contents: $0.contents, isPublic: $0.isPublic)
      })
  }

  private func report(
    _ outputs: [RenderedOutput], _ states: [OutputSet.State], isWritten: Bool
  ) -> OutputReport {
    OutputReport(
      entries: zip(outputs, states).map {
        OutputReport.Entry(output: $0, state: $1, isWritten: isWritten)
      })
  }

  private func refuseTracked(_ paths: [String]) throws(Failure) {
    let root = FileReader.resolved(store.root) ?? store.root
    var tracked = TrackedPaths()
    let found = try tracked.tracked(among: paths.map { "\(root)/\($0)" })
    guard !found.isEmpty else { return }
    throw Failure(
      .usage,
      "git tracks these outputs, or would track them: add them to .gitignore, or choose other paths",
      details: found.map { Problem(String($0.dropFirst(root.utf8.count + 1))) })
  }
}
