extension ChangeLog {
  /// The commits as `--json` prints them.
  public var document: Node {
    .object([
      Member(
        "commits",
        .array(
          entries.map { entry in
            .object((entry.commit.document.object ?? []) + entry.diff.members)
          }))
    ])
  }

  /// The commits for people, without colours.
  public var text: String { text(in: .plain) }

  /// The commits for people.
  public func text(in style: TerminalStyle) -> String {
    guard !entries.isEmpty else { return "no commit changed a credential\n" }
    return entries.map { entry in
      let commit = entry.commit
      var text = style.paragraph(
        "commit [\(commit.short)] \(commit.date) \(commit.author), \(commit.signature)", .title,
        indent: 0)
      text += style.paragraph(commit.subject, nil, indent: 4)
      return text + "\n" + entry.diff.text(in: style)
    }.joined(separator: "\n")
  }

  /// The commits as Markdown, in which whatever comes from the repository is inert.
  public var markdown: String {
    guard !entries.isEmpty else { return "### Credentials: no change\n" }
    return entries.map { entry in
      let commit = entry.commit
      return "## \(commit.short) \(MarkdownText.of(commit.subject))\n\n"
        + "\(commit.date), \(MarkdownText.of(commit.author)), "
        + "\(MarkdownText.of(commit.signature))\n\n" + entry.diff.markdown
    }.joined(separator: "\n")
  }

  /// The commits as one page that loads nothing, runs nothing, and can be printed.
  public var html: String {
    let sections = entries.map { entry in
      let commit = entry.commit
      return "<section><h2>\(commit.short) \(HTMLText.of(commit.subject))</h2>\n"
        + "<p>\(commit.date), \(HTMLText.of(commit.author)), \(HTMLText.of(commit.signature))</p>\n"
        + "\(entry.diff.htmlBody(headings: 3))</section>\n"
    }
    let body = sections.isEmpty ? "<p>No commit changed a credential.</p>\n" : sections.joined()
    return HTMLPage.page(titled: "Credential history", body: body)
  }
}
