internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Files
internal import Git

extension Diagnosis {
  /// Whether git shows and merges credentials as it should, and keeps nothing of what it shows.
  mutating func examineDrivers(of repository: Repository, root: String?) {
    examineCache(of: repository)
    guard let root else { return }
    do throws(Failure) {
      let missing = try GitDrivers.missing(in: repository)
      if missing.isEmpty {
        add("git-config", .ok, "this clone's git knows credtree's drivers")
      } else {
        let names = missing.map { "\($0.name) (\($0.purpose))" }.joined(separator: ", ")
        add(
          "git-config", .error, "this clone's git lacks \(names)", remedy: "run 'credtree init'")
      }
    } catch { add("git-config", .error, error.message) }
    examineProgram(of: repository)
    examineAttributes(root)
  }

  /// What git keeps of the output of drivers; of other tools' drivers that is plaintext.
  private mutating func examineCache(of repository: Repository) {
    do throws(GitError) {
      let caches = try repository.referenceNames(beginningWith: "refs/notes/textconv/")
      if caches.isEmpty {
        add("textconv-cache", .ok, "git keeps nothing of what it shows")
      } else {
        let removal = caches.map { "git update-ref -d \($0)" }.joined(separator: " && ")
        add(
          "textconv-cache", .error,
          "git keeps what it showed, perhaps in clear: \(caches.joined(separator: ", "))",
          remedy: "run '\(removal) && git gc --prune=now', and rotate what was in it")
      }
      if try repository.configString("diff.credtree.cachetextconv") == "true" {
        add(
          "cachetextconv", .error, "diff.credtree.cachetextconv is on",
          remedy: "run 'credtree init', which turns it off in this clone")
      }
    } catch { add("textconv-cache", .error, error.message) }
  }

  /// Git fails on every diff whose driver it cannot start.
  private mutating func examineProgram(of repository: Repository) {
    let value = (try? repository.configString("diff.credtree.textconv")) ?? nil
    guard let program = value.flatMap({ CommandWords.split($0)?.first }) else { return }
    guard ProgramSearch.path(of: program) == nil else { return }
    add(
      "program", .error, "git is to run \(program), which is not on PATH, so 'git diff' fails",
      remedy: "put credtree on PATH, or its full path into diff.credtree.textconv")
  }

  private mutating func examineAttributes(_ root: String) {
    let path = "\(root)/\(GitAttributes.fileName)"
    guard
      let text = try? FileReader.contents(of: "\(root)/\(Configuration.fileName)", limit: 1 << 20),
      let configuration = try? Configuration.parse(text.span, file: Configuration.fileName)
    else { return }
    let current = (try? FileReader.contents(of: path, limit: 16 << 20)) ?? []
    do throws(ConfigurationError) {
      let wanted = try GitAttributes.updating(current, store: configuration.store)
      if wanted == current {
        add("gitattributes", .ok, "\(GitAttributes.fileName) names the drivers")
      } else {
        add(
          "gitattributes", .error, "the block of \(GitAttributes.fileName) is not current",
          remedy: "run 'credtree init', which writes it")
      }
    } catch {
      add(
        "gitattributes", .error, error.description,
        remedy: "put the marks in order, then run 'credtree init'")
    }
  }
}
