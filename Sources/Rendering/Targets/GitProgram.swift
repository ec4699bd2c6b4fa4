internal import Credentials
internal import Files
internal import Secrets

/// The `git` program, which connects to other machines as the user set it up to.
struct GitProgram {
  let url: String

  // The user's variables about his own repository are not about this one. Transports that run a
  // program which a URL names are not allowed at all.
  private static let environment = ChildEnvironment(
    removing: [
      "GIT_DIR=", "GIT_WORK_TREE=", "GIT_INDEX_FILE=", "GIT_OBJECT_DIRECTORY=",
      "GIT_ALTERNATE_OBJECT_DIRECTORIES=", "GIT_COMMON_DIR=", "GIT_NAMESPACE=", "GIT_PREFIX=",
    ], adding: ["GIT_ALLOW_PROTOCOL": "http:https:ssh:git"])

  /// Runs git; what it has to say goes to standard error.
  @discardableResult
  func run(_ arguments: [String], in gitFolder: String?) throws(Failure) -> String {
    var words = ["git", "-c", "core.hooksPath=/dev/null"]
    if let gitFolder { words.append("--git-dir=\(gitFolder)") }
    do throws(ChildProcess.ProcessError) {
      let nothing: [UInt8] = []
      let output = try ChildProcess.output(
        of: words + arguments, input: nothing.span, environment: Self.environment, limit: 1 << 20)
      return String(decoding: output.bytes.indices.map { output.bytes[$0] }, as: UTF8.self)
    } catch {
      throw Failure(.system, "git \(arguments.first ?? "") of \(url) \(error.reason)")
    }
  }

  /// The full name of a branch, or of the default one, and whether it is there yet.
  func branch(named wanted: String?) throws(Failure) -> (reference: String, exists: Bool) {
    let answer = try run(
      ["ls-remote", "--symref", "--", url] + ["HEAD"] + (wanted.map { ["refs/heads/\($0)"] } ?? []),
      in: nil)
    var isThere: Set<String> = []
    var head: String?
    for line in answer.split(separator: "\n") {
      let columns = line.split(separator: "\t").map(String.init)
      guard columns.count == 2 else { continue }
      if columns[0].hasPrefix("ref: ") {
        head = String(columns[0].dropFirst(5))
      } else {
        isThere.insert(columns[1])
      }
    }
    if let wanted {
      return ("refs/heads/\(wanted)", isThere.contains("refs/heads/\(wanted)"))
    }
    guard let head, head.hasPrefix("refs/heads/") else {
      throw Failure(
        .invalid, "\(url) has no default branch, or no commit yet: give the target a branch")
    }
    return (head, isThere.contains("HEAD"))
  }
}
