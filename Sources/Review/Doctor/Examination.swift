internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Files
internal import Git
internal import Secrets

extension Diagnosis {
  /// Looks at a clone and at the machine; changes nothing, and opens no credential.
  ///
  /// - Parameters:
  ///   - directory: A folder of the repository; `nil` is `CREDTREE_DIR`, or the current one.
  ///   - identityFile: One more file to look for identities in.
  /// - Returns: What was found; whatever is wrong is in it.
  public static func of(_ directory: String?, identityFile: String?) -> Diagnosis {
    var diagnosis = Diagnosis()
    diagnosis.examineGit()
    let start = directory ?? EnvironmentVariable.text("CREDTREE_DIR") ?? "."
    let repository: Repository
    do throws(GitError) { repository = try Repository(containing: start) } catch {
      let isMissing = error.code == .notFound
      diagnosis.add(
        "repository", .error, isMissing ? "this is not a git repository" : error.message,
        remedy: isMissing ? "run 'git init', then 'credtree init'" : nil)
      diagnosis.examineMachine(nil, root: nil, identityFile: identityFile)
      return diagnosis
    }
    let root = repository.workFolder.map { FileReader.resolved($0) ?? $0 }
    diagnosis.examineKind(of: repository)
    diagnosis.examineLeftovers(of: repository)
    diagnosis.examineDrivers(of: repository, root: root)
    let configuration = diagnosis.examineConfiguration(of: repository, root: root)
    diagnosis.examineStore(configuration, repository, root: root)
    diagnosis.examineMachine(configuration, root: root, identityFile: identityFile)
    diagnosis.examineHooks(of: repository)
    return diagnosis
  }

  /// What git has for signing with SSH keys, and for naming the sides of a merge.
  private static let wantedGit = (2, 34)

  private mutating func examineGit() {
    let nothing: [UInt8] = []
    var text: String?
    do throws(ChildProcess.ProcessError) {
      let output = try ChildProcess.output(
        of: ["git", "--version"], input: nothing.span, limit: 4096)
      text = output.withSpan { span in
        String(decoding: span.indices.map { span[$0] }, as: UTF8.self)
      }
    } catch {
      add(
        "git", .warning, "there is no git on PATH; credtree does without, and people do not",
        remedy: "install git")
      return
    }
    let words = (text ?? "").split(whereSeparator: \.isWhitespace)
    let version = words.count > 2 ? String(words[2]) : "unknown"
    let numbers = version.split(separator: ".").compactMap { Int($0) }
    if numbers.count > 1, (numbers[0], numbers[1]) < Self.wantedGit {
      add(
        "git", .warning, "git \(version) cannot sign with SSH keys",
        remedy: "install git 2.34 or later")
    } else {
      add("git", .ok, "git \(version)")
    }
  }

  private mutating func examineKind(of repository: Repository) {
    if repository.isBare {
      add("repository", .note, "bare: changes are made in a clone; reviews work here")
    } else {
      add("repository", .ok, "work tree at \(repository.workFolder ?? "")")
    }
    do throws(GitError) {
      if try repository.isShallow() {
        add(
          "history", .warning, "a shallow clone, in which answers from history end",
          remedy: "run 'git fetch --unshallow'")
      } else {
        add("history", .ok, "complete")
      }
    } catch { add("history", .error, error.message) }
    guard !repository.isBare else { return }
    do throws(GitError) {
      _ = try repository.trackedBlobs(under: Configuration.fileName)
      add("index", .ok, "can be read")
    } catch { add("index", .error, error.message) }
  }

  /// Git's own lock is left behind when git is killed.
  private mutating func examineLeftovers(of repository: Repository) {
    let clone = CloneState(of: repository)
    if clone.hasJournal {
      add(
        "journal", .warning, "a command that was interrupted is not finished",
        remedy: "run any command that reads credentials, such as 'credtree list': it finishes it")
    } else {
      add("journal", .ok, "nothing is left of interrupted commands")
    }
    if FileReader.exists("\(repository.indexFile).lock") {
      add(
        "lock", .warning, "\(repository.indexFile).lock exists: git is at work, or was killed",
        remedy: "if no git is running, remove it")
    } else {
      add("lock", .ok, "the index is not locked")
    }
  }

  /// Hooks that a commit of ours does not run.
  private mutating func examineHooks(of repository: Repository) {
    let folder = (try? repository.configString("core.hooksPath")) ?? nil
    let place = folder ?? "\(repository.commonFolder)/hooks"
    let names = ["pre-commit", "prepare-commit-msg", "commit-msg", "post-commit"]
    let active = names.filter { FileReader.isProgram("\(place)/\($0)") }
    guard !active.isEmpty else {
      add("hooks", .ok, "no hook of git's runs on commits")
      return
    }
    add(
      "hooks", .note,
      "git's hooks are not run on credtree's own commits: \(active.joined(separator: ", "))",
      remedy: "where they should, use --no-commit, then 'git commit'")
  }
}
