internal import Configuration
public import Credentials
internal import Documents

/// How the projects of a credential are to change.
public struct ProjectAssignment: Hashable, Sendable {
  /// The whole new set, or `nil` to begin with the present one.
  public var replacement: [String]?
  /// Projects to add.
  public var added: [String]
  /// Projects to remove.
  public var removed: [String]

  /// Creates a change.
  public init(replacement: [String]?, added: [String] = [], removed: [String] = []) {
    self.replacement = replacement
    self.added = added
    self.removed = removed
  }

  /// The projects after the change: sorted, each once.
  public func projects(from projects: [String]) -> [String] {
    Set(replacement ?? projects).union(added).subtracting(removed).sorted()
  }
}

extension Store {
  /// Assigns a credential to projects.
  ///
  /// - Parameters:
  ///   - name: The credential's name.
  ///   - assignment: The projects.
  ///   - options: How the change is recorded.
  /// - Returns: What was done; where the set stays the same, nothing is written.
  /// - Throws: ``Failure`` with code `invalid` for an empty name or one with control characters,
  ///   `not_found` for a project that `credtree.yaml` does not name, else as an update.
  public func assignProjects(
    _ name: String, _ assignment: ProjectAssignment, options: MutationOptions
  ) throws(Failure) -> MutationResult {
    // One that is no longer in the list can still be removed.
    for project in (assignment.replacement ?? []) + assignment.added {
      if let problem = CredentialMetadata.problem(withProject: project) {
        throw Failure(
          .invalid, "a project cannot be called that",
          details: [Problem(problem, field: "projects")])
      }
      try requireProject(project)
    }
    return try change(name, verb: "assign-projects", outcome: .assigned, options: options) {
      contents, _ throws(Failure) in
      let projects = assignment.projects(from: contents.metadata.projects)
      contents.metadata.projects = projects
      return Companions(details: [Member("projects", .array(projects.map { .string($0) }))])
    }
  }

  /// Refuses a project that the configuration does not name, where it names any.
  ///
  /// - Throws: ``Failure`` with code `not_found`.
  public func requireProject(_ project: String) throws(Failure) {
    let known = configuration.projects
    guard known.isEmpty || known.contains(project) else {
      throw Failure(
        .notFound,
        "credtree.yaml names no such project; it has \(known.joined(separator: ", "))")
    }
  }
}
