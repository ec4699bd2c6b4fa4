internal import Configuration
internal import CredentialStore
public import Credentials
internal import Files
internal import Git

/// How the credentials of a repository differ between two states: in terms of people and
/// fields, not of lines.
public struct SemanticDiff: Sendable {
  /// The credentials that differ, by name.
  public let credentials: [CredentialDiff]
  /// What the policy grants now and did not before, one line each.
  public let addedGrants: [String]
  /// What the policy granted and does not any more, one line each.
  public let removedGrants: [String]

  /// Whether nothing differs.
  public var isEmpty: Bool {
    credentials.isEmpty && addedGrants.isEmpty && removedGrants.isEmpty
  }

  /// Compares two states of a repository; needs no key, and no work tree if the range has two
  /// commits.
  ///
  /// - Parameters:
  ///   - directory: A folder of the repository; `nil` is `CREDTREE_DIR`, or the current one.
  ///   - range: `REV`, `A..B`, or `A...B`; `nil` is the work tree against `HEAD`.
  ///   - staged: Whether the index is compared instead of the work tree.
  /// - Returns: What differs.
  /// - Throws: ``Failure`` with code `not_found` for a revision that does not exist, `system` if
  ///   git refuses, `usage` for `staged` together with two revisions.
  public static func compute(in directory: String?, range: String?, staged: Bool)
    throws(Failure) -> SemanticDiff
  {
    do {
      let start = directory ?? EnvironmentVariable.text("CREDTREE_DIR") ?? "."
      let repository = try Repository(containing: start)
      var range = try repository.range(range)
      if staged {
        guard range.to == .workTree else {
          throw Failure(
            .usage, "--staged compares one revision with the index; leave the other out")
        }
        range = RevisionRange(from: range.from, to: .index)
      }
      let before = RepositoryState(repository, range.from)
      let after = RepositoryState(repository, range.to)
      return try SemanticDiff(from: before, to: after, in: repository, range: range)
    } catch let error as GitError {
      throw Failure(error)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.internalError, "\(error)")
    }
  }

  private init(
    from before: RepositoryState, to after: RepositoryState, in repository: Repository,
    range: RevisionRange
  ) throws {
    let (old, new) = (try before.configuration(), try after.configuration())
    guard old != nil || new != nil else {
      throw Failure(
        .notFound, "neither side has a \(Configuration.fileName); run 'credtree init' first")
    }
    var removed: [CredentialState] = []
    var added: [CredentialState] = []
    var diffs: [CredentialDiff] = []
    // The store's folder may itself have changed.
    let folders = Set([old?.store, new?.store].compactMap(\.self))
    for folder in folders.sorted() {
      for change in try repository.changes(in: range, under: folder) {
        guard change.path.hasPrefix("\(folder)/"), change.path.hasSuffix(".json") else { continue }
        let name = String(change.path.dropFirst(folder.utf8.count + 1).dropLast(5))
        let (was, isNow) = (
          try before.contents(of: change.path), try after.contents(of: change.path)
        )
        // Git compares a work tree by way of the index, where the two ends may be the same.
        guard was != isNow else { continue }
        let states = (
          was.map { CredentialState(name, $0, old) }, isNow.map { CredentialState(name, $0, new) }
        )
        switch states {
        case (let was?, nil): removed.append(was)
        case (nil, let isNow?): added.append(isNow)
        default: if let diff = CredentialDiff(from: states.0, to: states.1) { diffs.append(diff) }
        }
      }
    }
    for state in added {
      // The same identity under another name is a rename.
      let id = state.file?.metadata.id
      let index = id == nil ? nil : removed.firstIndex { $0.file?.metadata.id == id }
      let was = index.map { removed.remove(at: $0) }
      if let diff = CredentialDiff(from: was, to: state) { diffs.append(diff) }
    }
    diffs += removed.compactMap { CredentialDiff(from: $0, to: nil) }
    credentials = diffs.sorted { $0.name < $1.name }

    let (granted, grants) = (old?.grants ?? [], new?.grants ?? [])
    addedGrants = Self.grants(grants, beyond: granted)
    removedGrants = Self.grants(granted, beyond: grants)
  }

  /// What one policy grants and another does not.
  private static func grants(_ grants: [AccessGrant], beyond others: [AccessGrant]) -> [String] {
    grants.filter { grant in !others.contains { grant.isCovered(by: $0) } }.map(\.text)
  }
}

/// One of the two states that are compared.
private struct RepositoryState {
  private let repository: Repository
  private let endpoint: RevisionRange.Endpoint

  init(_ repository: Repository, _ endpoint: RevisionRange.Endpoint) {
    self.repository = repository
    self.endpoint = endpoint
  }

  func configuration() throws -> Configuration? {
    guard let text = try contents(of: Configuration.fileName) else { return nil }
    do { return try Configuration.parse(text.span, file: Configuration.fileName) } catch {
      throw Failure(.invalid, "\(Configuration.fileName) is invalid", details: error.problems)
    }
  }

  func contents(of path: String) throws -> [UInt8]? {
    switch endpoint {
    case .commit(nil): return nil
    case .commit(let commit?): return try repository.contents(of: path, at: commit)
    case .index: return try repository.stagedContents(of: path)
    case .workTree:
      guard let folder = repository.workFolder else {
        throw Failure(.system, "a bare repository has no work tree; give two revisions, A..B")
      }
      do throws(FileError) {
        return try FileReader.contents(
          of: "\(folder)/\(path)", limit: credentialFileLimit,
          followsLink: path == Configuration.fileName)
      } catch {
        if error.code == .notFound { return nil }
        // A link that stands for a credential is no credential file.
        if error.code == .symbolicLink { return [] }
        throw Failure(error)
      }
    }
  }
}
