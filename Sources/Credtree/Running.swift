public import Files
public import Secrets

/// What a program is to be run with.
public struct RunRequest: Sendable {
  /// Single variables, which win over everything else.
  public var assignments: [EnvironmentAssignment] = []
  /// The variables of each file, which win over those of credentials.
  public var files: [[EnvironmentAssignment]] = []
  /// Credentials that set the variables which their types name.
  public var credentials: [String] = []

  /// Creates a request for nothing.
  public init() {}
}

/// The variables that a program gets, and what of them must not be shown.
public struct RunEnvironment: Sendable {
  /// A variable.
  public struct Variable: Sendable {
    /// Its name.
    public let name: String
    /// Its value.
    public let value: Secret
    /// Whether the value is encrypted where it is kept.
    public let isSecret: Bool
  }

  /// The variables, in the order of their names.
  public let variables: [Variable]

  /// The values that must not be shown.
  public var secrets: [Secret] { variables.filter(\.isSecret).map(\.value) }

  /// What to look for in the program's output.
  public var mask: OutputMask {
    var forms = SecretForms()
    for variable in variables where variable.isSecret { forms.add(variable.value.bytes) }
    return OutputMask(forms)
  }

  /// Hands the variables on to the later steps of a job.
  ///
  /// - Parameter path: The file that the service names for it, which is added to.
  /// - Throws: ``Failure`` with code `invalid` for a variable that the service refuses, `system`
  ///   if the file cannot be written.
  public func append(toStepFile path: String) throws(Failure) {
    let records = try ContinuousIntegration.records(of: variables.map { ($0.name, $0.value) })
    do { try AppendedLine.append(records.bytes, to: path) } catch { throw Failure(error) }
  }

  /// The environment of the program.
  public var program: ProgramEnvironment {
    var environment = ProgramEnvironment()
    for variable in variables { environment.set(variable.name, to: variable.value.bytes) }
    return environment
  }
}

extension Workspace {
  /// Opens what a program is to get, and records that it was used.
  ///
  /// - Parameter request: What it is to get.
  /// - Returns: The variables.
  /// - Throws: ``Failure`` with code `not_found`, `forbidden`, or `integrity` as opening throws,
  ///   `conflict` where two sources of one kind set the same variable, `invalid` for a value that
  ///   is empty or that no environment can hold.
  public func environment(for request: RunRequest) throws(Failure) -> RunEnvironment {
    var opened = OpenedForRunning(of: self)
    var levels: [RunVariables] = []
    var own = RunVariables()
    for reference in request.credentials {
      let credential = try opened.credential(reference)
      for variable in try credential.environmentVariables {
        try own.set(
          variable.name, to: variable.value,
          isSecret: credential.isSecret(variable.field), by: credential.name)
        opened.note(variable.field, of: credential)
      }
    }
    levels.append(own)
    var filed = RunVariables()
    for (index, file) in request.files.enumerated() {
      for assignment in file {
        try filed.set(assignment, from: &opened, by: "file \(index + 1)")
      }
    }
    levels.append(filed)
    var single = RunVariables()
    for assignment in request.assignments {
      try single.set(assignment, from: &opened, by: "--env")
    }
    levels.append(single)
    var merged: [String: RunEnvironment.Variable] = [:]
    for level in levels { merged.merge(level.variables.mapValues(\.variable)) { $1 } }
    opened.recordUses()
    return RunEnvironment(variables: merged.values.sorted { $0.name < $1.name })
  }
}

/// The variables of sources of one kind, none of which may set what another does.
private struct RunVariables {
  var variables: [String: (variable: RunEnvironment.Variable, owner: String)] = [:]

  mutating func set(
    _ assignment: EnvironmentAssignment, from opened: inout OpenedForRunning, by owner: String
  ) throws(Failure) {
    switch assignment.source {
    case .text(let text):
      try set(assignment.name, to: text, isSecret: false, by: owner)
    case .field(let reference, let field):
      let credential = try opened.credential(reference)
      let value = try credential.usableValue(ofField: field)
      try set(
        assignment.name,
        to: try CredentialVariable.text(of: value, named: "\(field) of \(credential.name)"),
        isSecret: credential.isSecret(field), by: owner)
      opened.note(credential.type.field(field)?.id ?? field, of: credential)
    }
  }

  mutating func set(
    _ name: String, to value: Secret, isSecret: Bool, by owner: String
  ) throws(Failure) {
    guard !Self.hasZero(value.bytes) else {
      throw Failure(.invalid, "\(name) has a byte of 0, which no environment can hold")
    }
    if let other = variables[name]?.owner {
      throw Failure(
        .conflict, "\(other) and \(owner) both set \(name): leave one of them out")
    }
    variables[name] = (
      RunEnvironment.Variable(name: name, value: value, isSecret: isSecret), owner
    )
  }

  private static func hasZero(_ value: borrowing SecretBytes) -> Bool {
    value.bytes.indices.contains { value.bytes[$0] == 0 }
  }
}

/// The credentials that a run needs, each opened once.
private struct OpenedForRunning {
  private let workspace: Workspace
  private var credentials: [String: OpenedCredential] = [:]
  private var fields: [String: [String]] = [:]

  init(of workspace: Workspace) { self.workspace = workspace }

  mutating func credential(_ reference: String) throws(Failure) -> OpenedCredential {
    let name = try workspace.store.resolve(reference)
    if let known = credentials[name] { return known }
    let credential = try workspace.store.credential(name)
    credentials[name] = credential
    return credential
  }

  mutating func note(_ field: String, of credential: OpenedCredential) {
    if !fields[credential.name, default: []].contains(field) {
      fields[credential.name, default: []].append(field)
    }
  }

  func recordUses() {
    for (name, used) in fields.sorted(by: { $0.key < $1.key }) {
      guard let credential = credentials[name] else { continue }
      workspace.recordUse(of: [credential], by: "run", fields: used)
    }
  }
}

extension OpenedCredential {
  /// Whether a field is kept encrypted.
  fileprivate func isSecret(_ field: String) -> Bool {
    let id = type.field(field)?.id ?? field
    return fields.contains { $0.key == id }
  }
}
