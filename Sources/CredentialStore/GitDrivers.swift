public import Credentials
internal import Files
public import Git

/// The entries of a clone's own git config without which git does not know the drivers that
/// `.gitattributes` names.
///
/// No repository can bring them along, so `init` writes them, and in a clone `init` again.
public enum GitDrivers {
  /// One entry.
  public struct Entry: Hashable, Sendable {
    /// The name in git's config.
    public let name: String
    /// The value that `init` writes.
    public let value: String
    /// What git does with it.
    public let purpose: String
    /// Whether a value that the user chose stays; otherwise every other value is replaced.
    public let keepsOwnValue: Bool
  }

  /// Every entry, in the order in which they are written.
  public static let entries = textConversion + merging

  /// How git's shell starts this program.
  private static let program = OwnProgram.word(for: "credtree")

  /// What makes `git diff`, `git log -p` and `git show` print credentials as readable text.
  ///
  /// A cache of that text would be kept as objects of the repository, so it is turned off here
  /// even where the user's own config turns it on for every driver.
  static let textConversion = [
    Entry(
      name: "diff.credtree.textconv", value: "\(program) textconv",
      purpose: "makes 'git diff' and 'git log -p' readable", keepsOwnValue: true),
    Entry(
      name: "diff.credtree.cachetextconv", value: "false",
      purpose: "keeps git from storing what it shows", keepsOwnValue: false),
  ]

  /// What git is to give the merge driver, in this order: the common ancestor, the two sides, the
  /// length of the marks of a conflict, and the path.
  public static let mergeArguments = ["%O", "%A", "%B", "%L", "%P"]

  /// What makes `git merge`, `git rebase` and the like merge credentials field by field.
  ///
  /// git replaces what stands after a per cent sign, so one in the path is doubled.
  static let merging = [
    Entry(
      name: "merge.credtree.name", value: "credentials, field by field",
      purpose: "names the merge driver", keepsOwnValue: true),
    Entry(
      name: "merge.credtree.driver",
      value: "\(doubled) merge-driver \(mergeArguments.joined(separator: " "))",
      purpose: "makes 'git merge' and 'git rebase' merge field by field", keepsOwnValue: true),
  ]

  private static var doubled: String {
    program.unicodeScalars.split(separator: "%", omittingEmptySubsequences: false)
      .map { String($0) }.joined(separator: "%%")
  }

  /// Whether a command line ends with what git is to give the merge driver; one with another order
  /// ends merges well with what was on one side.
  public static func isMergeCommand(_ words: [String]) -> Bool {
    words.suffix(mergeArguments.count).elementsEqual(mergeArguments)
  }

  /// Whether a value could do what its entry is for, as far as its text tells.
  private static func isSound(_ value: String, of entry: Entry) -> Bool {
    guard let words = CommandWords.split(value), let program = words.first else { return true }
    switch entry.name {
    case "merge.credtree.driver":
      return isMergeCommand(words)
        && ProgramSearch.path(of: program.replacing("%%", with: "%")) != nil
    // git says at once that it cannot start this one, and nothing is lost by it.
    case "diff.credtree.textconv": return words.contains("textconv")
    default: return true
    }
  }

  /// The entries that a clone lacks.
  ///
  /// - Throws: ``Failure`` with code `system` if git's config cannot be read.
  public static func missing(in repository: Repository) throws(Failure) -> [Entry] {
    try reportingGit { () throws(GitError) in
      var missing: [Entry] = []
      for entry in entries {
        let value = try repository.configString(entry.name)
        if entry.keepsOwnValue ? value?.isEmpty ?? true : value != entry.value {
          missing.append(entry)
        }
      }
      return missing
    }
  }

  /// Writes the entries that a clone lacks, and those that could not do what they are for.
  ///
  /// - Returns: The names of what was written; none where everything was there.
  /// - Throws: ``Failure`` with code `system` if git's config cannot be read or written.
  static func install(in repository: Repository) throws(Failure) -> [String] {
    let missing = try missing(in: repository)
    return try reportingGit { () throws(GitError) in
      var written: [Entry] = []
      for entry in entries {
        let value = try repository.configString(entry.name)
        let isBroken = value.map { !isSound($0, of: entry) } ?? false
        if isBroken || missing.contains(entry) { written.append(entry) }
      }
      for entry in written { try repository.setConfig(entry.name, to: entry.value) }
      return written.map(\.name)
    }
  }
}
