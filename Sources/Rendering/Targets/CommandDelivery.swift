internal import Credentials
internal import Files
internal import Secrets

/// Delivers by a program that reads the file on standard input.
///
/// The command line is the user's own, from git's config, and never the repository's.
struct CommandDelivery {
  let target: String
  let surroundings: Delivery.Surroundings

  func deliver(_ file: Delivery.File) throws(Failure) {
    let key = "credtree.target.\(target).command"
    guard let line = try surroundings.commandLine(target).get() else {
      throw Failure(
        .notFound, "the target has no command here: set one with git config \(key) 'PROGRAM …'")
    }
    guard let words = KeyCommand.words(in: line), !words.isEmpty else {
      throw Failure(.invalid, "\(key) has an unfinished quotation or is empty")
    }
    let environment = ChildEnvironment(adding: [
      "CREDTREE_TARGET": target, "CREDTREE_PATH": file.path, "CREDTREE_ARTIFACT": file.artifact,
    ])
    do throws(ChildProcess.ProcessError) {
      try Self.feed(file.contents.bytes, to: words, environment)
    } catch {
      throw Failure(.system, "\(error.program) \(error.reason)")
    }
  }

  private static func feed(
    _ contents: borrowing SecretBytes, to words: [String], _ environment: ChildEnvironment
  ) throws(ChildProcess.ProcessError) {
    try ChildProcess.output(
      of: words, input: contents.bytes, environment: environment, limit: nil)
  }
}
