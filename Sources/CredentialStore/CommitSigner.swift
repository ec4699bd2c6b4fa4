internal import Credentials
internal import Files
internal import Git
internal import Secrets

/// Signs commits as git does: with the program and key that the user's git configuration names.
enum CommitSigner {
  /// The most bytes that a signature may have.
  private static let signatureLimit = 64 * 1024

  /// What signs commits, or `nil` where they are not to be signed.
  ///
  /// - Parameters:
  ///   - asked: What the user said, or `nil` to do as `commit.gpgsign` says.
  ///   - repository: Whose configuration counts. Git reads all of it from the user's own files
  ///     and from `.git/config`, which no clone and no commit can bring along.
  /// - Returns: The signer.
  /// - Throws: ``Failure`` with code `system` if the configuration names no key or format.
  static func make(asked: Bool?, in repository: Repository) throws(Failure) -> Transaction.Signer? {
    func setting(_ name: String) throws(Failure) -> String? {
      do { return try repository.configString(name) } catch { throw Failure(error) }
    }
    let isConfigured: Bool
    do { isConfigured = try repository.configBool("commit.gpgsign") ?? false } catch {
      throw Failure(error)
    }
    guard asked ?? isConfigured else { return nil }
    let key = try setting("user.signingkey")
    switch try setting("gpg.format") ?? "openpgp" {
    case "openpgp":
      let named = try setting("gpg.openpgp.program")
      let program = try setting("gpg.program")
      let user = try repositoryUser(repository)
      return sign([named ?? program ?? "gpg", "-bsau", key ?? user])
    case "ssh":
      guard let key else {
        throw Failure(.system, "commits are to be signed and user.signingkey is not set; set it")
      }
      let program = try setting("gpg.ssh.program") ?? "ssh-keygen"
      return sign(
        [program, "-q", "-Y", "sign", "-n", "git"] + (try keyArguments(key, in: repository)))
    case let format:
      throw Failure(.system, "signing with gpg.format \(format) is not supported; use --no-sign")
    }
  }

  /// How ssh-keygen is told which key signs: a file, or a public key whose other half an agent has.
  private static func keyArguments(_ key: String, in repository: Repository) throws(Failure)
    -> [String]
  {
    let literal = key.hasPrefix("key::") ? String(key.dropFirst(5)) : key
    if literal == key, !key.hasPrefix("ssh-") {
      guard key.hasPrefix("~/"), let home = EnvironmentVariable.homeFolder else {
        return ["-f", key]
      }
      return ["-f", home + key.dropFirst()]
    }
    // It reads keys from files only.
    let file = "\(repository.commonFolder)/credtree/signing-key.pub"
    let text = Array((literal + "\n").utf8)
    do {
      try FileWriter.createFolders(FileWriter.folder(of: file))
      try FileWriter.replace(file, with: text.span, permissions: 0o600)
    } catch { throw Failure(error) }
    return ["-f", file, "-U"]
  }

  private static func repositoryUser(_ repository: Repository) throws(Failure) -> String {
    do {
      let (name, email) = (try repository.userName() ?? "", try repository.userEmail() ?? "")
      return "\(name) <\(email)>"
    } catch { throw Failure(error) }
  }

  private static func sign(_ words: [String]) -> Transaction.Signer {
    { commit throws(Failure) in
      let signature: SecretBytes
      do throws(ChildProcess.ProcessError) {
        signature = try ChildProcess.output(of: words, input: commit.span, limit: signatureLimit)
      } catch {
        let reason = "\(error.program) \(error.reason)"
        throw Failure(
          .system, "the commit could not be signed: \(reason); --no-sign leaves the signature out")
      }
      var bytes: [UInt8] = []
      for index in signature.bytes.indices { bytes.append(signature.bytes[index]) }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
