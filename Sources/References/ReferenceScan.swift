private import Files
public import Git

/// The references in the tracked files of a work tree.
public struct ReferenceScan: Sendable {
  /// The references to credentials, in the order of git's index and of each file.
  public private(set) var references: [Reference] = []
  /// The places that can only mean a credential where none has that name.
  public private(set) var dangling: [Reference] = []
  /// How many files were read.
  public private(set) var scannedFiles = 0
  /// The places that stand for every credential.
  public private(set) var wildcards: [Reference] = []
  /// Secrets that seem to lie in clear, where they were asked for.
  public private(set) var exposures: [PlainSecret] = []
  /// The files that are not what their names say; they were searched as text.
  public private(set) var problems: [ParseProblem] = []
  /// The files that the system refused to read, in which there may be references.
  public private(set) var unreadable: [String] = []

  /// Reads every tracked file as it stands in the work tree, or, where it is not there, as it is
  /// staged.
  ///
  /// Links are not followed.
  ///
  /// - Parameters:
  ///   - repository: A repository with a work tree; in a bare one nothing is found.
  ///   - scanner: What to look for.
  /// - Returns: What was found.
  /// - Throws: `GitError` if the index or a staged file cannot be read, `FileError` if the work
  ///   tree cannot.
  public static func workTree(
    of repository: Repository, with scanner: ReferenceScanner
  ) throws -> ReferenceScan {
    var scan = ReferenceScan()
    guard let folder = repository.workFolder else { return scan }
    var reader = try FolderReader(folder: folder, limit: FileSelection.sizeLimit)
    for (path, blob) in try repository.trackedBlobs() where scanner.includes(path) {
      let outcome = reader.read(path) { scan.add(scanner.outcome(of: $0, path: path)) }
      if outcome == .unreadable { scan.unreadable.append(path) }
      // Left out by a sparse checkout, or removed and not staged: it is tracked all the same.
      if outcome == .notAFile, !FileReader.exists("\(folder)/\(path)") {
        let text = try repository.contents(ofBlob: blob)
        scan.add(scanner.outcome(of: text.span, path: path))
      }
    }
    return scan
  }

  private mutating func add(_ found: ReferenceScanner.Outcome) {
    scannedFiles += 1
    exposures += found.exposures
    if let problem = found.problem { problems.append(problem) }
    for reference in found.references {
      if reference.isWildcard {
        wildcards.append(reference)
      } else if reference.credentialID == nil {
        dangling.append(reference)
      } else {
        references.append(reference)
      }
    }
  }

  /// The references to one credential.
  public func references(to credentialID: String) -> [Reference] {
    references.filter { $0.credentialID == credentialID }
  }
}
