internal import Credentials
internal import Documents

/// The numbers at the top of a report.
struct SummarySection {
  let contents: ReportContents

  var html: String {
    let check = contents.check
    let errors = check.count(.error)
    let warnings = check.count(.warning)
    let overdue = contents.due.overdue
    let soon = contents.due.items.count - overdue
    let used = Set(contents.uses.map(\.credential))
    let unused = contents.credentials.count { !used.contains($0.name) }
    return """
      <section aria-label="Summary">
      <dl class="tiles">
      \(tile("credentials", contents.credentials.count))
      \(tile("members", contents.members.count))
      \(tile(errors == 1 ? "error" : "errors", errors, errors > 0 ? "bad" : "good"))
      \(tile(warnings == 1 ? "warning" : "warnings", warnings, warnings > 0 ? "warn" : "good"))
      \(tile("overdue", overdue, overdue > 0 ? "bad" : "good"))
      \(tile("due soon", soon, soon > 0 ? "warn" : "good"))
      \(tile("not referred to", unused))
      </dl>
      </section>
      """
  }

  private func tile(_ label: String, _ number: Int, _ kind: String = "") -> String {
    "<div class=\"tile\(kind.isEmpty ? "" : " \(kind)")\"><dt>\(label)</dt><dd>\(number)</dd></div>"
  }
}

/// What `check` found.
struct FindingsSection {
  let contents: ReportContents
  private static let limit = 500

  var html: String {
    // That nothing refers to a credential is a column of the inventory.
    let all = contents.check.findings.filter { $0.rule != .unused }
    let order: [CheckRule.Severity] = [.error, .warning, .note]
    let sorted = order.flatMap { severity in all.filter { $0.severity == severity } }
    let groups = FindingGroup.all(of: sorted)
    var body = ""
    if groups.isEmpty {
      body = "<p><span class=\"mark good\">nothing to mend</span></p>"
    } else {
      body = table(of: Array(groups.prefix(Self.limit)), of: sorted.count)
      if groups.count > Self.limit {
        body +=
          "<p class=\"note\">These are the first \(Self.limit) of \(groups.count) kinds; "
          + "<code>credtree check</code> lists all.</p>"
      }
    }
    if let problem = contents.check.historyProblem {
      body +=
        "<p class=\"note\">Not looked for: what former members know. \(HTMLText.of(problem))</p>"
    }
    return """
      <section id="findings" aria-labelledby="findings-title">
      <h2 id="findings-title">Findings</h2>
      <p class="note">What <code>credtree check</code> says without a key.</p>
      \(body)
      </section>
      """
  }

  private func table(of groups: [FindingGroup], of total: Int) -> String {
    var rows = ""
    for group in groups {
      let severity = group.rule.severity.rawValue
      rows +=
        "<tr><td><span class=\"mark \(severity)\">\(severity)</span></td>"
        + "<th scope=\"row\" class=\"name\">\(group.places)</th>"
        + "<td>\(HTMLText.of(group.message))<br><span class=\"sub\">"
        + "\(group.rule.rawValue)</span></td></tr>\n"
    }
    return ReportPage.scrolling(
      "Findings", classes: "tall",
      """
      <table>
      <caption>\(HTMLText.count(total, "finding")), the worst first; those that say the same are together</caption>
      <thead><tr><th scope="col">Severity</th><th scope="col">Where</th><th scope="col">What</th></tr></thead>
      <tbody>
      \(rows)</tbody>
      </table>
      """)
  }
}

/// Findings of one rule that say the same of several credentials or files.
private struct FindingGroup {
  private static let shownPlaces = 8

  let rule: CheckRule
  let message: String
  private var findings: [Finding] = []

  static func all(of findings: [Finding]) -> [FindingGroup] {
    struct Key: Hashable {
      let rule: CheckRule
      let message: String
    }
    var places: [Key: Int] = [:]
    var groups: [FindingGroup] = []
    for finding in findings {
      let key = Key(rule: finding.rule, message: finding.message)
      if let place = places[key] {
        groups[place].findings.append(finding)
      } else {
        places[key] = groups.count
        groups.append(
          FindingGroup(rule: finding.rule, message: finding.message, findings: [finding]))
      }
    }
    return groups
  }

  /// Where it is: one place with its line, or how many there are and the first of them.
  var places: String {
    if findings.count == 1, let finding = findings.first {
      let file = place(of: finding)
      guard let credential = finding.credential else { return HTMLText.of(file) }
      let hasLine = finding.position != nil
      return HTMLText.of(credential)
        + (hasLine ? "<br><span class=\"sub code\">\(HTMLText.of(file))</span>" : "")
    }
    let names = findings.prefix(Self.shownPlaces).map { finding in
      HTMLText.of(finding.position == nil ? finding.credential ?? "" : place(of: finding))
    }
    let rest = findings.count - names.count
    return "\(findings.count) places<br><span class=\"sub\">\(names.joined(separator: ", "))"
      + (rest > 0 ? " and \(rest) more</span>" : "</span>")
  }

  private func place(of finding: Finding) -> String {
    guard let position = finding.position else { return finding.file ?? "" }
    return "\(finding.file ?? ""):\(position.line)"
  }
}
