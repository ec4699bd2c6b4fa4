extension SemanticDiff {
  /// Hosting sites take comments of 65,536 characters; so many bytes leave room for the rest.
  private static let markdownLimit = 48_000
  /// So many commits are named in a comment.
  private static let markdownCommits = 50

  /// The differences as a comment on a pull request.
  ///
  /// Whatever comes from the repository is inert in it: no markup, link, mention, or HTML.
  public var markdown: String {
    guard !isEmpty else { return "### Credentials: no change\n" }
    var text = "### Credentials: \(headline)\n\n"
    let worries = allWorries
    if !worries.isEmpty {
      text += "**To look at**\n\n"
      for (index, (credential, worry)) in worries.enumerated() {
        guard text.utf8.count < Self.markdownLimit / 2 else {
          text += "- … and \(worries.count - index) more\n"
          break
        }
        let mark = worry.severity == .error ? "🔴" : "🟡"
        let place = credential.map { "\(MarkdownText.code($0)): " } ?? ""
        text += "- \(mark) \(place)\(MarkdownText.of(worry.message))\n"
      }
      text += "\n"
    }
    var shown = 0
    for credential in credentials {
      let section = credential.markdown
      guard text.utf8.count + section.utf8.count < Self.markdownLimit else { break }
      text += section
      shown += 1
    }
    if shown < credentials.count {
      text += "… and \(credentials.count - shown) more credentials; `credtree diff` shows them.\n\n"
    }
    if !policy.isEmpty {
      text += "#### Policy (`credtree.yaml`)\n\n" + DiffLine.table(policy.lines + policy.grantLines)
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
      for commit in commits.prefix(Self.markdownCommits) {
        let cells = [commit.subject, commit.author, commit.signature].map(MarkdownText.of)
        text += "| \(commit.short) | \(cells.joined(separator: " | ")) |\n"
      }
      let rest = commits.count - Self.markdownCommits
      text += rest > 0 ? "\n… and \(rest) more commits.\n\n" : "\n"
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
