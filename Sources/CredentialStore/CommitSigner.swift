internal import Credentials
internal import Files
internal import Git
internal import Secrets

/// Signs commits as git does: with the program and key that the user's git configuration names.
///
/// Git reads all of it from the user's own files and from `.git/config`, which no clone and no
/// commit can bring along.
struct CommitSigner {
  /// The most bytes that a signature, or an answer about a key, may have.
  private static let outputLimit = 64 * 1024

  private let repository: Repository
  private let authorship: Authorship

  /// What signs commits, or `nil` where they are not to be signed.
  ///
  /// - Parameters:
  ///   - asked: What the user said, or `nil` to do as `commit.gpgsign` says.
  ///   - authorship: Who commits, whose key gpg takes where no other is named.
  ///   - repository: Whose configuration counts.
  /// - Returns: The signer.
  /// - Throws: ``Failure`` with code `system` if the configuration names no key or format.
  static func make(asked: Bool?, by authorship: Authorship, in repository: Repository)
    throws(Failure) -> Transaction.Signer?
  {
    let isConfigured = try reportingGit { () throws(GitError) in
      try repository.configBool("commit.gpgsign") ?? false
    }
    guard asked ?? isConfigured else { return nil }
    let signer = CommitSigner(repository: repository, authorship: authorship)
    switch try signer.setting("gpg.format") ?? "openpgp" {
    case "openpgp": return try signer.openPGP()
    case "ssh": return try signer.ssh()
    case let format:
      throw Failure(.system, "signing with gpg.format \(format) is not supported; use --no-sign")
    }
  }

  private func setting(_ name: String) throws(Failure) -> String? {
    try reportingGit { () throws(GitError) in
      try repository.configString(name).flatMap { $0.isEmpty ? nil : $0 }
    }
  }

  private func openPGP() throws(Failure) -> Transaction.Signer {
    let own = try setting("gpg.openpgp.program")
    let program = try setting("gpg.program")
    var key = try setting("user.signingkey")
    if key == nil {
      let committer = try authorship.signatures(in: repository).committer
      key = "\(committer.name) <\(committer.email)>"
    }
    return Self.sign([Self.expanded(own ?? program ?? "gpg"), "-bsau", key ?? ""])
  }

  private func ssh() throws(Failure) -> Transaction.Signer {
    let program = try setting("gpg.ssh.program").map(Self.expanded) ?? "ssh-keygen"
    var key = try setting("user.signingkey")
    if key == nil { key = try defaultKey() }
    guard let key else {
      throw Failure(
        .system,
        "commits are to be signed, and neither user.signingkey nor gpg.ssh.defaultKeyCommand is "
          + "set; set one of them with 'git config'")
    }
    return Self.sign([program, "-q", "-Y", "sign", "-n", "git"] + (try keyArguments(key)))
  }

  /// The key that `gpg.ssh.defaultKeyCommand` names, such as the first one of an agent.
  private func defaultKey() throws(Failure) -> String? {
    guard let command = try setting("gpg.ssh.defaultKeyCommand") else { return nil }
    guard let words = CommandWords.split(command), !words.isEmpty else {
      throw Failure(.system, "gpg.ssh.defaultKeyCommand has an unfinished quotation")
    }
    let nothing: [UInt8] = []
    let output: String
    do throws(ChildProcess.ProcessError) {
      let bytes = try ChildProcess.output(
        of: words, input: nothing.span, limit: Self.outputLimit)
      output = Self.text(bytes)
    } catch {
      throw Failure(.system, "gpg.ssh.defaultKeyCommand: \(error.program) \(error.reason)")
    }
    guard let line = output.split(separator: "\n").first.map(String.init), Self.isLiteral(line)
    else {
      throw Failure(
        .system, "gpg.ssh.defaultKeyCommand printed no key; it must print key::… or ssh-…")
    }
    return line
  }

  /// Whether a setting is a public key itself and not the name of a file.
  private static func isLiteral(_ key: String) -> Bool {
    key.hasPrefix("key::") || key.hasPrefix("ssh-")
  }

  /// How ssh-keygen is told which key signs: a file, or a public key whose other half an agent has.
  private func keyArguments(_ key: String) throws(Failure) -> [String] {
    guard Self.isLiteral(key) else { return ["-f", Self.expanded(key)] }
    let literal = key.hasPrefix("key::") ? String(key.dropFirst(5)) : key
    // It reads keys from files only.
    let file = "\(repository.commonFolder)/credtree/signing-key.pub"
    let text = Array((literal + "\n").utf8)
    do {
      try FileWriter.createFolders(FileWriter.folder(of: file))
      try FileWriter.replace(file, with: text.span, permissions: 0o600)
    } catch { throw Failure(error) }
    return ["-f", file, "-U"]
  }

  /// A path as git expands it.
  private static func expanded(_ path: String) -> String {
    guard path.hasPrefix("~/"), let home = EnvironmentVariable.homeFolder else { return path }
    return home + path.dropFirst()
  }

  private static func sign(_ words: [String]) -> Transaction.Signer {
    { commit throws(Failure) in
      do throws(ChildProcess.ProcessError) {
        return text(
          try ChildProcess.output(of: words, input: commit.span, limit: outputLimit))
      } catch {
        let reason = "\(error.program) \(error.reason)"
        throw Failure(
          .system, "the commit could not be signed: \(reason); --no-sign leaves the signature out")
      }
    }
  }

  private static func text(_ output: borrowing SecretBytes) -> String {
    var bytes: [UInt8] = []
    for index in output.bytes.indices { bytes.append(output.bytes[index]) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
