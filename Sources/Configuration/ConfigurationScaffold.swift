/// The first `credtree.yaml` of a repository.
public enum ConfigurationScaffold {
  /// A file with one admin who can read everything.
  ///
  /// - Parameters:
  ///   - member: The first member's name.
  ///   - key: The key that opens files, as canonical text.
  ///   - signing: An SSH key that signs commits, without its comment, or `nil`.
  ///   - store: The folder of the credentials, as a path from the root.
  ///   - account: The account's name, or `nil`.
  /// - Returns: The file's text.
  public static func new(
    member: String, key: String, signing: String? = nil, store: String = "credentials",
    account: String? = nil
  ) -> String {
    var lines = ["version: 1", "store: \(quoted(store))"]
    if let account { lines.append("account: { name: \(quoted(account)) }") }
    lines += [
      "members:", "  \(quoted(member)):", "    role: admin    # admin | manager | viewer",
      "    keys: [\(quoted(key))]",
    ]
    if let signing { lines.append("    signing: [\(quoted(signing))]") }
    lines += [
      "teams: {}", "access:    # the first match counts, a name that none matches is an error",
      "  - match: \"**\"", "    readers: [\(quoted(member))]",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Text as YAML: as it is where it cannot mean anything else, in double quotes elsewhere.
  static func quoted(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let isPlain =
      bytes.first.map { (0x61...0x7A).contains($0 | 0x20) } == true
      && bytes.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "._-+@/".utf8.contains(byte)
        }
      }
      && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    if isPlain { return text }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\" + String(scalar)
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        result += "\\x" + (digits.count < 2 ? "0" : "") + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
