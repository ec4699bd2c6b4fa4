internal import Age
internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Files
internal import Git
internal import Secrets

/// What a commit's signature proves.
enum CommitSignature: Hashable {
  /// There is none.
  case none
  /// It holds for nobody, for a reason.
  case broken(String)
  /// It is by the key whose texts, as `credtree.yaml` has them, are these; and how people see it.
  case good(keys: [String], shown: String)
}

/// Checks signatures of commits, without any trust in whoever made them.
struct SignatureReader {
  /// The namespace of git's signatures.
  private static let namespace = "git"
  private static let outputLimit = 256 * 1024

  let repository: Repository

  /// Checks one commit's signature.
  ///
  /// - Throws: ``Failure`` with code `system` if OpenSSL or git's configuration cannot be used.
  func signature(of commit: CommitObject) throws(Failure) -> CommitSignature {
    guard let text = commit.signature else { return .none }
    let start = String(decoding: text.prefix(64), as: UTF8.self)
    if start.hasPrefix("-----BEGIN SSH SIGNATURE-----") {
      return try ssh(text, commit.payload)
    }
    if start.hasPrefix("-----BEGIN PGP SIGNATURE-----") {
      return try openPGP(text, commit.payload)
    }
    return .broken("the signature is neither SSH's nor OpenPGP's")
  }

  private func ssh(_ text: [UInt8], _ payload: [UInt8]) throws(Failure) -> CommitSignature {
    guard let signature = SSHSignature(armored: text.span) else {
      return .broken("the SSH signature is malformed, or by a kind of key that is not supported")
    }
    let holds: Bool
    do throws(AgeError) {
      holds = try signature.covers(payload.span, namespace: Self.namespace)
    } catch { throw Failure(.system, error.message) }
    guard holds else { return .broken("the SSH signature is not one of this commit") }
    return .good(keys: [signature.publicKey], shown: signature.fingerprint)
  }

  /// Asks gpg, as git does; the program is the user's own choice.
  private func openPGP(_ text: [UInt8], _ payload: [UInt8]) throws(Failure) -> CommitSignature {
    let program: String
    do {
      let own = try repository.configString("gpg.openpgp.program")
      let other = try repository.configString("gpg.program")
      program = own ?? other ?? "gpg"
    } catch { throw Failure(error) }
    let words = [
      program, "--keyid-format=long", "--status-fd=1", "--verify",
      "/dev/fd/\(ChildProcess.attachmentDescriptor)", "-",
    ]
    var output: [UInt8] = []
    do throws(ChildProcess.ProcessError) {
      let ending = try ChildProcess.run(
        words, input: payload.span, attachment: text, outputLimit: Self.outputLimit)
      for index in ending.output.bytes.indices { output.append(ending.output.bytes[index]) }
    } catch {
      return .broken("the OpenPGP signature cannot be checked: \(error.program) \(error.reason)")
    }
    return Self.judgement(ofStatus: String(decoding: output, as: UTF8.self))
  }

  /// What gpg's status lines say (GnuPG's doc/DETAILS).
  static func judgement(ofStatus status: String) -> CommitSignature {
    var verdicts: [String] = []
    var valid: [Substring]?
    for line in status.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count > 1, words[0] == "[GNUPG:]" else { continue }
      switch words[1] {
      case "GOODSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG", "BADSIG", "ERRSIG":
        verdicts.append(String(words[1]))
      case "VALIDSIG": valid = Array(words.dropFirst(2))
      default: continue
      }
    }
    guard verdicts.count == 1 else {
      return .broken("gpg does not find one OpenPGP signature of this commit")
    }
    switch verdicts[0] {
    // What was signed while the key was good stays signed.
    case "GOODSIG", "EXPKEYSIG": break
    case "ERRSIG":
      return .broken(
        "the OpenPGP signature cannot be checked: gpg does not have the key, import it")
    case "REVKEYSIG": return .broken("the OpenPGP key that signed was revoked")
    default: return .broken("the OpenPGP signature is not one of this commit, or has expired")
    }
    guard let valid, let signer = valid.first else {
      return .broken("gpg does not say which key made the OpenPGP signature")
    }
    let primary = valid.count > 9 ? valid[9] : signer
    let prefix = MemberEntry.openPGPPrefix
    let keys = [primary, signer].map { prefix + $0.uppercased() }
    return .good(keys: keys, shown: keys[0])
  }
}
