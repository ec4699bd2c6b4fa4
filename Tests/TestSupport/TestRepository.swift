private import Glibc
internal import Subprocess
private import Synchronization
public import SystemPackage

/// A git repository with a home folder of its own, in which a test drives the built tool.
///
/// Programs run in it with an environment made from nothing. Everything they print is kept,
/// so that ``withRepository(_:isInitialised:_:)`` can look for secrets in it.
public final class TestRepository: Sendable {
  /// The folder that holds everything of this test.
  public let sandbox: FilePath
  /// The secret that belongs nowhere but in a credential.
  public let canary = Canary()

  /// The work tree.
  public var folder: FilePath { sandbox.appending("work") }
  /// The home folder, with git's and the tool's own files of the user.
  public var home: FilePath { sandbox.appending("home") }
  /// Where secrets may be in clear: what a test reads from and renders to.
  public var inbox: FilePath { sandbox.appending("private") }
  /// The file with the identity that `init` made.
  public var identity: FilePath { home.appending(".config/sops/age/keys.txt") }

  private struct Record {
    var canaries: [Canary] = []
    var printed: [(command: String, bytes: [UInt8])] = []
    var gitFolders: [FilePath] = []
    var ignored: [FilePath] = []
  }
  private let record = Mutex(Record())

  init(in sandbox: FilePath) async throws {
    self.sandbox = sandbox
    for name in ["home", "work", "private", "tmp"] {
      guard unsafe mkdir(sandbox.appending(name).string, 0o700) == 0 else {
        throw Errno(rawValue: errno)
      }
    }
    let settings = """
      [user]
      \tname = Alice Example
      \temail = alice@example.com
      [init]
      \tdefaultBranch = main
      [advice]
      \tdetachedHead = false
      [safe]
      \tdirectory = *

      """
    try Array(settings.utf8).write(to: home.appending(".gitconfig"))
    _ = try secretFile("canary", Array(canary.text.utf8))
    try await succeed("git", ["init", "--quiet"])
    record.withLock {
      $0.canaries = [canary]
      $0.gitFolders = [folder]
    }
  }

  /// The environment of every program that runs here.
  public var environment: [String: String] {
    [
      "HOME": home.string, "XDG_CONFIG_HOME": home.appending(".config").string,
      "XDG_CACHE_HOME": home.appending(".cache").string,
      "XDG_DATA_HOME": home.appending(".local/share").string,
      "XDG_STATE_HOME": home.appending(".local/state").string,
      "XDG_RUNTIME_DIR": sandbox.appending("tmp").string,
      "TMPDIR": sandbox.appending("tmp").string, "PATH": programPath, "LC_ALL": "C.UTF-8",
      "TZ": "UTC", "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
    ]
  }

  /// A command as it would run here.
  func invocation(
    _ program: String, _ arguments: [String], input: FilePath? = nil,
    environment additions: [String: String] = [:], in place: FilePath? = nil
  ) -> Invocation {
    let executable: Executable =
      if program == "credtree" {
        .path(BuiltProducts.directory.appending(program))
      } else if program.hasPrefix("/") {
        .path(FilePath(program))
      } else {
        .name(program)
      }
    return Invocation(
      executable: executable, arguments: arguments,
      environment: environment.merging(additions) { $1 }, folder: place ?? folder, input: input)
  }

  /// Runs a program and returns what it gave, whatever its status.
  ///
  /// `mayShowSecrets` says whether its standard output is one that is allowed to have secrets;
  /// nothing else is, standard error never.
  @discardableResult
  public func run(
    _ program: String, _ arguments: [String], input: FilePath? = nil,
    environment additions: [String: String] = [:], in place: FilePath? = nil,
    mayShowSecrets: Bool = false
  ) async throws -> Output {
    let output = try await invocation(
      program, arguments, input: input, environment: additions, in: place
    ).run()
    let command = "\(program) \(arguments.prefix(2).joined(separator: " "))"
    record.withLock {
      if !mayShowSecrets { $0.printed.append(("the output of \(command)", output.stdout)) }
      $0.printed.append(("the messages of \(command)", output.stderr))
    }
    return output
  }

