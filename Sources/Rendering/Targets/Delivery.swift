public import Configuration
public import Credentials
public import Git
public import Secrets

/// Files on their way to one target.
public struct Delivery: Sendable {
  /// One of the files.
  public struct File: Sendable {
    /// The output's path.
    public let path: String
    /// The artifact's name.
    public let artifact: String
    /// The whole contents.
    public let contents: Secret
    /// Whether anyone may read it.
    public let isPublic: Bool

    /// Creates a file.
    public init(path: String, artifact: String, contents: Secret, isPublic: Bool) {
      self.path = path
      self.artifact = artifact
      self.contents = contents
      self.isPublic = isPublic
    }
  }

  /// What a delivery needs to know beside its files.
  public struct Surroundings: Sendable {
    /// The absolute path of the repository's root, where relative paths begin.
    public let root: String
    /// Git's folder of the repository itself, which is no target.
    public let gitFolder: String
    /// Who commits are by.
    public let author: Signature
    /// Whether git may track files of a folder.
    public let allowsTracked: Bool
    /// The command line of a target, from the user's own git config.
    public let commandLine: @Sendable (_ target: String) -> Result<String?, Failure>

    /// Creates surroundings.
    public init(
      root: String, gitFolder: String, author: Signature, allowsTracked: Bool,
      commandLine: @escaping @Sendable (_ target: String) -> Result<String?, Failure>
    ) {
      self.root = root
      self.gitFolder = gitFolder
      self.author = author
      self.allowsTracked = allowsTracked
      self.commandLine = commandLine
    }
  }

  /// The target.
  public let target: Target
  /// The files.
  public let files: [File]

  /// Creates a delivery.
  public init(to target: Target, files: [File]) {
    self.target = target
    self.files = files
  }

  /// Delivers the files; those that the target has already are left alone where that can be seen.
  ///
  /// Without files, a target is not even looked at.
  ///
  /// - Returns: For each file whether the target changed, or why it could not be delivered. It
  ///   never holds a value.
  public func run(in surroundings: Surroundings) -> [Result<Bool, Failure>] {
    guard !files.isEmpty else { return [] }
    switch target.kind {
    case .directory(let path):
      return together { () throws(Failure) in
        try FolderDelivery(path: path, surroundings: surroundings).deliver(files)
      }
    case .git(let url, let branch, let path):
      return together { () throws(Failure) in
        try GitDelivery(
          target: target.name, url: url, branch: branch, folder: path, surroundings: surroundings
        ).deliver(files)
      }
    case .command:
      return files.map { file in
        Result { () throws(Failure) in
          try CommandDelivery(target: target.name, surroundings: surroundings).deliver(file)
          return true
        }
      }
    }
  }

  private func together(_ body: () throws(Failure) -> [Bool]) -> [Result<Bool, Failure>] {
    do throws(Failure) { return try body().map { .success($0) } } catch {
      return files.map { _ in .failure(error) }
    }
  }
}

extension Target {
  /// Where the target leads, for a person and to recognise a change.
  public var destination: String {
    switch kind {
    case .directory(let path): "directory \(path)"
    case .git(let url, let branch, let path):
      "git \(url) \(branch ?? "(its default branch)")\(path.map { " \($0)" } ?? "")"
    case .command: "command"
    }
  }
}
