/// The last commits that touched the credentials.
struct ChangesSection {
  let contents: ReportContents

  var html: String {
    var rows = ""
    for change in contents.changes {
      rows +=
        "<tr><td class=\"t\">\(ReportPage.day(change.date))</td>"
        + "<td>\(HTMLText.of(change.author))</td>"
        + "<th scope=\"row\" class=\"name\">\(HTMLText.of(change.subject))</th>"
        + "<td class=\"code\">\(HTMLText.of(String(change.commit.prefix(10))))</td></tr>\n"
    }
    var body = "<p>Nothing is committed yet.</p>"
    if !contents.changes.isEmpty {
      body = ReportPage.scrolling(
        "Changes", classes: "tall",
        """
        <table>
        <caption>The last \(HTMLText.count(contents.changes.count, "commit")), the newest first</caption>
        <thead><tr><th scope="col">Date</th><th scope="col">Author</th><th scope="col">Change</th><th scope="col">Commit</th></tr></thead>
        <tbody>
        \(rows)</tbody>
        </table>
        """)
    }
    if let problem = contents.changesProblem {
      body += "<p class=\"note\">\(HTMLText.of(problem))</p>"
    }
    return """
      <section id="changes" aria-labelledby="changes-title">
      <h2 id="changes-title">Changes</h2>
      <p class="note">Commits of credentials, types, and the policy. Who wrote them is what they say \
      themselves.</p>
      \(body)
      </section>
      """
  }
}
