internal import Age
public import Configuration
public import CredentialTypes
public import Credentials
internal import Documents
internal import Files
public import Git
private import Synchronization

/// The credentials of one repository, as they stand in the work tree, a commit, or the index.
///
/// What it holds is read when it is first needed and kept: the repository only by commands
/// that need git, the identities only by commands that open something.
public final class Store: Sendable {
  /// What a store reads from.
  public enum Source: Hashable, Sendable {
    /// The files in the work tree.
    case workTree
    /// The files of a commit, named as git names revisions.
    case commit(String)
    /// The files as they are staged.
    case index
  }

  /// The absolute path of the repository's root, which holds `credtree.yaml`.
  public let root: String
  /// What `credtree.yaml` says, in the source that the store reads from.
  public let configuration: Configuration
  /// Where credential files are read from.
  public let reader: any CredentialReader
  /// The types that credentials can have.
  public let catalogue: Catalogue
  /// Where the store reads from.
  public let source: Source

  /// The files of the commit or the index that the store reads, or `nil` for the work tree.
  let files: (any RepositoryFiles)?
  private let identityFile: String?
  private let opened: Mutex<(repository: Repository?, keyRing: KeyRing?)>

  /// Opens a store.
  ///
  /// - Parameters:
  ///   - root: The absolute path of the folder that holds `credtree.yaml`.
  ///   - source: Where configuration and credentials are read from.
  ///   - identityFile: One more file to look for identities in.
  /// - Throws: ``Failure`` with code `invalid` for a configuration with problems, `system` if
  ///   git cannot read what the source names.
  public init(root: String, source: Source = .workTree, identityFile: String? = nil)
    throws(Failure)
  {
    self.root = root
    self.source = source
    self.identityFile = identityFile
    PluginProgram.exclude(root)
    switch source {
    case .workTree:
      catalogue = Catalogue { TypeFolder.files(in: root) }
      try Self.finishInterruptedMutation(at: root)
      let configuration = try Self.configuration(at: root)
      self.configuration = configuration
      reader = try WorkTreeReader(root: root, store: configuration.store)
      files = nil
      opened = Mutex((nil, nil))
    case .commit, .index:
      let repository = try Self.repository(at: root)
      let files: any RepositoryFiles
      do {
        files =
          if case .commit(let revision) = source {
            CommittedFiles(repository: repository, commit: try repository.resolve(revision))
          } else {
            StagedFiles(repository: repository)
          }
      } catch { throw Failure(error) }
      guard let text = try files.contents(of: Configuration.fileName) else {
        throw Failure(
          .notFound, "there is no \(Configuration.fileName) in the source that was asked for")
      }
      let configuration = try Self.parse(text)
      self.configuration = configuration
      reader = RepositoryReader(files: files, folder: configuration.store)
      self.files = files
      catalogue = Catalogue { TypeFolder.files(in: files) }
      opened = Mutex((repository, nil))
    }
  }

  /// The store as its files are now, such as after a change of the policy.
  ///
  /// - Throws: ``Failure`` as ``init(root:source:identityFile:)``.
  public func reopened() throws(Failure) -> Store {
    try Store(root: root, identityFile: identityFile)
  }

  /// The repository that holds the store.
  ///
  /// - Throws: ``Failure`` with code `system` if git cannot open it.
  public func repository() throws(Failure) -> Repository {
    if let repository = opened.withLock({ $0.repository }) { return repository }
    let repository = try Self.repository(at: root)
    opened.withLock { $0.repository = repository }
    return repository
  }

  /// The user's identities.
  ///
  /// - Throws: ``Failure`` with code `invalid` if an identity that was asked for is unusable.
  public func keyRing() throws(Failure) -> KeyRing {
    if let keyRing = opened.withLock({ $0.keyRing }) { return keyRing }
    let keyRing = try KeyRing.load(file: identityFile)
    opened.withLock { $0.keyRing = keyRing }
    return keyRing
  }

  /// The user's identities, if a command needed them already.
  var loadedKeyRing: KeyRing? { opened.withLock { $0.keyRing } }

  /// The path of a credential's file from the repository's root.
  public func path(of name: String) -> String { "\(configuration.store)/\(name).json" }

  /// Brings the files to where the branch is, if a crash left them elsewhere.
  ///
  /// It costs one look at the file system, except in a linked worktree, where only git knows
  /// which folder to look into.
  private static func finishInterruptedMutation(at root: String) throws(Failure) {
    let folder = "\(root)/.git"
    guard FileReader.exists(folder) else { return }
    if FileReader.isFolder(folder), !FileReader.exists(StateFolder(inside: folder).journal) {
      return
    }
    try Transaction.recover(try repository(at: root))
  }

  private static func repository(at root: String) throws(Failure) -> Repository {
    let repository: Repository
    do { repository = try Repository(containing: root) } catch { throw Failure(error) }
    if let folder = repository.workFolder.flatMap(FileReader.resolved),
      folder != FileReader.resolved(root)
    {
      throw Failure(
        .invalid,
        "\(Configuration.fileName) must be at the root of the git repository, \(folder); move it there"
      )
    }
    return repository
  }

  private static func configuration(at root: String) throws(Failure) -> Configuration {
    let text: [UInt8]
    do {
      text = try FileReader.contents(of: "\(root)/\(Configuration.fileName)", limit: 1 << 20)
    } catch { throw Failure(error) }
    return try parse(text)
  }

  static func parse(_ text: [UInt8]) throws(Failure) -> Configuration {
    do { return try Configuration.parse(text.span, file: Configuration.fileName) } catch {
      let isUnresolved = MergeMarkers.areIn(text.span)
      throw Failure(
        .invalid,
        isUnresolved
          ? "\(Configuration.fileName) has an unresolved merge; edit it, then 'git add' it"
          : "\(Configuration.fileName) is invalid", details: error.problems)
    }
  }
}
