public import SystemPackage
private import Subprocess

/// A repository that real git made, in a sandbox of its own.
public struct GitFixture: Sendable {
  /// The root of the work tree.
  public let folder: FilePath

  /// The root of the work tree, as text.
  public var path: String { folder.string }

  /// Names a work tree below this one.
  public func below(_ name: String) -> GitFixture {
    GitFixture(at: FilePath("\(path)/\(name)"))
  }

  /// Names a folder, which need not be a repository yet.
  public init(at folder: FilePath) { self.folder = folder }

  /// Runs git in the repository, and fails unless it succeeds; returns what it printed.
  @discardableResult
  public func git(_ arguments: String...) async throws -> String {
    let run = try await attempt(arguments)
    guard run.status.isSuccess else {
      throw GitFixtureFailure(arguments: arguments, stderr: run.stderr)
    }
    return run.stdout
  }

  /// Runs git in the repository, whether it succeeds or not.
  public func attempt(_ arguments: [String]) async throws -> Run {
    try await runProgram(.name("git"), arguments, in: folder)
  }

  /// Runs a shell script in the repository, and fails unless it succeeds; returns its output.
  @discardableResult
  public func shell(_ script: String) async throws -> String {
    let run = try await runProgram(.name("sh"), ["-euc", script], in: folder)
    guard run.status.isSuccess else {
      throw GitFixtureFailure(arguments: ["sh", script], stderr: run.stderr)
    }
    return run.stdout
  }

  /// Makes a repository with a user and a branch `main` that has no commit.
  public func initialize(_ options: String...) async throws {
    let run = try await attempt(["init", "-q", "-b", "main"] + options)
    guard run.status.isSuccess else {
      throw GitFixtureFailure(arguments: options, stderr: run.stderr)
    }
    try await git("config", "user.name", "Ann")
    try await git("config", "user.email", "ann@example.org")
  }
}

/// A git command of a test's preparation that failed.
public struct GitFixtureFailure: Error, CustomStringConvertible {
  let arguments: [String]
  let stderr: String
  public var description: String { "git \(arguments.joined(separator: " ")): \(stderr)" }
}

/// Runs `body` in a new repository, removed afterwards.
public func withRepository<Result>(
  _ name: String, _ body: (GitFixture) async throws -> Result
) async throws -> Result {
  try await withSandbox(name) { folder in
    let fixture = GitFixture(at: folder)
    try await fixture.initialize()
    return try await body(fixture)
  }
}

extension Run {
  /// Whether the program ended with status 0.
  public var succeeded: Bool { status.isSuccess }
}