  /// Runs a program that has to succeed for the test to go on.
  @discardableResult
  public func succeed(
    _ program: String, _ arguments: [String], input: FilePath? = nil,
    environment additions: [String: String] = [:], in place: FilePath? = nil,
    mayShowSecrets: Bool = false
  ) async throws -> Output {
    let output = try await run(
      program, arguments, input: input, environment: additions, in: place,
      mayShowSecrets: mayShowSecrets)
    guard output.exit == 0 else {
      throw UnexpectedEnd(command: "\(program) \(arguments)", output: output)
    }
    return output
  }

  /// Starts a program and kills it after a while; returns whether it was still running then.
  ///
  /// What it printed is in a file, which is searched like the others.
  public func runAndKill(
    _ program: String, _ arguments: [String], after delay: Duration
  ) async throws -> Bool {
    let (_, status) = try await invocation(program, arguments).whileRunning(
      log: sandbox.appending("killed.log"), endingWith: .kill
    ) { _ in
      try await Task.sleep(for: delay)
    }
    if case .signaled = status { return true }
    return false
  }

  /// Runs the tool, which has to succeed.
  @discardableResult
  public func credtree(
    _ arguments: String..., input: FilePath? = nil, mayShowSecrets: Bool = false
  ) async throws -> Output {
    try await succeed("credtree", arguments, input: input, mayShowSecrets: mayShowSecrets)
  }

  /// Runs git, which has to succeed, and returns what it printed without the last line's end.
  @discardableResult
  public func git(_ arguments: String...) async throws -> String {
    let text = try await succeed("git", arguments).text
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  /// Writes a file of the work tree.
  public func write(_ text: String, to name: String) throws {
    try Array(text.utf8).write(to: folder.appending(name))
  }

  /// The bytes of a file of the work tree.
  public func contents(of name: String) throws -> [UInt8] {
    try [UInt8](contentsOf: folder.appending(name))
  }

  /// Puts a secret where secrets may be, and returns its path.
  public func secretFile(_ name: String, _ contents: [UInt8]) throws -> FilePath {
    let path = inbox.appending(name)
    try contents.write(to: path)
    return path
  }

  /// Writes a program's settings beside the work tree, and returns their path.
  public func settingsFile(_ name: String, _ text: String) throws -> FilePath {
    let path = sandbox.appending(name)
    try Array(text.utf8).write(to: path)
    return path
  }

  /// A file with the canary, where secrets may be.
  public var canaryFile: FilePath { inbox.appending("canary") }

  /// Looks for one more secret at the end.
  public func watch(_ text: String) {
    record.withLock { $0.canaries.append(Canary(watching: text)) }
  }

  /// Looks in the objects of one more git repository at the end.
  public func search(objectsOf repository: FilePath) {
    record.withLock { $0.gitFolders.append(repository) }
  }

  /// Keeps a part of the sandbox out of the search, such as a server's own storage.
  public func allowSecrets(below path: FilePath) { record.withLock { $0.ignored.append(path) } }

  /// Throws if a secret is anywhere but where it may be.
  public func lookForSecrets() async throws {
    let (canaries, printed, gitFolders, ignored) = record.withLock {
      ($0.canaries, $0.printed, $0.gitFolders, $0.ignored)
    }
    var search = CanarySearch(canaries)
    for (place, bytes) in printed { search.look(in: bytes, called: place) }
    try await search.look(below: sandbox, but: [inbox] + ignored)
    for folder in gitFolders {
      try await search.look(inObjectsOf: folder, environment: environment)
    }
    guard search.places.isEmpty else { throw CanaryFound(places: search.places) }
  }
}

/// Runs a test in a repository of its own, and then looks for secrets that it left.
///
/// Where `isInitialised` is true, `credtree init` has been run in it, for a member `alice`.
public func withRepository<Value: Sendable>(
  _ name: String, isInitialised: Bool = true,
  _ body: (TestRepository) async throws -> Value
) async throws -> Value {
  try await withSandbox(name) { sandbox in
    let repository = try await TestRepository(in: sandbox)
    if isInitialised { try await repository.credtree("init", "--member", "alice") }
    let value = try await body(repository)
    try await repository.lookForSecrets()
    return value
  }
}
