/// Two states of the repository to compare, as `git diff` takes them.
public struct RevisionRange: Hashable, Sendable {
  /// One of the states.
  public enum Endpoint: Hashable, Sendable {
    /// A commit or a tree; `nil` is the empty tree.
    case commit(ObjectID?)
    /// What is staged. Only as the state after.
    case index
    /// The files in the work tree. Only as the state after.
    case workTree
  }

  /// The state before.
  public let from: Endpoint
  /// The state after.
  public let to: Endpoint

  /// Creates a range.
  public init(from: Endpoint, to: Endpoint) {
    self.from = from
    self.to = to
  }
}

extension Repository {
  /// Reads a range as `git diff` does.
  ///
  /// `A..B` compares two revisions, `A...B` what B has since it left A; a side left out is
  /// `HEAD`, and one of forty zeros nothing at all. One revision is compared with the work tree,
  /// and so is `HEAD` where `text` is `nil`.
  ///
  /// - Throws: ``GitError`` with code `notFound` or `ambiguous` if a side names no commit, or
  ///   `A...B` have no common ancestor.
  public func range(_ text: String?) throws(GitError) -> RevisionRange {
    guard let text, !text.isEmpty else {
      return RevisionRange(from: .commit(try head().commit), to: .workTree)
    }
    if let sides = Self.split(text, at: "...") {
      guard let first = try commit(sides.0), let second = try commit(sides.1) else {
        return RevisionRange(from: .commit(nil), to: .commit(try commit(sides.1)))
      }
      guard let base = try knownMergeBase(of: first, second) else {
        throw GitError(
          .notFound, in: "git_merge_base",
          "\(sides.0) and \(sides.1) have no common ancestor: compare them with two dots")
      }
      return RevisionRange(from: .commit(base), to: .commit(second))
    }
    if let sides = Self.split(text, at: "..") {
      return RevisionRange(from: .commit(try commit(sides.0)), to: .commit(try commit(sides.1)))
    }
    return RevisionRange(from: .commit(try resolve(text)), to: .workTree)
  }

  /// The commit that a side of a range names, or `nil` for the zeros that git gives its hooks in
  /// the place of a branch that is not there.
  private func commit(_ side: String) throws(GitError) -> ObjectID? {
    if let id = ObjectID(side), id.isZero { return nil }
    return try resolve(side)
  }

  /// The best common ancestor, which a shallow clone perhaps does not have.
  private func knownMergeBase(of first: ObjectID, _ second: ObjectID) throws(GitError)
    -> ObjectID?
  {
    let isShallow = try isShallow()
    do throws(GitError) {
      let base = try mergeBase(of: first, second)
      if base != nil || !isShallow { return base }
    } catch { guard isShallow else { throw error } }
    throw GitError(
      .notFound, in: "git_merge_base",
      "the common ancestor is beyond this shallow clone; run 'git fetch --unshallow'")
  }

  private static func split(_ text: String, at dots: String) -> (String, String)? {
    let bytes = Array(text.utf8)
    let pattern = Array(dots.utf8)
    guard bytes.count >= pattern.count,
      let start = (0...(bytes.count - pattern.count)).first(where: { start in
        bytes[start..<(start + pattern.count)].elementsEqual(pattern)
      })
    else { return nil }
    func side(_ part: ArraySlice<UInt8>) -> String {
      part.isEmpty ? "HEAD" : String(decoding: part, as: UTF8.self)
    }
    return (side(bytes[..<start]), side(bytes[(start + pattern.count)...]))
  }
}
