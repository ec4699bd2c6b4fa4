internal import Configuration

/// A hook of git's that runs a check.
public enum GitHook: String, Hashable, Sendable, CaseIterable {
  /// Before a commit: what is staged is checked.
  case preCommit = "pre-commit"
  /// Before a push: what the other side does not have is checked.
  case prePush = "pre-push"
  /// On a server, before a push is taken in.
  case preReceive = "pre-receive"

  /// The lines that run the check, in the language of POSIX shells.
  ///
  /// They stand before whatever else the hook does, and leave its standard input as it was.
  ///
  /// - Parameter program: Where this program is; where it has gone, the one on `PATH` is taken.
  /// - Returns: The lines, without their ends.
  func lines(running program: String?) -> [String] {
    var lines = ["# Written by 'credtree hooks install'; 'credtree hooks uninstall' removes it."]
    if let program, !program.contains(where: \.isNewline) {
      let parts = program.unicodeScalars.split(separator: "'", omittingEmptySubsequences: false)
      lines.append(
        "credtree='\(parts.map { String($0) }.joined(separator: #"'\''"#))'")
      lines.append("[ -x \"$credtree\" ] || credtree=credtree")
    } else {
      lines.append("credtree=credtree")
    }
    let input = "printf '%s\\n' \"$credtree_input\" | \"$credtree\""
    switch self {
    case .preCommit:
      lines.append("\"$credtree\" check --staged --quiet || exit $?")
      return lines
    case .prePush:
      lines.append("credtree_input=$(cat)")
      lines.append("\(input) check --pre-push --quiet || exit $?")
    case .preReceive:
      lines.append("credtree_input=$(cat)")
      lines.append("\(input) check --pre-receive --quiet || exit $?")
      lines.append("if git config --get credtree.root >/dev/null; then")
      lines.append("  \(input) verify --pre-receive --quiet || exit $?")
      lines.append("fi")
    }
    return lines + ["exec <<CREDTREE_INPUT", "$credtree_input", "CREDTREE_INPUT"]
  }

  /// What a hook of another language has to run.
  var command: String {
    switch self {
    case .preCommit: "credtree check --staged"
    case .prePush: "credtree check --pre-push"
    case .preReceive: "credtree check --pre-receive"
    }
  }
}
