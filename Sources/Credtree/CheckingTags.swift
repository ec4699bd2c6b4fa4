internal import Git

/// Secrets in clear in what a pushed reference names and no commit has.
extension Workspace {
  /// Looks into the messages of an annotated tag, and into a file that a reference names.
  ///
  /// - Parameters:
  ///   - reference: What is pushed.
  ///   - repository: Where it is.
  ///   - report: Where findings are added.
  /// - Throws: ``Failure`` with code `system` if git cannot read something.
  static func addTagged(
    _ reference: PushedReference, _ repository: Repository, to report: inout CheckReport
  ) throws(Failure) {
    var texts: [(place: String, text: [UInt8])] = []
    var next = ObjectID(reference.new)
    // A tag may name a tag.
    while let id = next, !id.isZero {
      next = nil
      do throws(GitError) {
        switch try repository.namedObject(id) {
        case .tag(let tag):
          texts.append(("the message of the tag", tag.message))
          next = tag.target
        case .blob:
          texts.append(("the file that is tagged", try repository.contents(ofBlob: id)))
        case .other: break
        }
      } catch { throw Failure(error) }
    }
    guard !texts.isEmpty else { return }
    let scanner = try tagScanner()
    for (place, text) in texts {
      let outcome = scanner.outcome(of: text.span, path: reference.name)
      if outcome.isUnsearched { report.unsearched += 1 }
      report.findings += outcome.exposures.map { secret in
        Finding(
          .plaintextSecret,
          "\(place) \(reference.name) has it in line \(secret.position.line): \(secret.message)",
          field: secret.field)
      }
    }
  }

  /// What looks for secrets with the rules that there are wherever no store says more.
  private static func tagScanner() throws(Failure) -> ReferenceScanner {
    let text = Array("version: 1\n".utf8)
    do throws(ConfigurationError) {
      return try ReferenceScanner(
        configuration: try Configuration.parse(text.span), credentials: [], looksForSecrets: true)
    } catch {
      throw Failure(.internalError, "the rules for secrets cannot be read", details: error.problems)
    }
  }
}
