internal import Configuration
internal import Credentials
internal import Files

/// Which keys this clone has accepted as readers.
///
/// Whoever can push a change of `credtree.yaml` could add a key of his own to it. So that the
/// next change of a credential does not hand him the data key, whatever the policy grants
/// beyond what this clone accepted last is shown and asked for first. The file lies in the
/// repository's own folder, where no commit reaches it.
struct AcceptedPolicy {
  private let path: String

  init(commonFolder: String) { path = "\(commonFolder)/credtree/accepted-policy" }

  /// Makes sure that the user accepts a policy.
  ///
  /// - Returns: What the user should know, if this is the first policy that the clone sees.
  /// - Throws: ``Failure`` with code `forbidden` if new readers were not accepted.
  func require(_ configuration: Configuration, _ options: MutationOptions) throws(Failure)
    -> [String]
  {
    let grants = Self.grants(of: configuration)
    guard let accepted = try read() else {
      try accept(grants)
      let readers = configuration.members.map(\.name).joined(separator: ", ")
      return ["this clone now trusts the policy in credtree.yaml (readers: \(readers))"]
    }
    let gained = grants.filter { !accepted.contains($0) }
    guard !gained.isEmpty else {
      // What the policy has lost would be news again if it came back.
      if accepted.count != grants.count { try accept(grants) }
      return []
    }
    let list = gained.map { $0.replacing("\t", with: "  ") }.joined(separator: "\n  ")
    if !options.acceptsNewReaders {
      let question =
        "the policy grants access to keys that this clone has not accepted yet:\n  \(list)\n"
      guard let confirm = options.confirmsNewReaders, confirm(question + "Accept them?") else {
        throw Failure(
          .forbidden,
          question + "look at 'git log -p credtree.yaml', then repeat the command with --yes")
      }
    }
    try accept(grants)
    return ["accepted new readers:\n  \(list)"]
  }

  /// Accepts a policy that the user is making himself.
  func accept(_ configuration: Configuration) throws(Failure) {
    try accept(Self.grants(of: configuration))
  }

  /// One line for each key that each rule grants, sorted.
  private static func grants(of configuration: Configuration) -> [String] {
    var grants: Set<String> = []
    for rule in configuration.access {
      for key in configuration.access(by: rule).keys {
        grants.insert("\(rule.match.pattern)\t\(key.member)\t\(key.key)")
      }
    }
    return grants.sorted()
  }

  private func read() throws(Failure) -> Set<String>? {
    do {
      let text = String(
        decoding: try FileReader.contents(of: path, limit: 16 << 20), as: UTF8.self)
      return Set(text.split(separator: "\n").map(String.init))
    } catch {
      if error.code == .notFound { return nil }
      throw Failure(error)
    }
  }

  private func accept(_ grants: [String]) throws(Failure) {
    let text = Array((grants.joined(separator: "\n") + "\n").utf8)
    do {
      try FileWriter.createFolders(FileWriter.folder(of: path))
      try FileWriter.replace(path, with: text.span, permissions: 0o600)
    } catch { throw Failure(error) }
  }
}
