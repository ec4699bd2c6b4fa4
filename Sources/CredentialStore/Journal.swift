internal import Credentials
internal import Files
internal import Git

/// What a transaction is about to do, so that the next command can finish or undo it.
///
/// It has ids and paths, never contents.
struct Journal: Hashable, Sendable {
  /// What decides, after a crash, whether the change has happened.
  enum Mode: String, Sendable {
    /// The commit that `HEAD` names.
    case commit
    /// The index.
    case stage
  }

  /// One file that the transaction writes or deletes; `nil` is no file.
  struct Entry: Hashable, Sendable {
    let path: String
    /// The blob in the snapshot.
    let base: ObjectID?
    /// The blob of the work-tree file before.
    let work: ObjectID?
    /// The blob afterwards, in the commit, the index and the work tree.
    let new: ObjectID?
  }

  let mode: Mode
  let gitFolder: String
  let workFolder: String
  let indexFile: String
  /// The branch's full name, or `HEAD`.
  let reference: String
  let oldCommit: ObjectID?
  let newCommit: ObjectID?
  let entries: [Entry]

  /// The journal as it is stored: one fact a line, paths last.
  var text: String {
    func id(_ value: ObjectID?) -> String { value?.description ?? "-" }
    var lines = [
      "credtree 1", "mode \(mode.rawValue)", "git \(gitFolder)", "work \(workFolder)",
      "index \(indexFile)", "reference \(reference)", "old \(id(oldCommit))",
      "new \(id(newCommit))",
    ]
    lines += entries.map { "file \(id($0.base)) \(id($0.work)) \(id($0.new)) \($0.path)" }
    return lines.joined(separator: "\n") + "\n"
  }

  init(
    mode: Mode, of repository: Repository, workFolder: String, head: Head, newCommit: ObjectID?,
    entries: [Entry]
  ) {
    self.mode = mode
    self.gitFolder = repository.gitFolder
    self.workFolder = workFolder
    self.indexFile = repository.indexFile
    self.reference = head.reference ?? "HEAD"
    self.oldCommit = head.commit
    self.newCommit = newCommit
    self.entries = entries
  }

  /// Reads a journal; `nil` if it is not one that this program writes.
  init?(parsing text: String) {
    var facts: [String: String] = [:]
    var entries: [Entry] = []
    for line in text.split(separator: "\n") {
      guard let space = line.firstIndex(of: " ") else { return nil }
      let (key, rest) = (line[..<space], line[line.index(after: space)...])
      guard key == "file" else {
        facts[String(key)] = String(rest)
        continue
      }
      let parts = rest.split(separator: " ", maxSplits: 3)
      guard parts.count == 4 else { return nil }
      entries.append(
        Entry(
          path: String(parts[3]), base: ObjectID(parts[0]), work: ObjectID(parts[1]),
          new: ObjectID(parts[2])))
    }
    guard facts["credtree"] == "1", let mode = facts["mode"].flatMap(Mode.init(rawValue:)),
      let gitFolder = facts["git"], let workFolder = facts["work"],
      let indexFile = facts["index"], let reference = facts["reference"]
    else { return nil }
    self.mode = mode
    self.gitFolder = gitFolder
    self.workFolder = workFolder
    self.indexFile = indexFile
    self.reference = reference
    self.oldCommit = facts["old"].flatMap { ObjectID($0) }
    self.newCommit = facts["new"].flatMap { ObjectID($0) }
    self.entries = entries
  }
}
