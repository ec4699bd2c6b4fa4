internal import OpenSSL
internal import Secrets

extension CheckReport {
  /// The report in SARIF 2.1.0 (OASIS), which code hosting sites show beside the lines.
  public var sarif: Node {
    let rules = CheckRule.allCases
    let driver = Node.object([
      Member("name", .string("credtree")),
      Member("semanticVersion", .string(CredtreeVersion.current)),
      Member("rules", .array(rules.map(\.sarif))),
    ])
    let run = Node.object([
      Member("tool", .object([Member("driver", driver)])),
      Member("columnKind", .string("utf16CodeUnits")),
      Member(
        "results",
        .array(
          findings.map { finding in
            finding.sarif(ruleIndex: rules.firstIndex(of: finding.rule) ?? 0)
          })),
    ])
    return .object([
      Member("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")),
      Member("version", .string("2.1.0")), Member("runs", .array([run])),
    ])
  }
}

extension CheckRule {
  fileprivate var sarif: Node {
    func text(_ text: String) -> Node { .object([Member("text", .string(text))]) }
    let help = "\(summary); see docs/check.md, or run 'credtree check'"
    var properties = [
      Member("tags", .array([.string("security"), .string("credentials")])),
      Member("precision", .string("high")),
    ]
    if let securitySeverity {
      properties.append(Member("security-severity", .string(securitySeverity)))
    }
    return .object([
      Member("id", .string(rawValue)), Member("shortDescription", text(summary)),
      Member("fullDescription", text(summary)), Member("help", text(help)),
      Member(
        "defaultConfiguration", .object([Member("level", .string(severity.rawValue))])),
      Member("properties", .object(properties)),
    ])
  }

  /// How bad it is in the scale of CVSS, which code scanning sorts by; `nil` for what is no danger.
  private var securitySeverity: String? {
    switch self {
    case .secretInClear, .plaintextSecret: "9.5"
    case .exposed, .integrity, .readersDiffer, .earlierRevision: "8.0"
    case .expired, .noNewRevision, .noAccessRule: "6.0"
    case .rotationDue, .expiresSoon: "3.0"
    default: nil
    }
  }
}

extension Finding {
  fileprivate func sarif(ruleIndex: Int) -> Node {
    // Without a line, sites show a finding nowhere: the first one stands for the file.
    let region = Node.object([Member("startLine", .int(position?.line ?? 1))])
    let file = file ?? Configuration.fileName
    let place = Node.object([
      Member("artifactLocation", .object([Member("uri", .string(Self.uri(of: file)))])),
      Member("region", region),
    ])
    var members = [
      Member("ruleId", .string(rule.rawValue)), Member("ruleIndex", .int(ruleIndex)),
      Member("level", .string(severity.rawValue)),
      Member("message", .object([Member("text", .string(message))])),
      Member("locations", .array([.object([Member("physicalLocation", place)])])),
      Member(
        "partialFingerprints",
        .object([Member("primaryLocationLineHash", .string("\(fingerprint(in: file)):1"))])),
    ]
    if let commit {
      members.append(Member("properties", .object([Member("commit", .string(commit))])))
    }
    return .object(members)
  }

  /// What stays the same while lines move: two findings of one rule in one place are one.
  private func fingerprint(in file: String) -> String {
    let what = ([rule.rawValue, file, credential ?? "", field ?? ""] + (commit.map { [$0] } ?? []))
      .joined(separator: "\n")
    let bytes = Array(what.utf8)
    guard let digest = try? Digest.of(bytes.span, .sha256) else { return "0" }
    let start = Array(digest.prefix(8))
    return Hex.encode(start.span)
  }

  /// A path as a relative reference of RFC 3986.
  private static func uri(of path: String) -> String {
    var output = ""
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
        output.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        output += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return output
  }
}
