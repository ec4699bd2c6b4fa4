public import Credentials
internal import Files
public import Git

extension Store {
  /// The reference that holds the ``DeliveryState``; it can be pushed and fetched like a branch.
  public static let stateReference = "refs/credtree/state"
  private static let stateFile = "sync.json"

  /// What was delivered so far.
  ///
  /// - Throws: ``Credentials/Failure`` with code `system` if git refuses.
  public func deliveryState() throws(Failure) -> DeliveryState {
    let repository = try repository()
    return try reportingGit { () throws(GitError) in
      guard let commit = try repository.target(of: Self.stateReference),
        let text = try repository.contents(of: Self.stateFile, at: commit)
      else { return DeliveryState() }
      return DeliveryState(reading: text)
    }
  }

  /// Changes the state, whoever else changes it at the same time.
  ///
  /// - Parameters:
  ///   - subject: What the commit of the state says.
  ///   - change: Changes the state; called again if somebody else was faster.
  /// - Throws: ``Credentials/Failure`` with code `system` if git refuses, `conflict` if others
  ///   keep changing it.
  public func updateDeliveryState(
    _ subject: String, _ change: (inout DeliveryState) -> Void
  ) throws(Failure) {
    let repository = try repository()
    let author = try deliverySignature()
    let reference = SharedReference(Self.stateReference, in: repository)
    for _ in 0..<200 {
      let tip = try reference.target()
      let new = try reportingGit { () throws(GitError) in
        let old = try tip.map { commit throws(GitError) in
          try repository.contents(of: Self.stateFile, at: commit) ?? []
        }
        var state = DeliveryState(reading: old ?? [])
        change(&state)
        let text = state.text
        if text == old { return ObjectID?.none }
        let blob = try repository.write(blob: text.span)
        let tree = try repository.write(
          tree: [TreeUpdate(path: Self.stateFile, blob: blob)], on: tip)
        return try repository.write(
          commit: CommitContents(
            tree: tree, parents: tip.map { [$0] } ?? [], author: author, committer: author,
            message: subject))
      }
      guard let new else { return }
      if try reference.move(to: new, expecting: tip) { return }
    }
    throw Failure(.conflict, "other processes keep changing \(Self.stateReference): try again")
  }

  /// Who commits of deliveries are by: whoever git knows, or else the program.
  public func deliverySignature() throws(Failure) -> Signature {
    let repository = try repository()
    let authorship = Authorship(member: nil)
    if let known = try? authorship.signatures(in: repository).committer { return known }
    let now = CommitTime.now
    return Signature(
      name: "credtree", email: "credtree@credtree.invalid", time: now.seconds, offset: now.offset)
  }

  /// Runs `body` while no other command of this clone writes outputs.
  ///
  /// - Throws: What `body` throws; ``Credentials/Failure`` with code `conflict` if another command
  ///   still writes after a minute.
  public func whileDelivering<Result>(_ body: () throws(Failure) -> Result) throws(Failure)
    -> Result
  {
    let folder = StateFolder(of: try repository()).path
    let lock = try reportingFiles { () throws(FileError) in
      try FileWriter.createFolders(folder)
      return try FileLock.acquire("\(folder)/outputs-guard", waitingAtMost: 60)
    }
    guard let lock else {
      throw Failure(.conflict, "another credtree command is writing outputs: try again")
    }
    let result: Swift.Result<Result, Failure>
    do throws(Failure) { result = .success(try body()) } catch { result = .failure(error) }
    lock.release()
    return try result.get()
  }
}
