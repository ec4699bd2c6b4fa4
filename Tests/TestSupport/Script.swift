internal import Subprocess
public import SystemPackage

/// A test written as a shell-like script followed by the files it needs.
///
/// The format is Go's txtar: lines up to the first `-- name --` are commands, and
/// each `-- name --` begins a file. Every script runs in an empty directory.
///
///     # opening a file sealed for somebody else fails
///     ! credtree reveal secret.json
///     stderr 'no identity matched'
///     -- secret.json --
///     {}
public struct Script: Sendable {
  /// A command, with the line it came from.
  struct Step: Sendable {
    var line: Int
    var expectsFailure: Bool
    var words: [String]
  }

  /// The script's file name, without its extension.
  public let name: String
  let steps: [Step]
  let files: [(name: String, contents: String)]

  /// Parses a script.
  public init(name: String, text: String) throws(ScriptFailure) {
    var steps: [Step] = []
    var files: [(name: String, contents: String)] = []
    for (offset, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.hasPrefix("-- "), line.hasSuffix(" --") {
        files.append((String(line.dropFirst(3).dropLast(3)), ""))
      } else if !files.isEmpty {
        files[files.count - 1].contents += line + "\n"
      } else if !line.isEmpty, !line.hasPrefix("#") {
        var words = try Self.words(line, at: offset + 1)
        let expectsFailure = words.first == "!"
        if expectsFailure { words.removeFirst() }
        steps.append(Step(line: offset + 1, expectsFailure: expectsFailure, words: words))
      }
    }
    // The text's own last line end begins no line.
    if !files.isEmpty, text.hasSuffix("\n") { files[files.count - 1].contents.removeLast() }
    self.name = name
    self.steps = steps
    self.files = files
  }

  private static func words(_ line: Substring, at number: Int) throws(ScriptFailure) -> [String] {
    var words: [String] = []
    var current = ""
    var quoted = false
    var started = false
    for character in line {
      switch character {
      case "'":
        quoted.toggle()
        started = true
      case " " where !quoted:
        if started { words.append(current) }
        current = ""
        started = false
      default:
        current.append(character)
        started = true
      }
    }
    if quoted { throw ScriptFailure(line: number, reason: "unterminated quote") }
    if started { words.append(current) }
    return words
  }

  /// Runs every step in `directory`.
  ///
  /// - Parameters:
  ///   - directory: The folder to work in, which is also the home folder.
  ///   - tools: The programs that this package builds.
  ///   - records: Whether `golden` takes what it gets for right.
  /// - Returns: What `golden` got, by the file that it belongs in.
  /// - Throws: ``ScriptFailure`` at the first step that ends in another way than it says.
  @discardableResult
  public func run(
    in directory: FilePath, tools: Set<String>, recording records: Bool = false
  ) async throws -> [String: String] {
    var recorded: [String: String] = [:]
    for file in files {
      try Array(file.contents.utf8).write(to: directory.appending(file.name))
    }
    var last = Run(status: .exited(0), stdout: "", stderr: "")
    for step in steps {
      func fail(_ reason: String) -> ScriptFailure {
        ScriptFailure(line: step.line, reason: reason)
      }
      guard let command = step.words.first else { throw fail("empty command") }
      let arguments = Array(step.words.dropFirst())
      switch command {
      case "stdout", "stderr":
        let output = command == "stdout" ? last.stdout : last.stderr
        let matches = try output.contains(Regex(arguments.first ?? "").anchorsMatchLineEndings())
        if matches == step.expectsFailure {
          throw fail("\(command) \(matches ? "matches" : "does not match") \(arguments)\n\(output)")
        }
      case "cmp":
        guard arguments.count == 2 else { throw fail("cmp needs two names") }
        let (left, right) = (arguments[0], arguments[1])
        let actual =
          left == "stdout"
          ? Array(last.stdout.utf8) : try [UInt8](contentsOf: directory.appending(left))
        if (actual == (try [UInt8](contentsOf: directory.appending(right)))) == step.expectsFailure
        {
          throw fail("\(left) \(step.expectsFailure ? "equals" : "differs from") \(right)")
        }
      case "exit":
        guard let status = arguments.first.flatMap({ Int32($0) }) else {
          throw fail("exit needs a status")
        }
        guard last.status == .exited(status) else { throw fail("the exit is \(last.status)") }
      case "golden":
        guard arguments.count == 2 else { throw fail("golden needs a stream and a name") }
        let output = arguments[0] == "stdout" ? last.stdout : last.stderr
        let actual = Normalised.text(output, folder: directory.string)
        let expected = files.first { $0.name == arguments[1] }?.contents
        recorded[arguments[1]] = actual
        guard records || actual == expected else {
          throw fail("\(arguments[0]) differs from \(arguments[1]); it is\n\(actual)")
        }
      case _ where tools.contains(command):
        last = try await runTool(command, arguments, in: directory)
        if last.status.isSuccess == step.expectsFailure {
          throw fail("\(command) ended with \(last.status)\n\(last.stderr)")
        }
      default:
        last = try await runProgram(.name(command), arguments, in: directory)
        if last.status.isSuccess == step.expectsFailure {
          throw fail("\(command) ended with \(last.status)\n\(last.stderr)")
        }
      }
    }
    return recorded
  }
}

extension Script {
  /// A script's text with other contents of some of its files.
  public static func text(_ text: String, replacing contents: [String: String]) -> String {
    var output = ""
    var isReplaced = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      if line.hasPrefix("-- "), line.hasSuffix(" --") {
        let new = contents[String(line.dropFirst(3).dropLast(3))]
        output += "\(line)\n\(new ?? "")"
        isReplaced = new != nil
      } else if !isReplaced {
        output += "\(line)\n"
      }
    }
    return output
  }
}

/// Where a script stopped, and why.
public struct ScriptFailure: Error, CustomStringConvertible {
  let line: Int
  let reason: String
  public var description: String { "line \(line): \(reason)" }
}
