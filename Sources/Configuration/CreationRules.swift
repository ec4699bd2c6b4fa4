/// The rules that tell sops how to encrypt what `access` covers, in the order of `access`.
struct CreationRules {
  let configuration: Configuration

  /// The lines of a block list, whose dashes stand at a column counted from 0.
  func blockLines(indentation: Int) -> [String] {
    let space = String(repeating: " ", count: indentation)
    return configuration.access.flatMap { rule -> [String] in
      var lines = ["- path_regex: '\(pattern(of: rule))'", "  encrypted_regex: ^secret$"]
      switch configuration.access(by: rule) {
      case .readers(let keys):
        lines.append("  age: >-")
        for (index, key) in keys.enumerated() {
          lines.append("    \(key.key)\(index < keys.count - 1 ? "," : "")")
        }
      case .quorum(let threshold, let groups):
        lines += ["  shamir_threshold: \(threshold)", "  key_groups:"]
        for group in groups {
          lines.append("    - age:")
          lines += group.map { "        - \($0.key)" }
        }
      }
      return lines.map { space + $0 }
    }
  }

  /// The same for a list in brackets: one rule a line, each with a comma.
  func flowLines(indentation: Int) -> [String] {
    let space = String(repeating: " ", count: indentation)
    return configuration.access.map { rule in
      var fields = ["path_regex: '\(pattern(of: rule))'", "encrypted_regex: ^secret$"]
      func quoted(_ keys: [MemberKey], _ separator: String) -> String {
        keys.map { $0.key }.joined(separator: separator)
      }
      switch configuration.access(by: rule) {
      case .readers(let keys): fields.append("age: '\(quoted(keys, ", "))'")
      case .quorum(let threshold, let groups):
        let groups = groups.map { "{age: ['\(quoted($0, "', '"))']}" }.joined(separator: ", ")
        fields += ["shamir_threshold: \(threshold)", "key_groups: [\(groups)]"]
      }
      return "\(space){\(fields.joined(separator: ", "))},"
    }
  }

  // sops matches the path from the folder of .sops.yaml. A quote is doubled for YAML.
  private func pattern(of rule: AccessRule) -> String {
    let store = configuration.store.utf8.reduce(into: "") { text, byte in
      text += byte == UInt8(ascii: ".") ? "\\." : String(UnicodeScalar(byte))
    }
    let pattern = "^\(store)/\(rule.match.regularExpression)\\.json$"
    return pattern.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
  }
}
