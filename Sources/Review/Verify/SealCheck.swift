internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Git

/// Opens the files that commits made, as far as a key is at hand.
struct SealCheck {
  let findings: [VerificationFinding]
  /// How many files were opened, or were found to be damaged.
  let opened: Int

  private enum Answer: Sendable {
    case holds
    case broken(VerificationFinding)
  }

  static func run(
    _ files: [SealedFile], in repository: Repository, with keyRing: KeyRing,
    _ configuration: Configuration
  ) throws(Failure) -> SealCheck {
    guard !keyRing.identities.isEmpty, !files.isEmpty else {
      return SealCheck(findings: [], opened: 0)
    }
    let answers: [Answer] = try ParallelMap.compactMap(files) { made in
      Result { () throws(Failure) -> Answer? in
        let text: [UInt8]
        do throws(GitError) { text = try repository.contents(ofBlob: made.blob) } catch {
          throw Failure(error)
        }
        do throws(Failure) {
          _ = try CredentialFile(text.span, name: made.name)
            .open(with: keyRing, configuration: configuration)
          return .holds
        } catch {
          guard error.code == .integrity else { return nil }
          return .broken(try finding(error.message, made, in: repository))
        }
      }
    }
    var findings: [VerificationFinding] = []
    for case .broken(let finding) in answers { findings.append(finding) }
    return SealCheck(findings: findings, opened: answers.count)
  }

  private static func finding(_ message: String, _ made: SealedFile, in repository: Repository)
    throws(Failure) -> VerificationFinding
  {
    let commit: CommitObject?
    do { commit = try repository.commitObject(made.commit) } catch { throw Failure(error) }
    return VerificationFinding(
      commit: made.commit.description, person: commit?.author ?? "", reason: .brokenSeal,
      message: message, files: [made.path])
  }
}
