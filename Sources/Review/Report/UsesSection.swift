internal import Credentials

/// Where credentials are used.
struct UsesSection {
  let contents: ReportContents
  private static let limit = 1000

  var html: String {
    var body = ""
    if contents.uses.isEmpty {
      body = "<p>No tracked file and no output refers to a credential.</p>"
    } else {
      let names = Dictionary(
        contents.credentials.enumerated().map { ($1.name, $0) },
        uniquingKeysWith: { one, _ in one })
      body = GraphDrawing(uses: contents.uses, rows: names).html + table
    }
    return """
      <section id="uses" aria-labelledby="uses-title">
      <h2 id="uses-title">Uses</h2>
      <p class="note">Places in tracked files that name a credential, or what is made from it.</p>
      \(body)
      </section>
      """
  }

  private var table: String {
    let sorted = contents.uses.sorted {
      ($0.credential, $0.file, $0.line, $0.field) < ($1.credential, $1.file, $1.line, $1.field)
    }
    var rows = ""
    for use in sorted.prefix(Self.limit) {
      rows +=
        "<tr><th scope=\"row\" class=\"name\">\(HTMLText.of(use.credential))</th>"
        + "<td>\(HTMLText.of(use.group))</td><td class=\"name\">\(HTMLText.of(use.user))</td>"
        + "<td>\(HTMLText.of(use.field))</td>"
        + "<td class=\"code\">\(HTMLText.of(use.file)):\(use.line)</td>"
        + "<td>\(HTMLText.of(use.confidence))</td></tr>\n"
    }
    let total = sorted.count
    let caption =
      total > Self.limit
      ? "The first \(Self.limit) of \(total) places; 'credtree references' lists all"
      : "All \(HTMLText.count(total, "place"))"
    return "<h3>Places</h3>\n"
      + ReportPage.scrolling(
        "Places", classes: "tall",
        """
        <table>
        <caption>\(caption)</caption>
        <thead><tr><th scope="col">Credential</th><th scope="col">Kind</th><th scope="col">Used by</th><th scope="col">Field</th><th scope="col">Place</th><th scope="col">Sure</th></tr></thead>
        <tbody>
        \(rows)</tbody>
        </table>
        """)
  }
}
