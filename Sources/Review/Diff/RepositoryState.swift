internal import Configuration
internal import CredentialStore
internal import CredentialTypes
internal import Credentials
internal import Files
internal import Git

/// What a state has at a path.
enum StoredFile: Hashable {
  case absent
  /// The bytes; none, which is no credential, for what cannot be read as a file.
  case contents([UInt8])
  /// The sides of a merge that nobody has resolved.
  case unresolved
}

/// One of the two states that are compared.
struct RepositoryState: Sendable {
  let repository: Repository
  let endpoint: RevisionRange.Endpoint
  /// What `credtree.yaml` says, or `nil` where there is none, or none that can be read.
  let configuration: Configuration?
  /// Why the file cannot be read.
  let problem: String?

  init(
    _ repository: Repository, _ endpoint: RevisionRange.Endpoint, configuration: Configuration?,
    problem: String?
  ) {
    self.repository = repository
    self.endpoint = endpoint
    self.configuration = configuration
    self.problem = problem
  }

  init(_ repository: Repository, _ endpoint: RevisionRange.Endpoint) throws(Failure) {
    if endpoint == .index, try Self.isConflicted(Configuration.fileName, in: repository) {
      self.init(
        repository, endpoint, configuration: nil, problem: "its merge is not resolved")
      return
    }
    let text = try Self.contents(of: Configuration.fileName, at: endpoint, in: repository)
    let policy = text.map { PolicyCache.Entry($0) }
    self.init(
      repository, endpoint, configuration: policy?.configuration, problem: policy?.problem)
  }

  /// Whether there is a `credtree.yaml` that git does not know of: a file like any other that
  /// nobody has added yet.
  func hasUntrackedPolicy() throws(Failure) -> Bool {
    guard endpoint == .workTree else { return false }
    do { return try repository.staged(Configuration.fileName) == .absent } catch {
      throw Failure(error)
    }
  }

  private static func isConflicted(
    _ path: String, in repository: Repository
  ) throws(Failure) -> Bool {
    do { return try repository.staged(path) == .conflicted } catch { throw Failure(error) }
  }

  /// The bytes of a file, or `nil` where there is none.
  func contents(of path: String) throws(Failure) -> [UInt8]? {
    try Self.contents(of: path, at: endpoint, in: repository)
  }

  /// The files that changes are about, in their order.
  ///
  /// Blobs are read by their ids, since finding them by path reads folders of thousands of names.
  ///
  /// - Parameters:
  ///   - changes: What differs.
  ///   - blob: Which side of a change the state is.
  /// - Returns: The files.
  /// - Throws: ``Failure`` with code `system` if git or the disk refuses.
  func files(of changes: [Change], _ blob: (Change) -> ObjectID?) throws(Failure) -> [StoredFile] {
    var files: [StoredFile] = []
    if endpoint == .workTree {
      for change in changes {
        // What has a name that is no path cannot be read, and is there all the same.
        if let text = try contents(of: change.path) {
          files.append(.contents(text))
        } else if let id = blob(change) {
          // What a sparse checkout leaves out is as it is staged.
          let text = PathText.isEscaped(change.path) ? nil : try? repository.contents(ofBlob: id)
          files.append(.contents(text ?? []))
        } else {
          files.append(.absent)
        }
      }
      return files
    }
    var staged: [Staged] = []
    for change in changes {
      var id = blob(change)
      // Of an unresolved merge, git's comparison does not tell what was there before.
      if id?.isZero == true, case .commit(let commit?) = endpoint {
        do { id = try repository.blob(of: change.path, at: commit) } catch { throw Failure(error) }
      }
      staged.append(id.map(Staged.blob) ?? .absent)
    }
    if endpoint == .index {
      do { staged = try repository.staged(changes.map(\.path)) } catch { throw Failure(error) }
    }
    for (file, change) in zip(staged, changes) {
      switch file {
      case .absent where PathText.isEscaped(change.path) && blob(change) != nil:
        files.append(.contents([]))
      case .absent, .intentToAdd: files.append(.absent)
      case .conflicted: files.append(.unresolved)
      case .blob(let id):
        do throws(GitError) { files.append(.contents(try repository.contents(ofBlob: id))) } catch {
          // Another repository's commit in the place of a file, or a blob that is lost.
          guard error.code == .notFound else { throw Failure(error) }
          files.append(.contents([]))
        }
      }
    }
    return files
  }

  private static func contents(
    of path: String, at endpoint: RevisionRange.Endpoint, in repository: Repository
  ) throws(Failure) -> [UInt8]? {
    do throws(GitError) {
      switch endpoint {
      case .commit(nil): return nil
      case .commit(let commit?): return try repository.contents(of: path, at: commit)
      case .index: return try repository.stagedContents(of: path)
      case .workTree: break
      }
    } catch { throw Failure(error) }
    guard let folder = repository.workFolder else {
      throw Failure(.system, "a bare repository has no work tree; give two revisions, A..B")
    }
    do throws(FileError) {
      return try FileReader.contents(
        of: "\(folder)/\(path)", limit: credentialFileLimit,
        followsLink: path == Configuration.fileName)
    } catch {
      if error.code == .notFound { return nil }
      // A link that stands for a credential is no credential file, nor is a folder, a pipe, or
      // what is larger than any.
      let isOdd = [.symbolicLink, .notAFile, .tooLarge].contains(error.code)
      if isOdd, path != Configuration.fileName { return [] }
      throw Failure(error)
    }
  }

  /// The names of all credentials, from git's list of files; no file is read.
  func names() throws(Failure) -> [String] {
    guard let folder = configuration?.store else { return [] }
    return try paths(under: folder).compactMap { Self.name(ofPath: $0, in: folder) }
  }

  private func paths(under folder: String) throws(Failure) -> [String] {
    do throws(GitError) {
      switch endpoint {
      case .commit(nil): return []
      case .commit(let commit?): return try repository.files(under: folder, at: commit).map(\.path)
      case .index, .workTree: return try repository.trackedBlobs(under: folder).map(\.path)
      }
    } catch { throw Failure(error) }
  }

  /// The credential that a path is the file of, or `nil` for any other file.
  static func name(ofPath path: String, in folder: String) -> String? {
    guard path.hasPrefix("\(folder)/"), path.hasSuffix(".json") else { return nil }
    return String(path.dropFirst(folder.utf8.count + 1).dropLast(5))
  }

  /// The types that there are in the state.
  var catalogue: Catalogue {
    if endpoint == .workTree {
      guard let folder = repository.workFolder else { return .builtIn }
      return Catalogue { TypeFolder.files(in: folder) }
    }
    return Catalogue {
      let paths = (try? paths(under: TypeFolder.path)) ?? []
      return paths.filter { $0.hasSuffix(".json") }.map { path in
        TypeFile(path: path, text: try? contents(of: path))
      }
    }
  }
}
