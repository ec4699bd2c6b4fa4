extension SemanticDiff {
  /// The differences as one page that loads nothing, runs nothing, and can be printed.
  public var html: String { HTMLPage.page(titled: "Credential changes", body: htmlBody) }

  var htmlBody: String {
    guard !isEmpty else { return "<p>No credential changed.</p>\n" }
    var text = "<p>\(HTMLText.of(headline)). Secret values are never shown.</p>\n"
    let worries = allWorries
    if !worries.isEmpty {
      text += "<section><h2>To look at</h2>\n<ul class=\"worries\">\n"
      for (credential, worry) in worries {
        let place = credential.map { "<code>\(HTMLText.of($0))</code>: " } ?? ""
        text +=
          "<li class=\"\(worry.severity.rawValue)\"><strong>\(worry.severity.rawValue)</strong> "
          + "\(place)\(HTMLText.of(worry.message))</li>\n"
      }
      text += "</ul></section>\n"
    }
    for credential in credentials { text += credential.html }
    if !policy.isEmpty {
      text +=
        "<section><h2>Policy</h2>\n\(DiffLine.html(policy.lines + policy.grantLines))</section>\n"
    }
    if !types.isEmpty {
      let items = types.map {
        "<li><code>\(HTMLText.of($0.path))</code>: \($0.change.rawValue)</li>"
      }
      text += "<section><h2>Types</h2>\n<ul>\(items.joined())</ul></section>\n"
    }
    if !commits.isEmpty {
      text +=
        "<section><h2>Commits</h2>\n<table><thead><tr><th scope=\"col\">commit</th>"
        + "<th scope=\"col\">subject</th><th scope=\"col\">author</th>"
        + "<th scope=\"col\">signature</th></tr></thead><tbody>\n"
      for commit in commits {
        let cells = [commit.subject, commit.author, commit.signature].map {
          "<td>\(HTMLText.of($0))</td>"
        }
        text += "<tr><td><code>\(commit.short)</code></td>\(cells.joined())</tr>\n"
      }
      text += "</tbody></table></section>\n"
    }
    return text
  }
}

extension CredentialDiff {
  fileprivate var html: String {
    "<section class=\"\(change.rawValue)\"><h2><code>\(HTMLText.of(name))</code></h2>\n"
      + "<p>\(HTMLText.of(title)): \(HTMLText.of(aspectsInWords))</p>\n"
      + "\(DiffLine.html(lines))</section>\n"
  }
}

extension DiffLine {
  /// Lines as a table of what was and what is.
  static func html(_ lines: [DiffLine]) -> String {
    guard !lines.isEmpty else { return "" }
    var text =
      "<table><thead><tr><th scope=\"col\">what</th><th scope=\"col\">before</th>"
      + "<th scope=\"col\">after</th></tr></thead><tbody>\n"
    for line in lines {
      text += "<tr><th scope=\"row\">\(HTMLText.of(line.label))</th>"
      if let words = line.words {
        text += "<td></td><td>\(HTMLText.of(words))</td></tr>\n"
      } else {
        let from = line.from.map { "<del>\(HTMLText.of($0))</del>" } ?? ""
        let to = line.to.map { "<ins>\(HTMLText.of($0))</ins>" } ?? ""
        text += "<td>\(from)</td><td>\(to)</td></tr>\n"
      }
    }
    return text + "</tbody></table>\n"
  }
}
