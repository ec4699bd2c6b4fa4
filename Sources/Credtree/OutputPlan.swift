/// What one output of `credtree.yaml` is made of, as far as can be seen without a key.
struct PlannedOutput: Sendable {
  let output: Output
  let artifact: any Artifact
  /// The credentials' readable parts, sorted by name.
  let headers: [CredentialHeader]
  let options: RenderOptions

  /// The credentials' names.
  var names: [String] { headers.map(\.name) }
}

/// Finds out what outputs are made of.
struct OutputPlanner {
  let workspace: Workspace
  private var all: [CredentialHeader]?
  private var known: [String: CredentialHeader] = [:]
  private var files: [String: [String: [UInt8]]] = [:]

  init(_ workspace: Workspace) { self.workspace = workspace }

  /// All outputs in the order of the file, each planned or with the reason why it cannot be.
  mutating func plans() -> [(output: Output, plan: Result<PlannedOutput, Failure>)] {
    var plans: [(output: Output, plan: Result<PlannedOutput, Failure>)] = []
    for output in workspace.store.configuration.outputs {
      do throws(Failure) {
        plans.append((output, .success(try plan(output))))
      } catch {
        plans.append((output, .failure(error)))
      }
    }
    return plans
  }

  private mutating func plan(_ output: Output) throws(Failure) -> PlannedOutput {
    let artifact: any Artifact
    do throws(Failure) {
      artifact = try ArtifactCatalogue.requiredArtifact(named: output.artifact)
    } catch { throw Failure(.invalid, error.message) }
    let headers = try headers(of: output, for: artifact)
    guard !headers.isEmpty else {
      throw Failure(.invalid, "no credential is selected: create one, or change the output")
    }
    return PlannedOutput(
      output: output, artifact: artifact, headers: headers,
      options: try options(of: output, for: artifact))
  }

  private mutating func headers(of output: Output, for artifact: any Artifact) throws(Failure)
    -> [CredentialHeader]
  {
    let store = workspace.store
    var filter = CredentialFilter()
    switch output.selection {
    case .names(let references):
      var headers: [CredentialHeader] = []
      for reference in references {
        let header = try header(try store.resolve(reference))
        if !headers.contains(where: { $0.name == header.name }) { headers.append(header) }
      }
      return headers.sorted { $0.name < $1.name }
    case .query(let type, let project, let name):
      filter = CredentialFilter(type: type, project: project, name: name)
    case nil:
      if artifact.needsSelection {
        throw Failure(.invalid, "\(artifact.id) needs credentials or select")
      }
    }
    let type: String? = if let name = filter.type { try store.type(name).id } else { nil }
    let isTaken = filter.type == nil ? artifact.takesUnasked : artifact.accepts
    return try allHeaders().filter { header in
      filter.matches(header, type: type)
        && (store.catalogue.type(named: header.metadata.type).map(isTaken) ?? false)
    }
  }

  private mutating func header(_ name: String) throws(Failure) -> CredentialHeader {
    if let header = known[name] { return header }
    guard let header = try workspace.store.header(name) else {
      throw Failure(.notFound, "there is no credential '\(name)'")
    }
    known[name] = header
    return header
  }

  private mutating func allHeaders() throws(Failure) -> [CredentialHeader] {
    if let all { return all }
    let headers = try workspace.headers { _ in true }
    all = headers
    for header in headers { known[header.name] = header }
    return headers
  }

  private mutating func options(of output: Output, for artifact: any Artifact) throws(Failure)
    -> RenderOptions
  {
    var values: [String: String] = [:]
    for option in output.options {
      switch option.value.content {
      case .string(let text), .number(let text): values[option.key] = text
      case .bool(let flag): values[option.key] = flag ? "true" : "false"
      default: throw Failure(.invalid, "the option \(option.key) must be text, a number, or a flag")
      }
    }
    var options = RenderOptions(values)
    if let name = artifact.fileOption, let path = values[name] {
      options.files = try template(path)
      // Where the template's name tells no format, the output's may.
      if values["format"] == nil, TextFormat(ofFile: path) == nil,
        let format = TextFormat(ofFile: output.path)
      {
        options.values["format"] = format.rawValue
      }
    }
    return options
  }

  private mutating func template(_ path: String) throws(Failure) -> [String: [UInt8]] {
    if let known = files[path] { return known }
    let store = workspace.store
    let loaded = try TemplateFiles.load(path) { file throws(Failure) in
      try store.contents(ofFile: file)
    }
    files[path] = loaded
    return loaded
  }
}
