extension SemanticDiff {
  /// The differences as a comment on a pull request.
  ///
  /// Whatever comes from the repository is inert in it: no markup, link, mention, or HTML.
  public var markdown: String {
    guard !isEmpty else { return "### Credentials: no change\n" }
    var text = "### Credentials: \(headline)\n\n"
    let worries = allWorries
    if !worries.isEmpty {
      text += "**To look at**\n\n"
      for (credential, worry) in worries {
        let mark = worry.severity == .error ? "🔴" : "🟡"
        let place = credential.map { "\(MarkdownText.code($0)): " } ?? ""
        text += "- \(mark) \(place)\(MarkdownText.of(worry.message))\n"
      }
      text += "\n"
    }
    for credential in credentials { text += credential.markdown }
    if !policy.isEmpty {
      text += "#### Policy (`credtree.yaml`)\n\n" + DiffLine.table(policy.lines)
    }
    if !types.isEmpty {
      text += "#### Types\n\n"
      for type in types {
        text += "- \(MarkdownText.code(type.path)): \(type.change.rawValue)\n"
      }
      text += "\n"
    }
    if !commits.isEmpty {
      text += "#### Commits\n\n| commit | subject | author | signature |\n|---|---|---|---|\n"
      for commit in commits {
        let cells = [commit.subject, commit.author, commit.signature].map(MarkdownText.of)
        text += "| \(commit.short) | \(cells.joined(separator: " | ")) |\n"
      }
      text += "\n"
    }
    return text + "Secret values are never shown.\n"
  }

  /// How many credentials were created, changed, and so on.
  var headline: String {
    var counts: [String] = []
    for (change, word) in [
      (CredentialDiff.Change.added, "created"), (.changed, "changed"), (.renamed, "renamed"),
      (.removed, "deleted"), (.unreadable, "unreadable"),
    ] {
      let count = credentials.count { $0.change == change }
      if count > 0 { counts.append("\(count) \(word)") }
    }
    if !policy.isEmpty { counts.append("policy changed") }
    if !types.isEmpty { counts.append("types changed") }
    return counts.joined(separator: ", ")
  }
}

extension CredentialDiff {
  fileprivate var markdown: String {
    var title = "#### \(MarkdownText.code(name))"
    if let oldName { title += ", was \(MarkdownText.code(oldName))" }
    var facts: [String] = []
    if let type { facts.append(MarkdownText.of(type)) }
    switch (revisions.from, revisions.to) {
    case (let from?, let to?) where from != to: facts.append("r\(from) → r\(to)")
    case (nil, let to?): facts.append("r\(to)")
    default: break
    }
    facts.append(aspectsInWords)
    return "\(title) — \(facts.joined(separator: ", "))\n\n\(DiffLine.table(lines))"
  }
}

extension DiffLine {
  /// Lines as a table of what was and what is.
  static func table(_ lines: [DiffLine]) -> String {
    guard !lines.isEmpty else { return "" }
    var text = "| | before | after |\n|---|---|---|\n"
    for line in lines {
      let label = MarkdownText.of(line.label)
      if let words = line.words {
        text += "| \(label) | | \(MarkdownText.of(words)) |\n"
      } else {
        let (from, to) = (line.from.map(MarkdownText.code), line.to.map(MarkdownText.code))
        text += "| \(label) | \(from ?? "") | \(to ?? "") |\n"
      }
    }
    return text + "\n"
  }
}
