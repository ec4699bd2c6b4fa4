public import Credentials
internal import Files

extension Store {
  /// Finds the targets that this clone has not accepted to deliver to, and accepts the others.
  ///
  /// Whoever can push a change of `credtree.yaml` could send what is rendered to a place of his
  /// own. The first use in a clone accepts what it finds; a target that is new or leads elsewhere
  /// after that has to be named by the user.
  ///
  /// - Parameters:
  ///   - destinations: Where each target leads, by its name.
  ///   - named: The names that the user accepts now.
  /// - Returns: The names of those that are not accepted, and whether this is the first use.
  /// - Throws: ``Credentials/Failure`` with code `system` if the file cannot be read or written.
  public func acceptTargets(_ destinations: [String: String], named: Set<String>) throws(Failure)
    -> (refused: Set<String>, isFirstUse: Bool)
  {
    let path = "\(StateFolder(of: try repository()).path)/accepted-targets"
    var accepted: Set<String> = []
    var isFirstUse = false
    do throws(FileError) {
      let text = String(decoding: try FileReader.contents(of: path, limit: 1 << 20), as: UTF8.self)
      accepted = Set(text.split(separator: "\n").map(String.init))
    } catch {
      guard error.code == .notFound else { throw Failure(error) }
      isFirstUse = true
    }
    var refused: Set<String> = []
    var lines = accepted
    for (name, destination) in destinations {
      let line = "\(name)\t\(destination)"
      if accepted.contains(line) { continue }
      if isFirstUse || named.contains(name) {
        lines = lines.filter { !$0.hasPrefix("\(name)\t") }
        lines.insert(line)
      } else {
        refused.insert(name)
      }
    }
    if lines != accepted || isFirstUse {
      let text = Array(lines.sorted().map { $0 + "\n" }.joined().utf8)
      try reportingFiles { () throws(FileError) in
        try FileWriter.createFolders(FileWriter.folder(of: path))
        try FileWriter.replace(path, with: text.span, permissions: 0o600)
      }
    }
    return (refused, isFirstUse)
  }
}
