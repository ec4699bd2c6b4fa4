internal import Configuration
internal import CredentialStore
public import Credentials
internal import Files
internal import Git

/// Putting checks into a clone's hooks, and taking them out again.
///
/// Hooks are only ever written into a git folder or where the user's own config says, never
/// because a file of the repository says so.
public struct HookInstallation: Hashable, Sendable {
  /// What was done with a hook; its raw value is the word in reports.
  public enum Change: String, Hashable, Sendable {
    /// Our lines were added.
    case installed
    /// Our lines were others.
    case updated
    /// Everything was as it should be.
    case unchanged
    /// Our lines were taken away.
    case removed
  }

  /// The hook.
  public let hook: GitHook
  /// The absolute path of its file.
  public let file: String
  /// What was done with it.
  public let change: Change
  /// Whether the hook did something before, which it still does.
  public let isShared: Bool

  /// Makes hooks run checks; all of them, or none where one cannot be.
  ///
  /// - Parameters:
  ///   - hooks: The hooks; empty for those that fit: `pre-commit` and `pre-push` where there is a
  ///     work tree, `pre-receive` in a bare repository.
  ///   - directory: A folder of the repository; `nil` is `CREDTREE_DIR`, or the current one.
  ///   - program: Where this program is.
  /// - Returns: What was done.
  /// - Throws: ``Failure`` with code `conflict` for a hook that cannot take our lines, saying what
  ///   to add to it, `system` where there is no repository, or the system refuses.
  public static func install(
    _ hooks: [GitHook], in directory: String?, running program: String?
  ) throws(Failure) -> [HookInstallation] {
    let repository = try repository(directory)
    let folder = try folder(of: repository)
    let chosen =
      hooks.isEmpty ? (repository.isBare ? [.preReceive] : [.preCommit, .prePush]) : hooks
    var plans: [(HookInstallation, String)] = []
    for hook in chosen {
      let file = "\(folder)/\(hook.rawValue)"
      let old = try text(of: file)
      let new = try HookFile(text: old).adding(
        hook.lines(running: program), for: hook, at: file)
      let isOurs = old.contains(MarkedBlock.begin)
      let rest = try HookFile(text: new).removing(at: file)
      let isShared = rest != nil
      let isRun = FileReader.isProgram(file)
      let change: Change = old == new && isRun ? .unchanged : isOurs ? .updated : .installed
      let plan = HookInstallation(hook: hook, file: file, change: change, isShared: isShared)
      plans.append((plan, new))
    }
    for (plan, text) in plans where plan.change != .unchanged {
      try write(text, to: plan.file)
    }
    return plans.map(\.0)
  }

  /// Takes our lines out of hooks, and removes those that did nothing else.
  ///
  /// - Parameters:
  ///   - hooks: The hooks; empty for all that have our lines.
  ///   - directory: A folder of the repository; `nil` is `CREDTREE_DIR`, or the current one.
  /// - Returns: What was done.
  /// - Throws: ``Failure`` with code `system` where there is no repository, or the system refuses.
  public static func uninstall(_ hooks: [GitHook], in directory: String?) throws(Failure)
    -> [HookInstallation]
  {
    let folder = try folder(of: try repository(directory))
    var done: [HookInstallation] = []
    for hook in hooks.isEmpty ? GitHook.allCases : hooks {
      let file = "\(folder)/\(hook.rawValue)"
      let old = try text(of: file)
      guard old.contains(MarkedBlock.begin) else {
        if !hooks.isEmpty {
          done.append(
            HookInstallation(hook: hook, file: file, change: .unchanged, isShared: !old.isEmpty))
        }
        continue
      }
      let rest = try HookFile(text: old).removing(at: file)
      if let rest {
        try write(rest, to: file)
      } else {
        do { try FileWriter.remove(file) } catch { throw Failure(error) }
      }
      done.append(
        HookInstallation(hook: hook, file: file, change: .removed, isShared: rest != nil))
    }
    return done
  }

  private static func repository(_ directory: String?) throws(Failure) -> Repository {
    do {
      return try Repository(
        containing: directory ?? EnvironmentVariable.text("CREDTREE_DIR") ?? ".")
    } catch { throw Failure(error) }
  }

  /// Where git looks for hooks.
  private static func folder(of repository: Repository) throws(Failure) -> String {
    let configured: String?
    do { configured = try repository.configString("core.hooksPath") } catch {
      throw Failure(error)
    }
    guard var path = configured, !path.isEmpty else { return "\(repository.commonFolder)/hooks" }
    if path.hasPrefix("~/"), let home = EnvironmentVariable.homeFolder {
      path = home + path.dropFirst()
    }
    let root = repository.workFolder ?? repository.gitFolder
    if !path.hasPrefix("/") { path = "\(root)/\(path)" }
    let place = FileReader.resolved(path) ?? path
    let homes = [root, repository.commonFolder].map { FileReader.resolved($0) ?? $0 }
    guard homes.contains(where: { place == $0 || place.hasPrefix("\($0)/") }) else {
      throw Failure(
        .conflict,
        "core.hooksPath is \(path), which is outside of this repository and may be for others too; "
          + "have the hooks there run '\(GitHook.preCommit.command)' where there is a "
          + "\(Configuration.fileName), or unset core.hooksPath here")
    }
    return path
  }

  private static func text(of file: String) throws(Failure) -> String {
    do {
      let bytes = try FileReader.contents(of: file, limit: 1 << 20)
      guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
        throw Failure(.conflict, "\(file) is there already and no text; move it away first")
      }
      return text
    } catch let error as FileError {
      if error.code == .notFound { return "" }
      throw Failure(error)
    } catch let failure as Failure {
      throw failure
    } catch { throw Failure(.internalError, "\(error)") }
  }

  private static func write(_ text: String, to file: String) throws(Failure) {
    let bytes = Array(text.utf8)
    do throws(FileError) {
      try FileWriter.createFolders(FileWriter.folder(of: file))
      let place = FileReader.resolved(file) ?? file
      let permissions = (FileReader.permissions(of: file) ?? 0o755) | 0o111
      try FileWriter.replace(place, with: bytes.span, permissions: permissions)
    } catch { throw Failure(error) }
  }
}
