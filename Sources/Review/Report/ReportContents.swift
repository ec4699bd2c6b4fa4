public import Access
public import Credentials
public import Documents

/// Everything that a report shows, none of which is a secret.
public struct ReportContents: Sendable {
  /// A rule of the policy, and how many credentials it is the one for.
  public struct RuleLine: Sendable {
    /// What the rule gives to whom.
    public let access: RuleAccess
    /// How many credentials it covers.
    public let credentials: Int

    /// Creates a line.
    public init(access: RuleAccess, credentials: Int) {
      self.access = access
      self.credentials = credentials
    }
  }

  /// A place where a credential is used.
  public struct Use: Hashable, Sendable {
    /// The credential's name.
    public let credential: String
    /// What uses it: apps, envs, hosts, or files.
    public let group: String
    /// The name of what uses it.
    public let user: String
    /// The key that holds the reference.
    public let field: String
    /// The file, as a path from the repository's root.
    public let file: String
    /// The line in the file.
    public let line: Int
    /// How sure it is.
    public let confidence: String

    /// Creates a use.
    public init(
      credential: String, group: String, user: String, field: String, file: String, line: Int,
      confidence: String
    ) {
      self.credential = credential
      self.group = group
      self.user = user
      self.field = field
      self.file = file
      self.line = line
      self.confidence = confidence
    }
  }

  /// A commit that touched the credentials.
  public struct RecentChange: Sendable {
    /// The commit's id.
    public let commit: String
    /// When it was made.
    public let date: Timestamp
    /// Who wrote it.
    public let author: String
    /// Its first line.
    public let subject: String

    /// Creates a change.
    public init(commit: String, date: Timestamp, author: String, subject: String) {
      self.commit = commit
      self.date = date
      self.author = author
      self.subject = subject
    }
  }

  /// Whose credentials they are.
  public var title: String
  /// What was read, such as a commit.
  public var source: String
  /// When the report was made.
  public var made: Timestamp
  /// The credentials, by name.
  public var credentials: [CredentialHeader]
  /// What has to be replaced, and when.
  public var due: DueList
  /// The members' names and roles, in the file's order.
  public var members: [(name: String, role: String)]
  /// The rules, in the file's order.
  public var rules: [RuleLine]
  /// Where credentials are used.
  public var uses: [Use]
  /// The last commits, newest first.
  public var changes: [RecentChange]
  /// Why the last commits are not all that there are, or `nil`.
  public var changesProblem: String?
  /// What `check` found.
  public var check: CheckReport

  /// Creates the contents of a report.
  public init(
    title: String, source: String, made: Timestamp, credentials: [CredentialHeader], due: DueList,
    members: [(name: String, role: String)], rules: [RuleLine], uses: [Use],
    changes: [RecentChange], changesProblem: String? = nil, check: CheckReport
  ) {
    self.title = title
    self.source = source
    self.made = made
    self.credentials = credentials
    self.due = due
    self.members = members
    self.rules = rules
    self.uses = uses
    self.changes = changes
    self.changesProblem = changesProblem
    self.check = check
  }
}
