internal import Configuration
public import CredentialStore
public import Credentials
public import Documents
internal import Git

/// A request to join, as it was made.
public struct RequestMade: Hashable, Sendable {
  /// The request.
  public let request: JoinRequest
  /// The path of its file from the repository's root.
  public let path: String
  /// The file that a new identity was written to, if one was.
  public let identityFile: String?
  /// The commit, or `nil` where nothing was committed.
  public let commit: String?
  /// Whether the same request was there already.
  public let isUnchanged: Bool
}

/// A request to join that waits for an answer.
public struct PendingRequest: Hashable, Sendable {
  /// The name that its file gives it.
  public let name: String
  /// The request, or `nil` where the file is no request.
  public let request: JoinRequest?
  /// The file's bytes.
  let contents: [UInt8]
  /// What is wrong with the file.
  public let problems: [Problem]
  /// Who says to have committed it, as `NAME <EMAIL>`, where history tells.
  public let author: String?
  /// The commit that brought it.
  public let commit: String?
  /// Whether the name is a member's, to whom the keys would be added.
  public let isMember: Bool
}

extension Store {
  /// Asks to be let in: writes a request with public keys, in one commit.
  ///
  /// - Parameters:
  ///   - name: The name to be known by.
  ///   - keys: The keys; without one that opens files, the user's own identity is taken, and made
  ///     where there is none.
  ///   - identityFile: The file that the user asked for, whose identity comes first.
  ///   - asMember: Whether the name may be a member's who gets one more key.
  ///   - options: How the change is recorded.
  /// - Returns: What was done.
  /// - Throws: ``Failure`` with code `invalid` for a name, `duplicate` for a name that is taken or a
  ///   key that a member has, `system` if git or the system refuses.
  public func join(
    as name: String, with keys: KeyInput, identityFile: String?, asMember: Bool = false,
    options: MutationOptions
  ) throws(Failure) -> RequestMade {
    try requireName(name, mayBeMember: asMember, repeating: "join \(name) --existing")
    var own: OwnIdentity?
    var input = keys
    if keys.keys.isEmpty {
      own = try OwnIdentity(in: try keyRing(), askedFor: identityFile)
      if own == nil { own = try OwnIdentity(writingNew: ()) }
      if let own { input = KeyInput(checkedKeys: [own.recipient], signing: keys.signing) }
    }
    do throws(Failure) {
      try configuration.requireUnheld(input, by: name)
      if let member = configuration.member(named: name),
        input.keys.allSatisfy(member.keys.contains),
        input.signing.allSatisfy(member.signing.contains)
      {
        throw Failure(.duplicate, "\(name) has these keys already; there is nothing to ask for")
      }
      return try record(
        JoinRequest(
          name: name, keys: input.keys, signing: input.signing, createdAt: Timestamp.now),
        identityFile: own?.newFile, options)
    } catch {
      own?.discard()
      throw error
    }
  }

  private func record(
    _ request: JoinRequest, identityFile: String?, _ options: MutationOptions
  ) throws(Failure) -> RequestMade {
    let path = JoinRequest.path(of: request.name)
    var made = request
    let result = try record(options, by: request.name) { snapshot throws(Failure) in
      let present = try snapshot.contents(of: path)
      if let present, let former = try? JoinRequest(present, name: request.name),
        former.keys == request.keys, former.signing == request.signing
      {
        made = former
        return nil
      }
      return ChangeSet(
        writes: [path: request.serialized()],
        message: CommitMessage(options.subject ?? "credtree: request to join of \(request.name)"))
    }
    var commit: String?
    if case .committed(let id, _) = result { commit = id.description }
    return RequestMade(
      request: made, path: path, identityFile: identityFile, commit: commit,
      isUnchanged: result == .unchanged)
  }

  private func requireName(_ name: String, mayBeMember: Bool, repeating command: String)
    throws(Failure)
  {
    if let member = configuration.member(named: name) {
      guard !mayBeMember else { return }
      throw Failure(
        .duplicate,
        "\(member.name) is a member already; where that is you with another key, repeat it as "
          + "'credtree \(command)'")
    }
    try configuration.requireFree(name)
  }

  /// The requests that are committed, by name.
  ///
  /// - Throws: ``Failure`` with code `system` if git cannot read them.
  public func pendingRequests() throws(Failure) -> [PendingRequest] {
    let repository = try repository()
    let head: ObjectID?
    do { head = try repository.head().commit } catch { throw Failure(error) }
    guard let head else { return [] }
    let prefix = "\(JoinRequest.folder)/"
    var pending: [PendingRequest] = []
    do throws(GitError) {
      for (path, blob) in try repository.files(under: JoinRequest.folder, at: head) {
        guard path.hasPrefix(prefix), path.hasSuffix(".json") else { continue }
        let name = String(path.dropFirst(prefix.utf8.count).dropLast(5))
        pending.append(
          try self.pending(name, try repository.contents(ofBlob: blob), path, in: repository))
      }
    } catch { throw Failure(error) }
    return pending
  }

  private func pending(
    _ name: String, _ text: [UInt8], _ path: String, in repository: Repository
  ) throws(GitError) -> PendingRequest {
    var request: JoinRequest?
    var problems: [Problem] = []
    do throws(Failure) { request = try JoinRequest(text, name: name) } catch {
      problems = error.details
    }
    let last = try repository.history(of: path, limit: 1).commits.first
    return PendingRequest(
      name: name, request: request, contents: text, problems: problems,
      author: last.map { Self.oneLine("\($0.author.name) <\($0.author.email)>") },
      commit: last?.commit.description, isMember: configuration.member(named: name) != nil)
  }

  // Whoever made the commit chose the text, and it is shown before a question.
  private static func oneLine(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter { scalar in
          switch scalar.properties.generalCategory {
          case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
          default: true
          }
        }))
  }
}
