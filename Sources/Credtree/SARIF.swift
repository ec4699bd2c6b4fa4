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
    .object([
      Member("id", .string(rawValue)),
      Member("shortDescription", .object([Member("text", .string(summary))])),
      Member(
        "defaultConfiguration", .object([Member("level", .string(severity.rawValue))])),
    ])
  }
}

extension Finding {
  fileprivate func sarif(ruleIndex: Int) -> Node {
    var members = [
      Member("ruleId", .string(rule.rawValue)), Member("ruleIndex", .int(ruleIndex)),
      Member("level", .string(severity.rawValue)),
      Member("message", .object([Member("text", .string(message))])),
    ]
    if let file {
      // Without a line, sites show a finding nowhere: the first one stands for the file.
      let region = Node.object([Member("startLine", .int(position?.line ?? 1))])
      let place = Node.object([
        Member("artifactLocation", .object([Member("uri", .string(Self.uri(of: file)))])),
        Member("region", region),
      ])
      members.append(
        Member("locations", .array([.object([Member("physicalLocation", place)])])))
    }
    return .object(members)
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
