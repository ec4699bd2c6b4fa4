internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Git

/// Policies by their blobs: most commits of a history have the same one.
struct PolicyCache {
  /// What a file says, or why it cannot be read.
  struct Entry {
    let configuration: Configuration?
    let problem: String?

    init(_ text: [UInt8]) {
      do throws(ConfigurationError) {
        configuration = try Configuration.parse(text.span, file: Configuration.fileName)
        problem = nil
      } catch {
        configuration = nil
        problem = error.description
      }
    }
  }

  private var entries: [ObjectID: Entry] = [:]

  /// The policy of a commit, or `nil` where it has none.
  ///
  /// - Throws: ``Failure`` with code `system` if git cannot read it.
  mutating func policy(in commit: ObjectID?, of repository: Repository) throws(Failure) -> Entry? {
    guard let commit else { return nil }
    do {
      guard let blob = try repository.blob(of: Configuration.fileName, at: commit) else {
        return nil
      }
      if let known = entries[blob] { return known }
      let entry = Entry(try repository.contents(ofBlob: blob))
      entries[blob] = entry
      return entry
    } catch { throw Failure(error) }
  }
}

extension RepositoryState {
  /// The state of a commit, whose policy was perhaps read before.
  init(
    _ repository: Repository, _ endpoint: RevisionRange.Endpoint,
    reading policies: inout PolicyCache
  ) throws(Failure) {
    guard case .commit(let commit) = endpoint else {
      try self.init(repository, endpoint)
      return
    }
    let policy = try policies.policy(in: commit, of: repository)
    self.init(
      repository, endpoint, configuration: policy?.configuration, problem: policy?.problem)
  }
}
