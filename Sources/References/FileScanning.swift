internal import Credentials
private import Documents
internal import Files
public import Git
private import Synchronization

extension ReferenceScan {
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
    let files = try repository.trackedList()
    let scanner = scanner.knowing(
      try generatedNames(in: files, by: scanner) { path, blob throws(Failure) in
        let text = try? FileReader.contents(
          of: "\(folder)/\(path)", limit: FileSelection.sizeLimit, followsLink: false)
        if let text { return text }
        return try contents(of: blob, repository)
      })
    let tree = ReferenceCache.text(ReferenceScanner.digest(of: [Array(folder.utf8)]))
    let answers = FileAnswers(
      ReferenceCache(of: repository), name: "worktree-\(tree)", markSize: FileStamp.markSize,
      scanner: scanner)
    let known = answers.known(of: files)
    // What changed while it was read is looked at again.
    let start = (Timestamp.now.secondsSince1970 - 1) * 1_000_000_000
    let parts = try FileShare.map(files.count) {
      shares throws(Failure) -> [(share: Int, part: FileScanPart)] in
      var parts: [(share: Int, part: FileScanPart)] = []
      var reader: FolderReader
      do { reader = try FolderReader(folder: folder, limit: FileSelection.sizeLimit) } catch {
        throw Failure(.system, "the work tree cannot be read: \(error)")
      }
      while let share = shares.next() {
        var part = FileScanPart()
        for index in share {
          let path = files.path(index)
          guard scanner.includes(path) else { continue }
          let isKnown = known.hasStamp(at: index)
          if isKnown, let stamp = reader.stamp(of: path), known.has(stamp, at: index) {
            part.scan.add(known.outcomes[index] ?? ReferenceScanner.Outcome())
            continue
          }
          let (found, stamp) = try part.scan.read(
            path, files.blob(index), with: &reader, folder, of: repository, by: scanner)
          let kept = stamp.flatMap { max($0.changed, $0.modified) < start ? $0.mark : nil }
          guard isKnown || kept != nil else { continue }
          part.changes.append(
            FileAnswers.Change(index: index, mark: kept, outcome: found.isEmpty ? nil : found))
        }
        parts.append((share.lowerBound, part))
      }
      return parts
    }
    answers.keep(files, known, parts.flatMap(\.changes))
    return joined(parts.map(\.scan))
  }

  /// Reads one file; its stamp stands for what was found, where there is one.
  private mutating func read(
    _ path: String, _ blob: @autoclosure () -> ObjectID?, with reader: inout FolderReader,
    _ folder: String,
    of repository: Repository, by scanner: ReferenceScanner
  ) throws(Failure) -> (found: ReferenceScanner.Outcome, stamp: FileStamp?) {
    var found = ReferenceScanner.Outcome()
    var stamp: FileStamp?
    let outcome = reader.read(path) { bytes, itsStamp in
      found = scanner.outcome(of: bytes, path: path)
      stamp = itsStamp
    }
    switch outcome {
    case .read: add(found)
    case .tooLarge:
      stamp = reader.stamp(of: path)
      found.isUnsearched = true
      add(found)
    case .unreadable: unreadable.append(path)
    case .notAFile:
      // Left out by a sparse checkout, or removed and not staged: it is tracked all the same.
      if !FileReader.exists("\(folder)/\(path)"), let blob = blob() {
        add(try Self.outcome(of: blob, path, of: repository, by: scanner))
      }
    }
    return (found, stamp)
  }

  /// Reads every file as a commit has it.
  ///
  /// - Throws: `GitError` if the commit or one of its files cannot be read.
  public static func commit(
    _ commit: ObjectID, of repository: Repository, with scanner: ReferenceScanner
  ) throws -> ReferenceScan {
    try blobs(repository.list(at: commit), of: repository, with: scanner)
  }

  /// Reads every file as it is staged.
  ///
  /// - Throws: `GitError` if the index or one of its files cannot be read.
  public static func index(
    of repository: Repository, with scanner: ReferenceScanner
  ) throws -> ReferenceScan {
    try blobs(repository.trackedList(), of: repository, with: scanner)
  }

  /// Reads the blobs that were not read before under the same paths.
  private static func blobs(
    _ files: FileList, of repository: Repository, with scanner: ReferenceScanner
  ) throws -> ReferenceScan {
    let scanner = scanner.knowing(
      try generatedNames(in: files, by: scanner) { _, blob throws(Failure) in
        try contents(of: blob, repository)
      })
    let answers = FileAnswers(
      ReferenceCache(of: repository), name: "blobs", markSize: FileList.idSize, scanner: scanner)
    let known = answers.known(of: files)
    let folder = repository.gitFolder
    let parts = try Repository.readingMany {
      try FileShare.map(files.count) {
        shares throws(Failure) -> [(share: Int, part: FileScanPart)] in
        var parts: [(share: Int, part: FileScanPart)] = []
        // A repository object does one thing at a time, so each thread has its own.
        var own: Repository?
        while let share = shares.next() {
          var part = FileScanPart()
          for index in share {
            let path = files.path(index)
            guard scanner.includes(path) else { continue }
            let id = files.id(index)
            if known.has(id, at: index) {
              part.scan.add(known.outcomes[index] ?? ReferenceScanner.Outcome())
              continue
            }
            guard let blob = files.blob(index) else { continue }
            let reader = own ?? (try? Repository(containing: folder)) ?? repository
            own = reader
            let found = try outcome(of: blob, path, of: reader, by: scanner)
            part.scan.add(found)
            part.changes.append(
              FileAnswers.Change(index: index, mark: id, outcome: found.isEmpty ? nil : found))
          }
          parts.append((share.lowerBound, part))
        }
        return parts
      }
    }
    answers.keep(files, known, parts.flatMap(\.changes))
    return joined(parts.map(\.scan))
  }

  /// What the files of a list say about names that others have made of them.
  private static func generatedNames(
    in files: FileList, by scanner: ReferenceScanner,
    contents: (String, ObjectID?) throws(Failure) -> [UInt8]
  ) throws(Failure) -> [GeneratorRule.Names] {
    var names: [GeneratorRule.Names] = []
    for generator in scanner.generators {
      for index in files.indices(endingWith: generator.endings) {
        let path = files.path(index)
        guard generator.covers(path), scanner.includes(path) else { continue }
        let text = try contents(path, files.blob(index))
        guard text.count <= FileSelection.sizeLimit else { continue }
        if let found = generator.names(in: text, file: path) { names.append(found) }
      }
    }
    return names
  }

  private static func contents(
    of blob: ObjectID?, _ repository: Repository
  ) throws(Failure) -> [UInt8] {
    guard let blob else { return [] }
    do { return try repository.contents(ofBlob: blob) } catch {
      throw Failure(.system, "a staged file cannot be read: \(error)")
    }
  }

  private static func outcome(
    of blob: ObjectID, _ path: String, of repository: Repository, by scanner: ReferenceScanner
  ) throws(Failure) -> ReferenceScanner.Outcome {
    do {
      return try repository.withContents(ofBlob: blob) { scanner.outcome(of: $0, path: path) }
    } catch { throw Failure(.system, "\(path) cannot be read: \(error)") }
  }
}

