internal import Credentials
private import Documents
internal import Files
public import Git
private import Synchronization

/// The references in the files of a work tree, a commit, or an index.
public struct ReferenceScan: Sendable {
  /// The references to credentials, in the order of git's index and of each file.
  public internal(set) var references: [Reference] = []
  /// The places that can only mean a credential where none has that name.
  public internal(set) var dangling: [Reference] = []
  /// The places that stand for every credential.
  public internal(set) var wildcards: [Reference] = []
  /// Secrets that seem to lie in clear, where they were asked for.
  public internal(set) var exposures: [PlainSecret] = []
  /// The files that are not what their names say; they were searched as text.
  public internal(set) var problems: [ParseProblem] = []
  /// How many files were read.
  public internal(set) var scannedFiles = 0
  /// The files that the system refused to read, in which there may be references.
  public internal(set) var unreadable: [String] = []
  /// The names of credentials by their ids, where somebody has told them.
  public var names: [String: String] = [:]

  /// Creates a scan that has found nothing.
  public init() {}

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
    guard let folder = repository.workFolder else { return ReferenceScan() }
    let files = try repository.trackedBlobs().filter { scanner.includes($0.path) }
    let cache = WorkTreeCache(ReferenceCache(of: repository), folder: folder, scanner: scanner)
    let known = cache.read(files.map(\.path))
    // What changed while it was read is looked at again.
    let start = (Timestamp.now.secondsSince1970 - 1) * 1_000_000_000
    let parts = try FileShare.map(Array(files.indices)) { share throws(Failure) in
      var part = WorkTreePart()
      var reader: FolderReader
      do { reader = try FolderReader(folder: folder, limit: FileSelection.sizeLimit) } catch {
        throw Failure(.system, "the work tree cannot be read: \(error)")
      }
      for index in share {
        let path = files[index].path
        let stamp = reader.stamp(of: path)
        if let stamp, let known, known.stamps[index] == stamp {
          part.scan.add(known.outcomes[index] ?? ReferenceScanner.Outcome())
          continue
        }
        let (found, isWhole) = try part.scan.read(
          path, files[index].blob, with: &reader, folder, of: repository, by: scanner)
        let isOld = stamp.map { max($0.changed, $0.modified) < start } ?? false
        part.changes.append(
          WorkTreePart.Change(
            index: index, stamp: isWhole && isOld ? stamp : nil,
            outcome: found.isEmpty ? nil : found))
      }
      return part
    }
    let changes = parts.flatMap(\.changes)
    if !changes.isEmpty || known?.stamps.count != files.count {
      cache.keep(WorkTreeCache.entries(files.map(\.path), known, changes))
    }
    return joined(parts.map(\.scan))
  }

  /// Reads one file; whether its stamp stands for what was found.
  private mutating func read(
    _ path: String, _ blob: ObjectID, with reader: inout FolderReader, _ folder: String,
    of repository: Repository, by scanner: ReferenceScanner
  ) throws(Failure) -> (found: ReferenceScanner.Outcome, isWhole: Bool) {
    var found = ReferenceScanner.Outcome()
    let outcome = reader.read(path) { found = scanner.outcome(of: $0, path: path) }
    switch outcome {
    case .read: add(found)
    case .tooLarge: break
    case .unreadable:
      unreadable.append(path)
      return (found, false)
    case .notAFile:
      // Left out by a sparse checkout, or removed and not staged: it is tracked all the same.
      if !FileReader.exists("\(folder)/\(path)") {
        try read(blob, path, of: repository, with: scanner)
      }
      return (found, false)
    }
    return (found, true)
  }

  /// Reads every file as a commit has it.
  ///
  /// - Throws: `GitError` if the commit or one of its files cannot be read.
  public static func commit(
    _ commit: ObjectID, of repository: Repository, with scanner: ReferenceScanner
  ) throws -> ReferenceScan {
    try blobs(repository.files(under: "", at: commit), of: repository, with: scanner)
  }

  /// Reads every file as it is staged.
  ///
  /// - Throws: `GitError` if the index or one of its files cannot be read.
  public static func index(
    of repository: Repository, with scanner: ReferenceScanner
  ) throws -> ReferenceScan {
    try blobs(repository.trackedBlobs(), of: repository, with: scanner)
  }

  private static func blobs(
    _ files: [(path: String, blob: ObjectID)], of repository: Repository,
    with scanner: ReferenceScanner
  ) throws -> ReferenceScan {
    let wanted = files.filter { scanner.includes($0.path) }
    let folder = repository.gitFolder
    let pool = RepositoryPool()
    return joined(
      try FileShare.map(wanted) { share throws(Failure) in
        // A repository object does one thing at a time, so each thread has its own.
        let own = pool.take() ?? (try? Repository(containing: folder)) ?? repository
        defer { pool.give(back: own) }
        var scan = ReferenceScan()
        for (path, blob) in share { try scan.read(blob, path, of: own, with: scanner) }
        return scan
      })
  }

  private mutating func read(
    _ blob: ObjectID, _ path: String, of repository: Repository, with scanner: ReferenceScanner
  ) throws(Failure) {
    do {
      let text = try repository.contents(ofBlob: blob)
      add(scanner.outcome(of: text.span, path: path))
    } catch { throw Failure(.system, "\(path) cannot be read: \(error)") }
  }

  private static func joined(_ parts: [ReferenceScan]) -> ReferenceScan {
    var all = ReferenceScan()
    for part in parts {
      all.references += part.references
      all.dangling += part.dangling
      all.wildcards += part.wildcards
      all.exposures += part.exposures
      all.problems += part.problems
      all.scannedFiles += part.scannedFiles
      all.unreadable += part.unreadable
    }
    return all
  }

  mutating func add(_ found: ReferenceScanner.Outcome) {
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

  /// Adds what another scan found in places that this one has not.
  ///
  /// - Parameters:
  ///   - other: The other scan.
  ///   - branch: The branch that it is of, where it is of one.
  public mutating func add(_ other: ReferenceScan, of branch: String? = nil) {
    func key(_ reference: Reference) -> Reference {
      var key = reference
      key.branch = nil
      return key
    }
    func new(_ found: [Reference], to known: [Reference]) -> [Reference] {
      let places = Set(known.map(key))
      return found.filter { !places.contains(key($0)) }.map {
        var reference = $0
        reference.branch = branch ?? $0.branch
        return reference
      }
    }
    references += new(other.references, to: references)
    dangling += new(other.dangling, to: dangling)
    wildcards += new(other.wildcards, to: wildcards)
    problems += other.problems.filter { !problems.contains($0) }
    unreadable += other.unreadable
    scannedFiles += other.scannedFiles
  }

  /// Adds uses that were found elsewhere, and what the credentials are called.
  public mutating func add(uses: [Reference], names: [(id: String, name: String)]) {
    references += uses
    for (id, name) in names { self.names[id] = name }
  }

  /// The references to one credential.
  public func references(to credentialID: String) -> [Reference] {
    references.filter { $0.credentialID == credentialID }
  }
}

