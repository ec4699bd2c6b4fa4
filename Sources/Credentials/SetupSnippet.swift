public import CredentialTypes
public import Documents

/// What the other side needs to be told about a credential, to be pasted there; never a secret.
public enum SetupSnippet {
  /// The text for a credential, or `nil` for a type that needs none.
  ///
  /// - Parameters:
  ///   - type: The credential's type.
  ///   - values: Its public fields.
  ///   - name: Its name.
  /// - Returns: The text, with a line break at its end.
  public static func text(
    of type: CredentialType, values: [Member], name: String
  ) -> String? {
    func text(_ field: String) -> String? {
      type.effectiveValue(of: field, in: values)?.plainText
    }
    if type.field("externalId") != nil, let role = text("assumeRoleArn") {
      return trustPolicy(
        role: role, externalID: text("externalId"), principal: text("trustedPrincipal"))
    }
    if type.artifacts.contains("tower-agent-run"), let connection = text("connectionId") {
      let folder = text("workDir") ?? "$TW_AGENT_WORK"
      // The default is a variable, for the shell to fill in.
      let work = folder == "$TW_AGENT_WORK" ? "\"$TW_AGENT_WORK\"" : quoted(folder)
      return """
        export TOWER_ACCESS_TOKEN="$(credtree reveal \(name) accessToken)"
        ./tw-agent \(quoted(connection)) --work-dir=\(work)

        """
    }
    if type.artifacts.contains("docker-swarm-join"), let manager = text("managerAddress") {
      let address = manager.contains(":") ? manager : "\(manager):2377"
      return "docker swarm join --token \"$(credtree reveal \(name) token)\" \(quoted(address))\n"
    }
    return nil
  }

  /// The trust policy of an IAM role, in JSON.
  ///
  /// Whose principal may take the role is `trustedPrincipal`; without one it is the account
  /// that the role belongs to.
  private static func trustPolicy(role: String, externalID: String?, principal: String?)
    -> String
  {
    let parts = role.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let partition = parts.count > 1 ? parts[1] : "aws"
    let account = parts.count > 4 ? parts[4] : ""
    let trusted = principal ?? account
    let arn = trusted.hasPrefix("arn:") ? trusted : "arn:\(partition):iam::\(trusted):root"
    var statement = [
      Member("Effect", .string("Allow")),
      Member("Principal", .object([Member("AWS", .string(arn))])),
      Member("Action", .string("sts:AssumeRole")),
    ]
    if let externalID {
      let equals = Node.object([Member("sts:ExternalId", .string(externalID))])
      statement.append(Member("Condition", .object([Member("StringEquals", equals)])))
    }
    let policy = Node.object([
      Member("Version", .string("2012-10-17")),
      Member("Statement", .array([.object(statement)])),
    ])
    return String(decoding: JSON.write(policy), as: UTF8.self)
  }

  /// A word as a POSIX shell takes it.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    if isPlain, !word.isEmpty { return word }
    // By scalars: a quote with a mark on it is another character to Swift, and a quote to a shell.
    let parts = word.unicodeScalars.split(separator: "'", omittingEmptySubsequences: false)
    return "'\(parts.map { String($0) }.joined(separator: "'\\''"))'"
  }
}
