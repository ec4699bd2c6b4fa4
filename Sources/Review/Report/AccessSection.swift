internal import Access
internal import Configuration

/// Who may read and change what.
struct AccessSection {
  let contents: ReportContents

  var html: String {
    var head = ""
    for member in contents.members {
      head +=
        "<th scope=\"col\">\(HTMLText.of(member.name))<br><span class=\"sub\">"
        + "\(HTMLText.of(member.role))</span></th>"
    }
    var rows = ""
    for line in contents.rules {
      rows +=
        "<tr><th scope=\"row\"><span class=\"code\">\(HTMLText.of(line.access.rule.match.pattern))"
        + "</span><br><span class=\"sub\">\(HTMLText.count(line.credentials, "credential"))"
      if let quorum = line.access.quorum {
        rows += "; any \(quorum.threshold) of \(quorum.groups.count) groups"
      }
      rows += "</span></th>"
      for member in contents.members { rows += cell(line.access.rights[member.name]) }
      rows += "</tr>\n"
    }
    return """
      <section id="access" aria-labelledby="access-title">
      <h2 id="access-title">Access</h2>
      <p class="note">Rules of the policy in their order: the first whose pattern fits a credential's \
      name counts. \
      Who changes a credential reads it, too. Files that are encrypted to others are among the findings.</p>
      \(ReportPage.scrolling(
        "Access",
        """
        <table class="matrix">
        <caption>\(HTMLText.count(contents.rules.count, "rule")), \(HTMLText.count(contents.members.count, "member"))</caption>
        <thead><tr><th scope="col">Credentials</th>\(head)</tr></thead>
        <tbody>
        \(rows)</tbody>
        </table>
        """))
      </section>
      """
  }

  private func cell(_ right: RuleAccess.Right?) -> String {
    guard let right else { return "<td class=\"none\">–</td>" }
    switch right.reading {
    case .none: return "<td class=\"none\">–</td>"
    case .alone:
      return right.manages
        ? "<td><span class=\"mark edit\">changes</span></td>"
        : "<td><span class=\"mark good\">reads</span></td>"
    case .share(let groups):
      let names = groups.map { "\($0 + 1)" }.joined(separator: ", ")
      let what = groups.count == 1 ? "group \(names)" : "groups \(names)"
      return "<td><span class=\"mark note\">\(what)\(right.manages ? ", changes" : "")</span></td>"
    }
  }
}
