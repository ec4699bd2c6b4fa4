internal import Credentials
internal import Documents

/// When credentials have to be replaced.
struct DueSection {
  let contents: ReportContents
  private static let limit = 60

  var html: String {
    let dates = contents.due.dates
    var body = ""
    if dates.isEmpty {
      body = "<p>No credential has a date by which it ends or is to be replaced.</p>"
    } else {
      let timeline = TimelineDrawing(dates: dates, now: contents.due.now)
      body = timeline.html
      if timeline.later > 0 {
        body +=
          "<p class=\"note\">\(timeline.later) more \(timeline.later == 1 ? "is" : "are") later.</p>"
      }
      body += table(of: Array(dates.prefix(Self.limit)), of: dates.count)
    }
    return """
      <section id="due" aria-labelledby="due-title">
      <h2 id="due-title">Due</h2>
      <p class="note">Certificates and tokens that end, and rotations by date or by age. \
      <code>credtree due --format ics</code> puts these into a calendar.</p>
      \(body)
      </section>
      """
  }

  private func table(of items: [DueItem], of total: Int) -> String {
    var rows = ""
    for item in items {
      let isLate = item.due.date <= contents.due.now
      rows +=
        "<tr><td class=\"t\(isLate ? " late" : "")\">\(ReportPage.day(item.due.date))"
        + "\(isLate ? " (passed)" : "")</td>"
        + "<th scope=\"row\" class=\"name\">\(HTMLText.of(item.header.name))</th>"
        + "<td>\(HTMLText.of(item.due.sentence))</td>"
        + "<td>\(HTMLText.of(item.header.metadata.owner ?? "–"))</td></tr>\n"
    }
    let caption =
      total > items.count
      ? "The next \(items.count) of \(total) dates" : "All \(HTMLText.count(total, "date"))"
    return "<h3>Next</h3>\n"
      + ReportPage.scrolling(
        "Dates", classes: "tall",
        """
        <table>
        <caption>\(caption), the earliest first</caption>
        <thead><tr><th scope="col">Date</th><th scope="col">Credential</th><th scope="col">What</th><th scope="col">Owner</th></tr></thead>
        <tbody>
        \(rows)</tbody>
        </table>
        """)
  }
}
