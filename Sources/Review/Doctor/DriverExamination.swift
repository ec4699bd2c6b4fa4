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
    examineTextConversion(of: repository)
    examineMergeDriver(of: repository)
    examineAttributes(of: repository, root)
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
  private mutating func examineTextConversion(of repository: Repository) {
    let entry = "diff.credtree.textconv"
    if let words = words(of: entry, in: repository), let program = words.first {
      if ProgramSearch.path(of: program) == nil {
        add(
          "program", .error,
          "git is to run \(program), which is not on PATH, so 'git diff' fails",
          remedy: "put credtree on PATH, or its full path into \(entry)")
      } else if !words.contains("textconv") {
        add(
          "program", .error, "\(entry) is not 'credtree textconv', so 'git diff' shows nothing",
          remedy: Self.anew(entry))
      }
    }
    let command = "diff.credtree.command"
    guard let value = try? repository.configString(command), !value.isEmpty else { return }
    add(
      "program", .error, "\(command) is set, which git runs in the place of \(entry)",
      remedy: "run 'git config --unset-all \(command)'")
  }

  /// A merge driver that does nothing ends every merge well, with what was on one side.
  private mutating func examineMergeDriver(of repository: Repository) {
    let entry = "merge.credtree.driver"
    guard let words = words(of: entry, in: repository), let program = words.first else { return }
    let path = program.replacing("%%", with: "%")
    if ProgramSearch.path(of: path) == nil {
      add(
        "merge-program", .error,
        "git is to run \(path), which is not on PATH, so merges of credentials fail",
        remedy: "put credtree on PATH, or run 'credtree init', which writes \(entry) anew")
    }
    guard !GitDrivers.isMergeCommand(words) else { return }
    let arguments = GitDrivers.mergeArguments.joined(separator: " ")
    add(
      "merge-program", .error, "\(entry) does not end with 'merge-driver \(arguments)'",
      remedy: Self.anew(entry))
  }

  private static func anew(_ entry: String) -> String {
    "run 'credtree init', which writes \(entry) anew"
  }

  private func words(of entry: String, in repository: Repository) -> [String]? {
    ((try? repository.configString(entry)) ?? nil).flatMap { CommandWords.split($0) }
  }

  private mutating func examineAttributes(of repository: Repository, _ root: String) {
    let path = "\(root)/\(GitAttributes.fileName)"
    guard
      let text = try? FileReader.contents(of: "\(root)/\(Configuration.fileName)", limit: 1 << 20),
      let configuration = try? Configuration.parse(text.span, file: Configuration.fileName)
    else { return }
    let current = (try? FileReader.contents(of: path, limit: 16 << 20)) ?? []
    do throws(ConfigurationError) {
      let wanted = try GitAttributes.updating(current, store: configuration.store)
      if wanted == current {
        if isOverridden(in: repository, store: configuration.store) { return }
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

  /// So many files are asked about; most stores have no more.
  private static let examined = 1000

  /// Whether another line, perhaps in another file, takes what our block says back.
  private mutating func isOverridden(in repository: Repository, store: String) -> Bool {
    do throws(GitError) {
      // What is wrong with the index is said elsewhere.
      let files = (try? repository.trackedBlobs(under: store)) ?? []
      let tracked = files.map(\.path).filter { $0.hasSuffix(".json") }
      // Where there is none yet, the one that comes.
      for path in ["\(store)/new.json"] + tracked.prefix(Self.examined) {
        for name in ["diff", "merge"] {
          let found = try repository.attribute(name, of: path)
          guard found != .value("credtree") else { continue }
          add(
            "gitattributes", .error,
            "\(path) has \(Self.shown(name, found)), from a line besides credtree's",
            remedy: "find the line in .gitattributes of any folder or in .git/info/attributes, "
              + "and take it out")
          return true
        }
      }
      return false
    } catch {
      add("gitattributes", .error, error.message)
      return true
    }
  }

  private static func shown(_ name: String, _ attribute: GitAttribute) -> String {
    switch attribute {
    case .unspecified: "no attribute \(name)"
    case .set: "the attribute \(name)"
    case .unset: "the attribute -\(name)"
    case .value(let value): "the attribute \(name)=\(value)"
    }
  }
}
