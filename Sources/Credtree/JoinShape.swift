extension RequestMade {
  /// The request as `--json` prints it.
  public var document: Node {
    var members = [
      Member("member", .string(request.name)),
      Member("message", .string(isUnchanged ? "No changes" : "Request made successfully")),
      Member("path", .string(path)),
    ]
    members += request.keyMembers
    if let identityFile { members.append(Member("identityFile", .string(identityFile))) }
    if let commit { members.append(Member("commit", .string(commit))) }
    return .object(members)
  }

  /// The request for people, and what to do next.
  public var text: String {
    let place = commit.map { " [\($0.prefix(10))]" } ?? (isUnchanged ? "" : " (staged)")
    var lines = [
      isUnchanged
        ? "\(path) asks for this already; nothing changed"
        : "\(request.name) asks to join: \(path)\(place)"
    ]
    for key in (request.keys + request.signing).map(PublicKey.init) {
      lines.append("  \(key.kind) \(key.comparable)")
    }
    lines += [
      "next: push this; then somebody who has access compares the key with you and runs "
        + "'credtree member approve \(request.name)'"
    ]
    return lines.joined(separator: "\n") + "\n"
  }
}

extension JoinRequest {
  fileprivate var keyMembers: [Member] {
    func documents(_ texts: [String]) -> Node { .array(texts.map { PublicKey($0).document }) }
    return [Member("keys", documents(keys)), Member("signing", documents(signing))]
  }
}

/// The requests to join, as they are shown.
public struct RequestList: Sendable {
  /// The requests, by name.
  public let requests: [PendingRequest]

  /// The list as `--json` prints it.
  public var document: Node {
    .object([
      Member("requests", .array(requests.map(document))), Member("total", .int(requests.count)),
    ])
  }

  private func document(_ pending: PendingRequest) -> Node {
    var members = [
      Member("name", .string(pending.name)), Member("existingMember", .bool(pending.isMember)),
    ]
    if let request = pending.request {
      members += request.keyMembers
      members.append(Member("createdAt", .string(request.createdAt.description)))
    }
    if let author = pending.author { members.append(Member("author", .string(author))) }
    if let commit = pending.commit { members.append(Member("commit", .string(commit))) }
    if !pending.problems.isEmpty {
      members.append(Member("problems", .array(pending.problems.map(\.document))))
    }
    return .object(members)
  }

  /// The list as a table for people, a line for each key.
  public var text: String {
    guard !requests.isEmpty else { return "nobody asks to join\n" }
    var rows: [[String]] = []
    for pending in requests {
      let name = pending.isMember ? "\(pending.name) (a member)" : pending.name
      let author = pending.author ?? ""
      guard let request = pending.request else {
        let problem = pending.problems.first?.text ?? "cannot be read"
        rows.append([name, "not a request", problem, author])
        continue
      }
      let keys =
        request.keys.map { ("opens", PublicKey($0)) }
        + request.signing.map { ("signs", PublicKey($0)) }
      for (index, (use, key)) in keys.enumerated() {
        rows.append(
          [index == 0 ? name : "", "\(use), \(key.kind)", key.fingerprint]
            + (index == 0 ? [author] : []))
      }
    }
    return TextTable(header: ["NAME", "USE", "KEY", "COMMITTED BY"], rows: rows).text
      + "approve one with 'credtree member approve NAME'\n"
  }
}
