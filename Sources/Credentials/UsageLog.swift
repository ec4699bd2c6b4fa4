public import Documents
internal import Files

/// Which credentials were read, when, and by whom: a local file of one line for each use.
///
/// It holds names of fields and never a value. It is only a record: a command that cannot write
/// it goes on, and one that cannot read it shows no times.
public struct UsageLog: Sendable {
  /// What was done with a credential.
  public struct Use: Hashable, Sendable {
    /// The credential's id.
    public var credentialID: String
    /// Its revision.
    public var revision: Int
    /// The command, such as `reveal`.
    public var verb: String
    /// The fields that were read.
    public var fields: [String]

    /// Creates a use.
    public init(credentialID: String, revision: Int, verb: String, fields: [String]) {
      self.credentialID = credentialID
      self.revision = revision
      self.verb = verb
      self.fields = fields
    }
  }

  /// The most bytes of the file before a new one is begun; the last full one is kept.
  private static let mostBytes = 1 << 20

  private let folder: String
  /// The file with the latest uses.
  public var path: String { "\(folder)/last-used" }
  private var formerPath: String { "\(folder)/last-used.old" }

  /// The log in a folder of the program's own inside git's.
  public init(in folder: String) { self.folder = folder }

  /// The log of the repository with a work tree, or `nil` where git's folder cannot be found.
  ///
  /// It is found without libgit2, which the credential helpers do not link.
  public init?(ofWorkTree root: String) {
    guard let folder = GitFolder.common(ofWorkTree: root) else { return nil }
    self.init(in: "\(folder)/credtree")
  }

  /// Adds a line for each use; says nothing where that fails.
  ///
  /// - Parameters:
  ///   - uses: What was done.
  ///   - user: Who did it.
  ///   - time: When.
  public func add(_ uses: [Use], by user: String?, at time: Timestamp = .now) {
    guard !uses.isEmpty else { return }
    let lines = uses.map { use in
      [
        time.description, use.credentialID, "r\(use.revision)", use.verb, user ?? "-",
        use.fields.isEmpty ? "-" : use.fields.joined(separator: ","),
      ].map(Self.word).joined(separator: "\t")
    }
    do throws(FileError) {
      try FileWriter.createFolders(folder)
      AppendedLine.moveAway(path, to: formerPath, whenLargerThan: Self.mostBytes)
      try AppendedLine.append(lines.joined(separator: "\n"), to: path)
    } catch {
      // What was asked for is done; that it is not recorded is no failure of it.
      return
    }
  }

  /// When each credential was last used, by id.
  public func times() -> [String: Timestamp] {
    var times: [String: Timestamp] = [:]
    for path in [formerPath, path] {
      guard let bytes = try? FileReader.contents(of: path, limit: Self.mostBytes * 4) else {
        continue
      }
      for line in bytes.split(separator: UInt8(ascii: "\n")) {
        let words = line.split(separator: UInt8(ascii: "\t"), maxSplits: 2)
        guard words.count == 3, let text = String(validating: words[0], as: UTF8.self),
          let id = String(validating: words[1], as: UTF8.self), let time = Timestamp(text),
          CredentialID.isValid(id)
        else { continue }
        times[id] = max(times[id] ?? time, time)
      }
    }
    return times
  }

  /// A text that cannot be taken for more than one word of a line.
  private static func word(_ text: String) -> String {
    String(
      text.map { $0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? " " : $0 })
  }
}
