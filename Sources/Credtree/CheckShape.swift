extension CheckReport {
  /// The report as `--json` prints it.
  public var document: Node {
    var members = [
      Member("findings", .array(findings.map(\.document))),
      Member("errors", .int(count(.error))), Member("warnings", .int(count(.warning))),
      Member("notes", .int(count(.note))),
      Member("credentials", .int(credentials)), Member("opened", .int(opened)),
    ]
    if let historyProblem { members.append(Member("historyProblem", .string(historyProblem))) }
    return .object(members)
  }

  /// The report for people: a line for each finding, as compilers write them, and a summary.
  public var text: String {
    findings.map(\.text).joined() + "\(summary)\n"
  }

  /// The report as Markdown, for a comment on a pull request.
  public var markdown: String {
    var text = "### Credentials: \(findings.isEmpty ? "nothing to mend" : counts)\n\n"
    if !findings.isEmpty {
      text += "| | where | what |\n|---|---|---|\n"
      for finding in findings {
        let cells = [finding.severity.rawValue, finding.place ?? "", finding.message]
          .map(MarkdownText.of)
        text += "| \(cells.joined(separator: " | ")) (`\(finding.rule.rawValue)`) |\n"
      }
      text += "\n"
    }
    return text + summary + "\n"
  }

  /// What to end with after the report is shown: nothing, if it is clean.
  public var failure: Failure? {
    if let historyProblem {
      return Failure(
        .system,
        "\(historySubject) were not looked for: \(historyProblem)"
          + (isHistoryOptional ? "; --no-history leaves that out" : ""))
    }
    return isClean ? nil : Failure(.findings, summary)
  }

  private var counts: String {
    func counted(_ severity: CheckRule.Severity) -> String? {
      switch count(severity) {
      case 0: nil
      case 1: "1 \(severity.rawValue)"
      case let count: "\(count) \(severity.rawValue)s"
      }
    }
    return [counted(.error), counted(.warning), counted(.note)].compactMap(\.self).joined(
      separator: ", ")
  }

  private var summary: String {
    let files = credentials == 1 ? "1 credential" : "\(credentials) credentials"
    let closed = credentials - opened
    var text =
      findings.isEmpty ? "checked \(files): nothing to mend" : "checked \(files): \(counts)"
    if closed > 0 {
      text += "; \(closed == credentials ? "none" : "\(closed) of them not") opened"
      text += ", so their MAC, seal, and secret values were not checked"
    }
    return text
  }
}

extension Finding {
  /// The finding as `--json` prints it.
  public var document: Node {
    var members = [
      Member("rule", .string(rule.rawValue)), Member("severity", .string(severity.rawValue)),
      Member("message", .string(message)),
    ]
    if let credential { members.append(Member("credential", .string(credential))) }
    if let field { members.append(Member("field", .string(field))) }
    if let file { members.append(Member("file", .string(file))) }
    if let position {
      members.append(Member("line", .int(position.line)))
      members.append(Member("column", .int(position.column)))
    }
    if let commit { members.append(Member("commit", .string(commit))) }
    return .object(members)
  }

  /// `FILE:LINE:COLUMN`, as far as it is known.
  var place: String? {
    guard let file else { return nil }
    guard let position else { return file }
    return "\(file):\(position.line):\(position.column)"
  }

  fileprivate var text: String {
    let subject = field.map { "\($0): " } ?? ""
    let saysField = field.map { message.hasPrefix($0) } ?? true
    return "\(place.map { "\($0): " } ?? "")\(severity.rawValue): "
      + "\(saysField ? "" : subject)\(message) [\(rule.rawValue)]\n"
  }
}
