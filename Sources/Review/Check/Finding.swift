public import Documents

/// One thing that `check` found; never a value.
public struct Finding: Hashable, Sendable {
  /// What was looked for.
  public let rule: CheckRule
  /// What is wrong and what to do about it.
  public let message: String
  /// The credential that it is about.
  public let credential: String?
  /// The field that it is about.
  public let field: String?
  /// The file, as a path from the repository's root.
  public let file: String?
  /// Where in the file.
  public let position: Position?
  /// The commit whose file it is, where that is not the state that is checked.
  public let commit: String?

  /// How bad it is.
  public var severity: CheckRule.Severity { rule.severity }

  /// Creates a finding.
  public init(
    _ rule: CheckRule, _ message: String, credential: String? = nil, field: String? = nil,
    file: String? = nil, at position: Position? = nil, commit: String? = nil
  ) {
    self.rule = rule
    self.message = message
    self.credential = credential
    self.field = field
    self.file = file
    self.position = position
    self.commit = commit
  }
}

/// Everything that a check found, and how much it looked at.
public struct CheckReport: Hashable, Sendable {
  /// What was found, in the order of files.
  public var findings: [Finding]
  /// How many credential files were looked at.
  public var credentials: Int
  /// How many of them were opened, so that MAC, seal, and secret values were checked too.
  public var opened: Int

  /// Why not all of history could be looked at, or `nil`: the report is then not the whole answer.
  public var historyProblem: String?
  /// What was not looked for then.
  public var historySubject = "values that former members could read"
  /// Whether the user may leave that out with an option.
  public var isHistoryOptional = true

  /// Creates a report.
  public init(findings: [Finding], credentials: Int = 0, opened: Int = 0) {
    self.findings = findings
    self.credentials = credentials
    self.opened = opened
  }

  /// Whether nothing was found but notes, and nothing stayed unknown.
  public var isClean: Bool {
    findings.allSatisfy { $0.severity == .note } && historyProblem == nil
  }

  /// How many findings are of a severity.
  public func count(_ severity: CheckRule.Severity) -> Int {
    findings.count { $0.severity == severity }
  }
}
