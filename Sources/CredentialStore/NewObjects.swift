internal import Credentials
internal import Files
internal import Git

/// Where a transaction stores its blobs and trees: one by one, or many as one pack.
struct NewObjects {
  /// From so many files on, one pack is written instead of a file for each object.
  static let packThreshold = 100

  private let repository: Repository
  private let pack: ObjectPack?

  init(for changes: ChangeSet, in repository: Repository) throws(Failure) {
    self.repository = repository
    if changes.writes.count >= Self.packThreshold {
      let settings = StateFolder(of: repository).packSettings
      let text = Array(ObjectPack.settings.utf8)
      try reportingFiles { () throws(FileError) in
        try FileWriter.replace(settings, with: text.span, permissions: 0o644)
      }
      pack = try reportingGit { () throws(GitError) in
        try ObjectPack(for: repository, settingsFile: settings)
      }
    } else {
      pack = nil
    }
  }

  func add(_ contents: [UInt8], path: String) throws(Failure) -> ObjectID {
    try reportingGit { () throws(GitError) in
      if let pack { return try pack.add(blob: contents.span, path: path) }
      return try repository.write(blob: contents.span)
    }
  }

  func add(tree updates: [TreeUpdate], on commit: ObjectID?) throws(Failure) -> ObjectID {
    try reportingGit { () throws(GitError) in
      if let pack { return try pack.add(tree: updates, on: commit) }
      return try repository.write(tree: updates, on: commit)
    }
  }

  /// Makes everything readable for others; before, a journal must not name any of it.
  func finish() throws(Failure) {
    guard let pack else { return }
    try reportingGit { () throws(GitError) in try pack.store() }
  }
}
