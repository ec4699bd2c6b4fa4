internal import Git

/// A branch or a tag that is pushed.
struct PushedReference {
  /// What it names now, or an id of zeros where it is deleted.
  let new: String
  /// What it named before, or an id of zeros where it is new.
  let old: String
  /// The name that it has where it is pushed to.
  let name: String
  /// Whether the repository is the one that pushes.
  let isOutgoing: Bool

  /// Reads what a `pre-receive` hook gets.
  static func received(_ lines: String) throws(Failure) -> [PushedReference] {
    try read(lines, words: 3, "--pre-receive reads lines of OLD NEW REFERENCE") {
      PushedReference(new: $0[1], old: $0[0], name: $0[2], isOutgoing: false)
    }
  }

  /// Reads what a `pre-push` hook gets.
  static func outgoing(_ lines: String) throws(Failure) -> [PushedReference] {
    try read(lines, words: 4, "--pre-push reads lines of REFERENCE NEW REMOTE-REFERENCE OLD") {
      PushedReference(new: $0[1], old: $0[3], name: $0[2], isOutgoing: true)
    }
  }

  private static func read(
    _ lines: String, words count: Int, _ form: String, _ make: ([String]) -> PushedReference
  ) throws(Failure) -> [PushedReference] {
    var references: [PushedReference] = []
    for line in lines.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == count else {
        throw Failure(.usage, "\(form) from standard input, as git gives them to that hook")
      }
      references.append(make(words))
    }
    return references
  }

  /// The commit that is pushed, and the one that it is held against; `nil` for nothing to check.
  ///
  /// - Throws: ``Failure`` with code `not_found` for a commit that does not exist, `system` if git
  ///   refuses.
  func commits(in repository: Repository) throws(Failure) -> (new: ObjectID, old: ObjectID?)? {
    guard let new = try commit(new, in: repository) else { return nil }
    do {
      if let old = try commit(old, in: repository) { return (new, old) }
    } catch {
      // What the other side has may not have been fetched.
      guard isOutgoing, error.code == .notFound else { throw error }
    }
    return (new, try base(of: new, in: repository))
  }

  /// The commit of an id, or `nil` for none: also for a tag of something else.
  private func commit(_ id: String, in repository: Repository) throws(Failure) -> ObjectID? {
    guard id.utf8.contains(where: { $0 != UInt8(ascii: "0") }) else { return nil }
    do { return try repository.resolve(id) } catch {
      guard error.operation == "git_object_peel" else { throw Failure(error) }
      return nil
    }
  }

  /// Where new commits leave what was known before: the latest such place.
  private func base(of commit: ObjectID, in repository: Repository) throws(Failure) -> ObjectID? {
    let prefix = isOutgoing ? "refs/remotes/" : "refs/heads/"
    do {
      var best: ObjectID?
      var seen: Set<ObjectID> = []
      for branch in try repository.branches() where branch.reference.hasPrefix(prefix) {
        guard seen.insert(branch.commit).inserted,
          let base = try repository.mergeBase(of: branch.commit, commit), base != best
        else { continue }
        if let known = best, try !repository.commit(base, follows: known) { continue }
        best = base
      }
      return best
    } catch { throw Failure(error) }
  }
}
