extension Exposure {
  /// The exposure as `--json` prints it.
  public var document: Node {
    .object([
      Member("member", .string(member)), Member("isMember", .bool(isMember)),
      Member("keys", .array(keys.map { .string($0) })),
      Member("credentials", .array(credentials.map(\.document))),
      Member("total", .int(credentials.count)), Member("open", .int(open.count)),
    ])
  }

  /// The exposure for people.
  public var text: String {
    guard !credentials.isEmpty else { return "\(member) could never read a credential\n" }
    let rows = credentials.map { credential in
      [credential.name, credential.revisionText, credential.advice]
    }
    return "\(summary)\n"
      + TextTable(header: ["CREDENTIAL", "REVISIONS", "WHAT TO DO"], rows: rows).text
  }

  /// The exposure as a checklist in Markdown, for an issue or a pull request.
  public var markdown: String {
    var text = "# What \(member) could read\n\n\(summary).\n"
    if !credentials.isEmpty { text += "\n" }
    for credential in credentials {
      let box = [.open, .deleted].contains(credential.status) ? " " : "x"
      text +=
        "- [\(box)] `\(credential.name)` (\(credential.type), \(credential.revisionText)): "
        + "\(credential.advice)\n"
    }
    return text
  }

  private var summary: String {
    let count = credentials.count
    let some = count == 1 ? "1 credential" : "\(count) credentials"
    let left = open.isEmpty ? "nothing is left to rotate" : "\(open.count) to rotate"
    return "\(member) could read \(some), \(left)"
  }
}

extension ExposedCredential {
  fileprivate var document: Node {
    .object([
      Member("credentialId", .string(id)), Member("name", .string(name)),
      Member("type", .string(type)), Member("status", .string(status.rawValue)),
      Member("fields", .array(fields.map { .string($0) })),
      Member("revisions", .array(revisions.map { .int($0) })),
      Member("commits", .array(commits.map { .string($0) })),
      Member("comparedBy", .string(comparison.rawValue)),
      Member("readableNow", .bool(isReadableNow)),
    ])
  }

  /// The revisions, with those in a row as a range: `r1-r3, r5`.
  fileprivate var revisionText: String {
    var ranges: [ClosedRange<Int>] = []
    for revision in revisions {
      if let last = ranges.last, last.upperBound + 1 == revision {
        ranges[ranges.count - 1] = last.lowerBound...revision
      } else {
        ranges.append(revision...revision)
      }
    }
    return ranges.map { range in
      range.count == 1 ? "r\(range.lowerBound)" : "r\(range.lowerBound)-r\(range.upperBound)"
    }.joined(separator: ", ")
  }

  fileprivate var advice: String {
    switch status {
    case .open:
      let now = isReadableNow ? "; still readable" : ""
      return "rotate \(fields.joined(separator: ", "))\(now)"
    case .closed: return "rotated\(comparison == .revision ? ", by its revision" : "")"
    case .deleted: return "deleted, or on another branch; make sure that it no longer works"
    case .quorum: return "part of a quorum; opened nothing alone"
    }
  }
}
