extension SemanticDiff {
  /// The differences as one page that loads nothing, runs nothing, and can be printed.
  public var html: String { HTMLPage.page(titled: "Credential changes", body: htmlBody()) }

  /// What stands below a heading of the level above `level`.
  func htmlBody(headings level: Int = 2) -> String {
    func heading(_ text: String) -> String { "<h\(level)>\(text)</h\(level)>" }
    guard !isEmpty else { return "<p>No credential changed.</p>\n" }
    var text = "<p>\(HTMLText.of(headline)). Secret values are never shown.</p>\n"
    let worries = allWorries
    if !worries.isEmpty {
      text += "<section>\(heading("To look at"))\n<ul class=\"worries\">\n"
      for (credential, worry) in worries {
        let place = credential.map { "<code>\(HTMLText.of($0))</code>: " } ?? ""
        text +=
          "<li class=\"\(worry.severity.rawValue)\"><strong>\(worry.severity.rawValue)</strong> "
          + "\(place)\(HTMLText.of(worry.message))</li>\n"
      }
      text += "</ul></section>\n"
    }
    for credential in credentials { text += credential.html(heading: heading) }
    if !policy.isEmpty {
      text +=
        "<section>\(heading("Policy"))\n"
        + "\(DiffLine.html(policy.lines + policy.grantLines, of: "the policy"))</section>\n"
    }
    if !types.isEmpty {
      let items = types.map {
        "<li><code>\(HTMLText.of($0.path))</code>: \($0.change.rawValue)</li>"
      }
      text += "<section>\(heading("Types"))\n<ul>\(items.joined())</ul></section>\n"
    }
    if !commits.isEmpty {
      text +=
        "<section>\(heading("Commits"))\n<table><caption>Commits</caption><thead><tr><th scope=\"col\">commit</th>"
        + "<th scope=\"col\">subject</th><th scope=\"col\">author</th>"
        + "<th scope=\"col\">signature</th></tr></thead><tbody>\n"
      for commit in commits {
        let cells = [commit.subject, commit.author, commit.signature].map {
          "<td>\(HTMLText.of($0))</td>"
        }
        text += "<tr><th scope=\"row\"><code>\(commit.short)</code></th>\(cells.joined())</tr>\n"
      }
      text += "</tbody></table></section>\n"
    }
    return text
  }
}

extension CredentialDiff {
  fileprivate func html(heading: (String) -> String) -> String {
    "<section class=\"\(change.rawValue)\">\(heading("<code>\(HTMLText.of(name))</code>"))\n"
      + "<p>\(HTMLText.of(title)): \(HTMLText.of(aspectsInWords))</p>\n"
      + "\(DiffLine.html(lines, of: name))</section>\n"
  }
}

extension DiffLine {
  /// Lines as a table of what was and what is of `subject`.
  static func html(_ lines: [DiffLine], of subject: String) -> String {
    guard !lines.isEmpty else { return "" }
    var text =
      "<table class=\"lines\"><caption>What changed of \(HTMLText.of(subject))</caption>"
      + "<thead><tr><th scope=\"col\">what</th><th scope=\"col\">before</th>"
      + "<th scope=\"col\">after</th></tr></thead><tbody>\n"
    for line in lines {
      text += "<tr><th scope=\"row\">\(HTMLText.of(line.label))</th>"
      if let words = line.words {
        // It is no value after: it says what became of it.
        text += "<td colspan=\"2\">\(HTMLText.of(words))</td></tr>\n"
      } else {
        let from = line.from.map { "<del>\(HTMLText.of($0))</del>" } ?? ""
        let to = line.to.map { "<ins>\(HTMLText.of($0))</ins>" } ?? ""
        text += "<td>\(from)</td><td>\(to)</td></tr>\n"
      }
    }
    return text + "</tbody></table>\n"
  }
}
