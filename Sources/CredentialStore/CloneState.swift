public import Configuration
public import Credentials
internal import Files
public import Git

/// What this program keeps in a clone, beside the repository's own files.
public struct CloneState: Sendable {
  private let folder: StateFolder
  private let commonFolder: String

  /// Names the state of a clone; reads nothing yet.
  public init(of repository: Repository) {
    folder = StateFolder(of: repository)
    commonFolder = repository.commonFolder
  }

  /// Whether a command is at work, or was interrupted and has not been finished since.
  public var hasJournal: Bool { FileReader.exists(folder.journal) }

  /// What a policy grants and this clone has not accepted; nothing where it has accepted none yet,
  /// since the first one that it uses is.
  ///
  /// - Throws: ``Failure`` with code `system` if what was accepted cannot be read.
  public func unaccepted(in configuration: Configuration) throws(Failure) -> [AccessGrant] {
    try AcceptedPolicy(commonFolder: commonFolder).news(in: configuration)
  }
}
