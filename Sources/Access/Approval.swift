public import Configuration
public import CredentialStore
public import Credentials
internal import Documents

/// How a request to join is answered.
public struct Approval: Hashable, Sendable {
  /// What the member may do; `nil` is viewer for a new member.
  public var role: Role?
  /// The teams that the member joins.
  public var teams: [String]
  /// Whether the name may be a member's, to whom the keys are added.
  public var addsToMember: Bool

  /// Creates an answer.
  public init(role: Role? = nil, teams: [String] = [], addsToMember: Bool = false) {
    self.role = role
    self.teams = teams
    self.addsToMember = addsToMember
  }
}

extension Store {
  /// Turns a request into access, and removes it, in one commit.
  ///
  /// The keys are shown first, and the user is asked, unless the options accept readers. What
  /// was shown is what gets in: a request that has changed since is a conflict.
  ///
  /// - Parameters:
  ///   - name: The request's name.
  ///   - approval: How it is answered.
  ///   - options: How the change is recorded.
  ///   - rekeys: Whether the files are made to match in the same commit.
  /// - Returns: What was done.
  /// - Throws: ``Failure`` with code `not_found` for an unknown request, `invalid` for a file that
  ///   is none, `duplicate` for the name of a member that was not expected, `forbidden` if the
  ///   user does not agree or cannot be asked; else as ``add(_:options:rekeys:)``.
  public func approve(
    _ name: String, _ approval: Approval, options: MutationOptions, rekeys: Bool = true
  ) throws(Failure) -> MembershipChange {
    let all = try pendingRequests()
    guard let pending = all.first(where: { $0.name == name }) else {
      let near = NearNames.hint(for: name, among: all.map(\.name))
      let hint = near.isEmpty ? "; 'credtree member approve' lists those that are committed" : near
      throw Failure(.notFound, "there is no such request to join\(hint)")
    }
    guard let request = pending.request else {
      throw Failure(
        .invalid, "\(JoinRequest.path(of: name)) is not a request to join; remove it",
        details: pending.problems)
    }
    guard approval.addsToMember || !pending.isMember else {
      throw Failure(
        .duplicate,
        "\(name) is a member already, and this request would add keys to that member; where it "
          + "is the same person, repeat the command with --existing")
    }
    guard !approval.addsToMember || pending.isMember else {
      throw Failure(.notFound, "there is no member '\(name)' to add keys to; leave --existing out")
    }
    let addition = MemberAddition(
      name: name, role: approval.role,
      keys: KeyInput(checkedKeys: request.keys, signing: request.signing), teams: approval.teams)
    if !options.acceptsNewReaders {
      let question = Self.question(pending, request, approval)
      guard let confirm = options.confirmsNewReaders, confirm(question + "Let them in?") else {
        throw Failure(
          .forbidden,
          question + "compare the keys with \(name), then repeat the command with --yes")
      }
    }
    return try add(
      addition, deleting: [JoinRequest.path(of: name): pending.contents], verb: "approve",
      options: options,
      rekeys: rekeys)
  }

  /// What is asked for, in full.
  private static func question(
    _ pending: PendingRequest, _ request: JoinRequest, _ approval: Approval
  ) -> String {
    var lines: [String] = []
    if pending.isMember {
      lines.append("\(request.name) is a member and asks for more keys:")
    } else {
      let role = (approval.role ?? .viewer).rawValue
      let teams = approval.teams.isEmpty ? "" : " in \(approval.teams.joined(separator: ", "))"
      lines.append("\(request.name) asks to join, as \(role)\(teams):")
    }
    for key in request.keys.map(PublicKey.init) {
      lines.append("  opens files: \(key.kind) \(key.comparable)")
    }
    for key in request.signing.map(PublicKey.init) {
      lines.append("  signs commits: \(key.kind) \(key.comparable)")
    }
    if let author = pending.author, let commit = pending.commit {
      lines.append("  committed by \(author) in \(commit.prefix(10)), which anybody can claim")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
