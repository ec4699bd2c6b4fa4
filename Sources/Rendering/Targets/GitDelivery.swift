internal import CredentialStore
internal import Credentials
internal import Files
internal import Git
internal import Secrets

/// Delivers as a commit on a branch of another repository.
///
/// A repository of this machine is written directly, through libgit2. To any other the `git`
/// program pushes, for only it knows the user's keys, credential helpers, and proxies; what it
/// pushes is put together in a repository in memory, never on a disk.
struct GitDelivery {
  let target: String
  let url: String
  let branch: String?
  let folder: String?
  let surroundings: Delivery.Surroundings

  /// Commits the files that differ; where none does, commits nothing.
  func deliver(_ files: [Delivery.File]) throws(Failure) -> [Bool] {
    if let branch { try Self.requireBranchName(branch) }
    let parts = folder.map { $0.split(separator: "/", omittingEmptySubsequences: false) } ?? []
    guard parts.allSatisfy({ !["", ".", ".."].contains($0) && $0.lowercased() != ".git" }) else {
      throw Failure(
        .invalid, "the target's path must be a folder in the repository, without . and ..")
    }
    switch try RepositoryAddress(url, root: surroundings.root) {
    case .local(let path): return try deliver(files, intoRepositoryAt: path)
    case .remote(let url): return try deliver(files, toRemote: url)
    }
  }

  private static func requireBranchName(_ name: String) throws(Failure) {
    let forbidden = [" ", "~", "^", ":", "?", "*", "[", "\\", "..", "@{", "//"]
    guard !name.hasPrefix("-"), !name.hasPrefix("/"), !name.hasSuffix("/"), !name.hasSuffix("."),
      !name.hasSuffix(".lock"), !forbidden.contains(where: name.contains)
    else { throw Failure(.invalid, "the target's branch is no name of a branch") }
  }

  // A repository of this machine

  private func deliver(_ files: [Delivery.File], intoRepositoryAt path: String) throws(Failure)
    -> [Bool]
  {
    let repository: Repository
    let head: Head
    do {
      repository = try Repository(at: path)
      head = try repository.head()
    } catch {
      throw Failure(.system, "cannot open the repository \(url): \(error.message)")
    }
    guard
      FileReader.resolved(repository.commonFolder)
        != FileReader.resolved(
          surroundings.gitFolder)
    else {
      throw Failure(.invalid, "the target is this repository, where values must not be in clear")
    }
    let reference: String
    if let branch {
      reference = "refs/heads/\(branch)"
    } else if let name = head.reference {
      reference = name
    } else {
      throw Failure(.invalid, "\(url) is on no branch: give the target a branch")
    }
    // As git refuses a push there: the files of the work tree would seem to be changed back.
    guard repository.isBare || head.reference != reference else {
      throw Failure(
        .conflict,
        "the branch \(Self.short(reference)) is checked out in \(url): use a bare repository, or"
          + " another branch")
    }
    let shared = SharedReference(reference, in: repository)
    for _ in 0..<10 {
      let commit = try commit(files, to: reference, in: repository)
      guard let tip = commit.new else { return commit.changes }
      if try shared.move(to: tip, expecting: commit.old) { return commit.changes }
    }
    throw Failure(.conflict, "others keep pushing to \(Self.short(reference)) of \(url): try again")
  }

  /// Stores a commit with the files on top of a branch; `new` is `nil` where nothing differs.
  private func commit(
    _ files: [Delivery.File], to reference: String, in repository: Repository
  ) throws(Failure) -> (old: ObjectID?, new: ObjectID?, changes: [Bool]) {
    do throws(GitError) {
      let tip = try repository.target(of: reference)
      var updates: [TreeUpdate] = []
      var changes: [Bool] = []
      for file in files {
        let path = folder.map { "\($0)/\(file.path)" } ?? file.path
        let blob = try Self.store(file.contents.bytes, in: repository)
        let present = try tip.map { tip throws(GitError) in
          try repository.blob(of: path, at: tip)
        }
        let isNew = present != .some(.some(blob))
        changes.append(isNew)
        if isNew { updates.append(TreeUpdate(path: path, blob: blob)) }
      }
      guard !updates.isEmpty else { return (tip, nil, changes) }
      let tree = try repository.write(tree: updates, on: tip)
      let commit = try repository.write(
        commit: CommitContents(
          tree: tree, parents: tip.map { [$0] } ?? [], author: surroundings.author,
          committer: surroundings.author,
          message: message(zip(files, changes).filter(\.1).map(\.0))))
      return (tip, commit, changes)
    } catch { throw refused(error) }
  }

  private static func store(_ contents: borrowing SecretBytes, in repository: Repository)
    throws(GitError) -> ObjectID
  { try repository.write(blob: contents.bytes) }

  private func message(_ files: [Delivery.File]) -> String {
    let subject =
      files.count == 1
      ? "credtree: sync \(files[0].path)" : "credtree: sync \(files.count) files"
    return subject + "\n\n" + files.map { "\($0.path): \($0.artifact)\n" }.joined()
  }

  private func refused(_ error: GitError) -> Failure {
    Failure(.system, "\(url) could not be written: \(error.message)")
  }

  static func short(_ reference: String) -> String {
    reference.hasPrefix("refs/heads/") ? String(reference.dropFirst(11)) : reference
  }

  // Any other repository

  private func deliver(_ files: [Delivery.File], toRemote url: String) throws(Failure) -> [Bool] {
    let remote = GitProgram(url: url)
    let scratch = try MemoryFolder()
    let local = "refs/heads/credtree-target"
    try remote.run(["init", "--quiet", "--bare", "--template=", "--", scratch.path], in: nil)
    let repository: Repository
    do { repository = try Repository(at: scratch.path) } catch { throw refused(error) }
    for attempt in 0..<3 {
      let (name, exists) = try remote.branch(named: branch)
      if exists {
        try remote.run(
          ["fetch", "--quiet", "--depth=1", "--no-tags", "--", url, "+\(name):\(local)"],
          in: scratch.path)
      }
      let commit = try commit(files, to: local, in: repository)
      guard let new = commit.new else { return commit.changes }
      do throws(Failure) {
        try remote.run(
          ["push", "--quiet", "--", url, "\(new):\(name)"], in: scratch.path)
        return commit.changes
      } catch {
        // Somebody else may have pushed in the meantime.
        if attempt == 2 { throw error }
      }
    }
    return files.map { _ in false }
  }
}
