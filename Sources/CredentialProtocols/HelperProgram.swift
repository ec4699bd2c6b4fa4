public import Credentials
internal import Files
public import Secrets

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A program that is nothing but a credential helper.
///
/// What it is called decides what it speaks: a link `terraform-credentials-credtree` to one of
/// these programs is a helper of Terraform, and `NAME-client` one of Ansible.
public enum HelperProgram {
  /// The most bytes that a helper reads on standard input.
  static let inputLimit = 1 << 20

  /// Answers the call that the process was started with, and exits.
  ///
  /// - Parameter own: What the program speaks where its name does not tell.
  public static func run(as own: HelperCall.Dialect) -> Never {
    SecureHeap.startWithoutTables()
    StandardStream.holdClosedStreams()
    ProcessProtection.forbidCoreDumps()
    let path = CommandLine.arguments.first ?? ""
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let words = Array(CommandLine.arguments.dropFirst())
    let dialect = Self.dialect(of: name) ?? own
    let asksVersion = words == ["--version"] || words == ["-v"]
    if asksVersion || (dialect == .docker && words == ["version"]) {
      finish(HelperReply(line: "\(name) (credtree) \(CredtreeVersion.current)"))
    }
    finish(HelperCall(dialect, words: words, program: name).reply(input: standardInput))
  }

  /// Prints a reply and exits.
  public static func finish(_ reply: HelperReply) -> Never {
    if let message = reply.message { try? StandardStream.error.write("credtree: \(message)\n") }
    var status = reply.status
    if let output = reply.output {
      do { try write(output.bytes) } catch {
        try? StandardStream.error.write("credtree: error: \(error)\n")
        status = max(status, 1)
      }
    }
    exit(status)
  }

  /// Reads standard input.
  ///
  /// - Throws: ``Failure`` with code `system` where that fails.
  public static func standardInput() throws(Failure) -> SecretBytes {
    do { return try FileReader.secretFromStandardInput(limit: inputLimit) } catch {
      throw Failure(.system, "\(error)")
    }
  }

  private static func write(_ secret: borrowing SecretBytes) throws(FileError) {
    try StandardStream.output.write(secret.bytes)
  }

  static func dialect(of name: String) -> HelperCall.Dialect? {
    if name.hasPrefix("docker-credential-") { return .docker }
    if name.hasPrefix("git-credential-") { return .git }
    if name.hasPrefix("terraform-credentials-") { return .terraform }
    return name.hasSuffix("-client") ? .ansible : nil
  }
}
