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
      var done: [String] = []
      if let commit { done.append("wrote our block of .gitattributes [\(commit.prefix(10))]") }
      if !gitConfig.isEmpty {
        let names = gitConfig.joined(separator: ", ")
        done.append("told this clone's git of our drivers: \(names)")
      }
      let what = done.isEmpty ? "nothing changed" : done.joined(separator: "; ")
      return "\(root) is set up already; \(what)\n"
    }
    return """
      set up \(root); \(member) reads it with \(recipient)
      next: credtree create container-registry docker-hub username=NAME

      """
  }
}
