extension Verification {
  /// What was found, as `--json` prints it.
  public var document: Node {
    .object([
      Member("root", .string(root)), Member("commits", .int(commits)),
      Member("openedFiles", .int(openedFiles)), Member("unopenedFiles", .int(unopenedFiles)),
      Member("findings", .array(findings.map(\.document))),
    ])
  }

  /// What was found, for people.
  public var text: String {
    let scope = "\(commits) \(commits == 1 ? "commit" : "commits") since \(root.prefix(10))"
    guard !isClean else {
      var text = "verified \(scope): everything is signed by somebody entitled to it\n"
      if unopenedFiles > 0 {
        text += "no key at hand opens \(unopenedFiles) of the changed files, so their seals were "
        text += "not checked\n"
      }
      return text
    }
    let lines = findings.map { finding in
      "\(finding.commit.prefix(10))  \(finding.person)  \(finding.reason.rawValue): "
        + "\(finding.message)\n"
    }
    let count = "\(findings.count) \(findings.count == 1 ? "finding" : "findings")"
    return lines.joined() + "\(count) in \(scope)\n"
  }
}

extension VerificationFinding {
  fileprivate var document: Node {
    .object([
      Member("commit", .string(commit)), Member("person", .string(person)),
      Member("reason", .string(reason.rawValue)), Member("message", .string(message)),
      Member("files", .array(files.map { .string($0) })),
    ])
  }
}
