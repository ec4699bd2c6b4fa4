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
  /// - Parameters:
  ///   - configuration: The policy.
  ///   - options: Whether the user accepts, or can be asked.
  ///   - isLeaving: Which grants the change that follows takes away: these are not asked for, and
  ///     not accepted either.
  /// - Returns: What the user should know, if this is the first policy that the clone sees.
  /// - Throws: ``Failure`` with code `forbidden` if new readers were not accepted.
  func require(
    _ configuration: Configuration, _ options: MutationOptions,
    exceptFor isLeaving: (AccessGrant) -> Bool = { _ in false }
  ) throws(Failure) -> [String] {
    guard let accepted = try read() else {
      try accept(configuration.grants.filter { !isLeaving($0) })
      let readers = configuration.members.map(\.name).joined(separator: ", ")
      return ["this clone now trusts the policy in credtree.yaml (readers: \(readers))"]
    }
    func isAccepted(_ grant: AccessGrant) -> Bool {
      accepted.contains { grant.isCovered(by: $0) }
    }
    let grants = configuration.grants.filter { !isLeaving($0) || isAccepted($0) }
    let gained = grants.filter { !isAccepted($0) }
    guard !gained.isEmpty else {
      // What the policy has lost would be news again if it came back.
      if accepted != grants { try accept(grants) }
      return []
    }
    let list = gained.map(\.text).joined(separator: "\n  ")
    if !options.acceptsNewReaders {
      let question =
        "the policy grants access that this clone has not accepted yet:\n  \(list)\n"
      guard let confirm = options.confirmsNewReaders, confirm(question + "Accept it?") else {
        throw Failure(
          .forbidden,
          question + "look at 'git log -p credtree.yaml', then repeat the command with --yes")
      }
    }
    try accept(grants)
    return ["accepted new readers:\n  \(list)"]
  }

  /// What a policy grants and was not accepted; nothing where no policy was accepted yet, since
  /// the first one that a clone sees is.
  func news(in configuration: Configuration) throws(Failure) -> [AccessGrant] {
    guard let accepted = try read() else { return [] }
    return configuration.grants.filter { grant in
      !accepted.contains { grant.isCovered(by: $0) }
    }
  }

  /// Accepts a policy that the user is making himself.
  func accept(_ configuration: Configuration) throws(Failure) {
    try accept(configuration.grants)
  }

  private func accept(_ grants: [AccessGrant]) throws(Failure) {
    let text = Array(grants.map { Self.line($0) + "\n" }.joined().utf8)
    do {
      try FileWriter.createFolders(FileWriter.folder(of: path))
      try FileWriter.replace(path, with: text.span, permissions: 0o600)
    } catch { throw Failure(error) }
  }

  private func read() throws(Failure) -> [AccessGrant]? {
    do {
      let text = String(
        decoding: try FileReader.contents(of: path, limit: 16 << 20), as: UTF8.self)
      return text.split(separator: "\n").compactMap(Self.grant)
    } catch {
      if error.code == .notFound { return nil }
      throw Failure(error)
    }
  }

  /// A grant as a line of columns; the globs that it leaves out are the last ones.
  private static func line(_ grant: AccessGrant) -> String {
    let columns = [grant.pattern, grant.member, grant.key, grant.share ?? ""]
    return (columns + grant.exceptions).joined(separator: "\t")
  }

  /// The grant that a line says, or `nil`, which accepts nothing, for any other text.
  private static func grant(_ line: Substring) -> AccessGrant? {
    let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard columns.count >= 4 else { return nil }
    return AccessGrant(
      pattern: columns[0], exceptions: Array(columns[4...]),
      share: columns[3].isEmpty ? nil : columns[3], member: columns[1], key: columns[2])
  }
}
