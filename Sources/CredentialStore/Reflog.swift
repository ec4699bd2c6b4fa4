internal import Files
internal import Git

/// The record of where `HEAD` and a branch have been.
enum Reflog {
  private static let nothing = String(repeating: "0", count: 40)

  /// Adds what a transaction did, where git would and it is not there yet.
  ///
  /// A log that cannot be written is no reason to fail: the commit exists.
  static func record(
    _ journal: Journal, in repository: Repository, by committer: Signature, subject: String,
    isRecovering: Bool = false
  ) {
    guard let new = journal.newCommit else { return }
    let old = journal.oldCommit?.description ?? nothing
    let kind = journal.oldCommit == nil ? "commit (initial)" : "commit"
    let line = "\(old) \(new) \(committer.line)\t\(kind): \(subject)"
    var logs = ["\(journal.gitFolder)/logs/HEAD"]
    if journal.reference != "HEAD" {
      logs.append("\(repository.commonFolder)/logs/\(journal.reference)")
    }
    let isOn = ((try? repository.configString("core.logAllRefUpdates")) ?? nil) != "false"
    for log in logs where isOn || FileReader.exists(log) {
      let start = "\(old) \(new) "
      if isRecovering, let text = try? FileReader.contents(of: log, limit: 1 << 30),
        String(decoding: text.suffix(4096), as: UTF8.self).contains(start)
      {
        continue
      }
      try? FileWriter.createFolders(FileWriter.folder(of: log))
      try? AppendedLine.append(line, to: log)
    }
  }
}
