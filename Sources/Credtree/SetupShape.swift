extension Setup {
  /// The result as `--json` prints it.
  public var document: Node {
    var members = [
      Member("root", .string(root)),
      Member(
        "message", .string(isUnchanged ? "Already set up" : "Repository set up successfully")),
    ]
    func add(_ key: String, _ text: String?) {
      if let text { members.append(Member(key, .string(text))) }
    }
    add("member", member)
    add("recipient", recipient)
    add("identityFile", identityFile)
    add("commit", commit)
    if !gitConfig.isEmpty {
      members.append(Member("gitConfig", .array(gitConfig.map { .string($0) })))
    }
    return .object(members)
  }

  /// The result for people, and what to do next.
  public var text: String {
    guard let member, let recipient else {
      guard !gitConfig.isEmpty else { return "\(root) is set up already; nothing changed\n" }
      let names = gitConfig.joined(separator: ", ")
      return "\(root) is set up already; told this clone's git of our drivers: \(names)\n"
    }
    return """
      set up \(root); \(member) reads it with \(recipient)
      next: credtree create container-registry docker-hub username=NAME

      """
  }
}