/// What one thread found in a share of the files.
struct FileScanPart: Sendable {
  var scan = ReferenceScan()
  var changes: [FileAnswers.Change] = []
}

/// Shares of a number of files, taken by threads one after the other.
final class FileShare: Sendable {
  /// Few files, so that all processors are busy until the end.
  private static let size = 512

  private let count: Int
  private let start = Atomic(0)

  private init(count: Int) { self.count = count }

  /// The next share that no thread has taken.
  func next() -> Range<Int>? {
    let start = start.add(Self.size, ordering: .relaxed).oldValue
    return start < count ? start..<min(start + Self.size, count) : nil
  }

  /// Runs `body`, which takes shares until there are none, on each processor.
  ///
  /// - Returns: What it returned, in the order of the shares.
  static func map<Value: Sendable>(
    _ count: Int,
    _ body: @escaping @Sendable (FileShare) throws(Failure) -> [(share: Int, part: Value)]
  ) throws(Failure) -> [Value] {
    let shares = FileShare(count: count)
    let threads = max(1, min(ParallelMap.processors, (count + size - 1) / size))
    let parts = try ParallelMap.compactMap(Array(0..<threads), waiting: true) {
      _ -> Result<[(share: Int, part: Value)]?, Failure> in
      do throws(Failure) { return .success(try body(shares)) } catch { return .failure(error) }
    }
    return parts.flatMap(\.self).sorted { $0.share < $1.share }.map(\.part)
  }
}
