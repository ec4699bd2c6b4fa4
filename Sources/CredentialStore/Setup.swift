internal import Configuration
public import Credentials
internal import Files
internal import Git

/// Turning a git repository into one that keeps credentials.
public struct Setup: Sendable {
  /// The absolute path of the repository's root.
  public let root: String
  /// The first member's name, or `nil` where the repository was set up before.
  public let member: String?
  /// The first member's public key, or `nil` where the repository was set up before.
  public let recipient: String?
  /// The file that a new identity was written to, if one was.
  public let identityFile: String?
  /// The commit, or `nil` where nothing was committed.
  public let commit: String?
  /// The entries of git's config that were written, by name; see ``GitDrivers``.
  public let gitConfig: [String]
  /// What the user should know.
  public let notes: [String]

  /// Whether the repository was set up before.
  public var isUnchanged: Bool { member == nil }

  /// Sets up the repository that contains a folder, in one commit.
  ///
  /// Run on a repository that is set up, as in a clone, it only tells git of our drivers, and
  /// writes our block of `.gitattributes` if that is not as it should be.
  ///
  /// - Parameters:
  ///   - directory: A folder in the work tree; `nil` is the current one.
  ///   - member: The first member's name; `nil` is git's user, made a valid name.
  ///   - identityFile: A file whose identity is the member's; `nil` takes the one that the user
  ///     has, or makes one.
  ///   - registers: Whether the repository is added to the user's list of stores.
  ///   - options: How the change is recorded.
  /// - Returns: What was done.
  /// - Throws: ``Failure`` with code `system` where there is no work tree or git refuses,
  ///   `invalid` for a member's name, an identity, or a file that cannot be used.
  public static func run(
    in directory: String?, member: String?, identityFile: String?, registers: Bool,
    options: MutationOptions
  ) throws(Failure) -> Setup {
    let repository: Repository
    do {
      repository = try Repository(
        containing: directory ?? EnvironmentVariable.text("CREDTREE_DIR") ?? ".")
    } catch {
      guard error.code == .notFound else { throw Failure(error) }
      throw Failure(.system, "this is not a git repository; run 'git init' first")
    }
    guard let workFolder = repository.workFolder else {
      throw Failure(.system, "the repository is bare; run 'credtree init' in a clone of it")
    }
    let root = FileReader.resolved(workFolder) ?? workFolder
    if FileReader.exists("\(root)/\(Configuration.fileName)") {
      // Reading it is what tells a user of a broken file now and not later.
      let store = try Store(root: root)
      if registers { try StoreDiscovery.register(root) }
      return Setup(
        root: root, member: nil, recipient: nil, identityFile: nil,
        commit: try mendAttributes(of: store, options),
        gitConfig: try GitDrivers.install(in: repository), notes: [])
    }
    let name = try memberName(member, in: repository)
    let keyRing = try KeyRing.load(file: identityFile)
    var own = try OwnIdentity(in: keyRing, askedFor: identityFile)
    if own == nil { own = try OwnIdentity(writingNew: ()) }
    guard let identity = own else { throw Failure(.internalError, "there is no identity") }
    let setup: Setup
    do throws(Failure) {
      setup = try setUp(repository, root, member: name, identity: identity, options)
    } catch {
      identity.discard()
      throw error
    }
    if registers { try StoreDiscovery.register(root) }
    return setup
  }

  private static func setUp(
    _ repository: Repository, _ root: String, member: String, identity: OwnIdentity,
    _ options: MutationOptions
  ) throws(Failure) -> Setup {
    let scaffold = ConfigurationScaffold.new(member: member, key: identity.recipient)
    let text = Array(scaffold.utf8)
    let configuration = try Store.parse(text)
    let paths = [GitAttributes.fileName, SOPSConfiguration.fileName]
    var writes = [Configuration.fileName: text]
    var before: [String: [UInt8]] = [:]
    for path in paths {
      let current = try existing("\(root)/\(path)")
      before[path] = current
      do {
        writes[path] =
          path == GitAttributes.fileName
          ? try GitAttributes.updating(current ?? [], store: configuration.store)
          : try SOPSConfiguration.updating(current ?? [], configuration: configuration)
      } catch {
        throw Failure(.invalid, "\(path) cannot take our block", details: error.problems)
      }
    }
    let transaction = Transaction(
      in: repository, try Store.transactionOptions(options, member: member, in: repository))
    var subject = "credtree: init"
    if let given = options.subject { subject = given }
    let result = try transaction.commit { _ throws(Failure) in
      ChangeSet(
        writes: writes, incorporated: before,
        message: CommitMessage(
          subject, body: "Credentials are kept in \(configuration.store)/, readable by \(member)."))
    }
    do { try FileWriter.createFolders("\(root)/\(configuration.store)") } catch {
      throw Failure(error)
    }
    try AcceptedPolicy(commonFolder: repository.commonFolder).accept(configuration)
    var notes: [String] = []
    if let file = identity.newFile {
      notes.append("made a new identity in \(file); back it up, it is the only way in")
    }
    var commit: String?
    if case .committed(let id, _) = result { commit = id.description }
    var installed: [String] = []
    // The commit is made: what is missing now does not undo it.
    do throws(Failure) { installed = try GitDrivers.install(in: repository) } catch {
      notes.append(
        "git's config could not be written, so 'git diff' shows ciphertext: \(error.message); "
          + "run 'credtree init' again")
    }
    return Setup(
      root: root, member: member, recipient: identity.recipient, identityFile: identity.newFile,
      commit: commit, gitConfig: installed, notes: notes)
  }

  /// Writes our block of `.gitattributes` in a commit of its own, where it is not as it should be.
  ///
  /// - Returns: The commit, or `nil` where nothing was to be done, or nothing is committed.
  private static func mendAttributes(of store: Store, _ options: MutationOptions) throws(Failure)
    -> String?
  {
    let path = GitAttributes.fileName
    let current = try existing("\(store.root)/\(path)")
    let wanted: [UInt8]
    do {
      wanted = try GitAttributes.updating(current ?? [], store: store.configuration.store)
    } catch {
      throw Failure(.invalid, "\(path) cannot take our block", details: error.problems)
    }
    guard wanted != current else { return nil }
    let result = try store.record(options) { _ throws(Failure) in
      ChangeSet(
        writes: [path: wanted], incorporated: current.map { [path: $0] } ?? [:],
        message: CommitMessage(options.subject ?? "credtree: init \(path)"))
    }
    guard case .committed(let id, _) = result else { return nil }
    return id.description
  }

  private static func existing(_ path: String) throws(Failure) -> [UInt8]? {
    do { return try FileReader.contents(of: path, limit: 16 << 20) } catch {
      if error.code == .notFound { return nil }
      throw Failure(error)
    }
  }

  private static func memberName(_ asked: String?, in repository: Repository) throws(Failure)
    -> String
  {
    if let asked {
      guard CredentialName.problem(with: asked) == nil, !asked.contains("/") else {
        throw Failure(.invalid, "a member's name may have only letters, digits, '-' and '_'")
      }
      return asked
    }
    let user = (try? repository.userName()) ?? EnvironmentVariable.text("USER")
    return user.flatMap { CredentialName.slug(of: $0) } ?? "admin"
  }
}
