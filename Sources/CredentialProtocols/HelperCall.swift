public import Credentials
internal import Documents
internal import Files
public import Secrets

/// One call of a credential helper by the program that it helps.
///
/// It reads a store's work tree and nothing else, and changes nothing but the record of uses.
public struct HelperCall: Sendable {
  /// A protocol that a program speaks with its helpers.
  public enum Dialect: Sendable {
    /// Docker's, and that of programs which use docker's files.
    case docker
    /// Git's.
    case git
    /// The `credential_process` of the AWS SDKs.
    case aws
    /// The exec plugins of kubectl.
    case kubectl
    /// Terraform's and OpenTofu's.
    case terraform
    /// The vault password clients of Ansible.
    case ansible
  }

  private let dialect: Dialect
  private let words: [String]
  private let program: String
  private let directory: String?
  private let identityFile: String?

  /// Creates a call.
  ///
  /// - Parameters:
  ///   - dialect: The protocol.
  ///   - words: The arguments.
  ///   - program: What the helper is called, for messages.
  ///   - directory: The folder of the store, where the user names one.
  ///   - identityFile: One more file to look for identities in.
  public init(
    _ dialect: Dialect, words: [String], program: String = "credtree", directory: String? = nil,
    identityFile: String? = nil
  ) {
    self.dialect = dialect
    self.words = words
    self.program = program
    self.directory = directory
    self.identityFile = identityFile
  }

  /// Answers the call.
  ///
  /// - Parameter input: Gives standard input, for protocols that ask there.
  /// - Returns: What to print, and how to end. Failures are part of it, as the protocol has them.
  public func reply(input: () throws(Failure) -> SecretBytes) -> HelperReply {
    do throws(Failure) {
      return try answer(input: input)
    } catch {
      return HelperReply(message: error.line, status: error.code.exitStatus)
    }
  }

  private func answer(input: () throws(Failure) -> SecretBytes) throws(Failure) -> HelperReply {
    let (directory, identityFile) = (directory, identityFile)
    let stores = { () throws(Failure) -> HelperStores in
      try HelperStores(directory: directory, identityFile: identityFile)
    }
    switch dialect {
    case .docker:
      guard words.count == 1 else {
        return HelperReply(line: "usage: \(program) <store|get|erase|list>", status: 1)
      }
      let helper = DockerCredentialHelper(program: program, stores: stores)
      // docker has nothing to say with it.
      if words[0] == "list" {
        return helper.reply(to: "list", input: SecretBytes(count: 0) { _ in })
      }
      return helper.reply(to: words[0], input: try input())
    case .git:
      guard let action = words.first else {
        throw Failure(.usage, "git calls its helper with an action, such as get")
      }
      return GitCredentialHelper(stores: stores).reply(to: action, input: try input())
    case .aws:
      guard words.count == 1 else { throw Failure(.usage, "name one credential") }
      return try AWSCredentialProcess(stores: stores).reply(for: words[0])
    case .kubectl:
      return try ExecCredential(stores: stores).reply(
        for: words.first, request: EnvironmentVariable.text("KUBERNETES_EXEC_INFO"))
    case .terraform: return try TerraformCredentials(stores: stores).reply(to: words)
    case .ansible: return try AnsibleVaultClient(stores: stores).reply(to: words)
    }
  }
}

extension Failure {
  /// The failure and its details, on one line.
  var line: String {
    let text = ([message] + details.map(\.message)).joined(separator: "; ")
    return String(text.map { $0.isNewline ? " " : $0 })
  }
}
