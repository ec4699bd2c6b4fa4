internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Git

/// Which policy was in force where.
struct PolicyHistory {
  private let repository: Repository
  private let root: ObjectID
  private var parsed: [ObjectID: Configuration] = [:]
  private var unreadable: Set<ObjectID> = []
  private var inForce: [ObjectID: Configuration?] = [:]
  private var descends: [ObjectID: Bool] = [:]

  init(_ repository: Repository, root: ObjectID) {
    self.repository = repository
    self.root = root
  }

  /// The policy that a commit's own file says, or `nil` where it has none that can be read.
  mutating func written(in commit: ObjectID) throws(Failure) -> Configuration? {
    do {
      guard let blob = try repository.blob(of: Configuration.fileName, at: commit) else {
        return nil
      }
      if let known = parsed[blob] { return known }
      guard !unreadable.contains(blob) else { return nil }
      let text = try repository.contents(ofBlob: blob)
      guard let read = try? Configuration.parse(text.span, file: Configuration.fileName) else {
        unreadable.insert(blob)
        return nil
      }
      parsed[blob] = read
      return read
    } catch { throw Failure(error) }
  }

  /// The policy by which what follows a commit is judged: the last one that somebody made who
  /// might.
  ///
  /// For a commit that was not judged, because it was before, that is the one it says.
  mutating func policy(after commit: ObjectID) throws(Failure) -> Configuration? {
    if let known = inForce[commit] { return known }
    let written = try written(in: commit)
    inForce[commit] = .some(written)
    return written
  }

  mutating func set(_ policy: Configuration?, after commit: ObjectID) {
    inForce[commit] = .some(policy)
  }

  /// Whether a commit is the trust root or follows it.
  mutating func isRooted(_ commit: ObjectID) throws(Failure) -> Bool {
    if commit == root { return true }
    if let known = descends[commit] { return known }
    let answer: Bool
    do { answer = try repository.commit(commit, follows: root) } catch {
      guard error.code == .notFound, (try? repository.isShallow()) == true else {
        throw Failure(error)
      }
      throw Verification.shallow
    }
    descends[commit] = answer
    return answer
  }

  mutating func setRooted(_ commit: ObjectID, _ isRooted: Bool) { descends[commit] = isRooted }
}
