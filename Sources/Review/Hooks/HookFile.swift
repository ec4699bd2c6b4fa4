internal import Configuration
internal import Credentials
internal import Documents

/// The text of a hook, with our lines in it or without.
struct HookFile {
  private static let shebang = "#!/bin/sh\n"
  private static let shells: Set<String> = ["sh", "bash", "dash", "ash", "ksh", "zsh"]

  /// The whole text; empty for a hook that does not exist.
  let text: String

  /// The text with the lines in it: in place of those that are there, or else before all others.
  ///
  /// - Throws: ``Failure`` with code `conflict` for a hook that is no script of a shell, or that
  ///   another program writes.
  func adding(_ lines: [String], for hook: GitHook, at path: String) throws(Failure) -> String {
    let block = ([MarkedBlock.begin] + lines + [MarkedBlock.end]).joined(separator: "\n") + "\n"
    if text.isEmpty { return Self.shebang + block }
    if text.contains(MarkedBlock.begin) {
      do {
        let bytes = try MarkedBlock.replacing(with: lines, in: Array(text.utf8), file: path)
        return String(decoding: bytes, as: UTF8.self)
      } catch {
        throw Failure(.invalid, "\(path) cannot take our lines", details: error.problems)
      }
    }
    if text.contains("pre-commit.com") {
      throw Failure(
        .conflict,
        "\(path) is written by the pre-commit framework: add this repository's hook "
          + "'credtree-check' to .pre-commit-config.yaml")
    }
    guard let first = text.split(separator: "\n", omittingEmptySubsequences: false).first,
      Self.isShell(first)
    else {
      throw Failure(
        .conflict,
        "\(path) is there already and no script of a shell; have it run '\(hook.command)' and "
          + "end with its status")
    }
    return first + "\n" + block + text.dropFirst(first.count + 1)
  }

  /// The text without our lines, or `nil` if nothing is left of it but what we wrote.
  func removing(at path: String) throws(Failure) -> String? {
    var kept: [Substring] = []
    var isOurs = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == MarkedBlock.begin { isOurs = true }
      if !isOurs { kept.append(line) }
      if line == MarkedBlock.end { isOurs = false }
    }
    guard !isOurs else {
      throw Failure(.invalid, "\(path) has no line '\(MarkedBlock.end)'; mend it by hand")
    }
    let rest = kept.joined(separator: "\n")
    return rest == Self.shebang ? nil : rest
  }

  private static func isShell(_ line: Substring) -> Bool {
    guard line.hasPrefix("#!") else { return false }
    let words = line.dropFirst(2).split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "/" })
    return words.contains { shells.contains(String($0)) }
  }
}
