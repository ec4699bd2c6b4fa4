internal import Credentials
internal import Documents

/// Every credential.
struct InventorySection {
  let contents: ReportContents

  var html: String {
    var uses: [String: Int] = [:]
    for use in contents.uses { uses[use.credential, default: 0] += 1 }
    var rows = ""
    rows.reserveCapacity(contents.credentials.count * 420)
    for (index, header) in contents.credentials.enumerated() {
      rows += row(of: header, index, uses: uses[header.name] ?? 0)
    }
    return """
      <section id="inventory" aria-labelledby="inventory-title">
      <h2 id="inventory-title">Inventory</h2>
      <p class="note">Every credential, by name.</p>
      <form class="find" id="find" role="search" hidden>
      <label for="q">Show those with</label>
      <input id="q" type="search" autocomplete="off" spellcheck="false" \
      placeholder="name, type, project, owner">
      <output id="hits" for="q"></output>
      </form>
      \(ReportPage.scrolling(
        "Inventory", classes: "grid",
        """
        <table>
        <caption>\(HTMLText.count(contents.credentials.count, "credential"))</caption>
        <thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Projects</th><th scope="col">Owner</th><th scope="col" class="n">Revision</th><th scope="col">Changed</th><th scope="col">Ends</th><th scope="col" class="n">Uses</th></tr></thead>
        <tbody>
        \(rows)</tbody>
        </table>
        """))
      </section>
      """
  }

  private func row(of header: CredentialHeader, _ index: Int, uses: Int) -> String {
    let metadata = header.metadata
    var row =
      "<tr id=\"c\(index)\"><th scope=\"row\" class=\"name\">\(HTMLText.of(header.name))"
    if !metadata.title.isEmpty, metadata.title != header.name {
      row += "<br><span class=\"sub\">\(HTMLText.of(metadata.title))</span>"
    }
    row += "</th><td>\(HTMLText.of(metadata.type))"
    if metadata.isDefault { row += " <span class=\"sub\">(default)</span>" }
    row += "</td><td>\(list(metadata.projects))</td><td>\(HTMLText.of(metadata.owner ?? "–"))</td>"
    row += "<td class=\"n\">\(metadata.revision)</td>"
    row += "<td class=\"t\">\(metadata.updatedAt.description.prefix(10))</td>"
    if let end = metadata.expiresAt {
      let isLate = end <= contents.due.now
      row +=
        "<td class=\"t\(isLate ? " late" : "")\">\(end.description.prefix(10))"
        + "\(isLate ? " (passed)" : "")</td>"
    } else {
      row += "<td class=\"t\">–</td>"
    }
    return row + (uses == 0 ? "<td class=\"n zero\">0" : "<td class=\"n\">\(uses)") + "</td></tr>\n"
  }

  private func list(_ texts: [String]) -> String {
    texts.isEmpty ? "–" : HTMLText.of(texts.joined(separator: ", "))
  }
}