/// Repository objects that no thread uses at the moment.
private final class RepositoryPool: Sendable {
  private let idle = Mutex<[Repository]>([])

  func take() -> Repository? { idle.withLock { $0.popLast() } }
  func give(back repository: Repository) { idle.withLock { $0.append(repository) } }
}

/// What one thread found in its share of a work tree.
struct WorkTreePart: Sendable {
  /// A file that was read.
  struct Change: Sendable {
    let index: Int
    let stamp: FileStamp?
    let outcome: ReferenceScanner.Outcome?
  }

  var scan = ReferenceScan()
  var changes: [Change] = []
}

/// Work on files, a share for each processor.
enum FileShare {
  /// Enough shares to keep all processors busy until the end.
  private static let shares = 64

  /// Applies `body` to parts of a list, in several threads, and returns the results in order.
  static func map<Element: Sendable, Value: Sendable>(
    _ elements: [Element],
    _ body: @escaping @Sendable (ArraySlice<Element>) throws(Failure) -> Value
  ) throws(Failure) -> [Value] {
    let size = max(1, (elements.count + shares - 1) / shares)
    let starts = Array(stride(from: 0, to: elements.count, by: size))
    return try ParallelMap.compactMap(starts) { start in
      do throws(Failure) {
        return .success(try body(elements[start..<min(start + size, elements.count)]))
      } catch { return .failure(error) }
    }
  }
}
