import Files

/// What was found in each file of a work tree the last time, and how the files looked then.
struct WorkTreeCache {
  /// What is known of one file.
  struct Entry {
    let path: String
    let stamp: FileStamp?
    let outcome: ReferenceScanner.Outcome?
  }

  private let cache: ReferenceCache
  private let name: String
  private let question: String

  /// - Parameters:
  ///   - cache: Where answers are kept.
  ///   - folder: The work tree.
  ///   - scanner: What is looked for.
  init(_ cache: ReferenceCache, folder: String, scanner: ReferenceScanner) {
    self.cache = cache
    name =
      "worktree-\(ReferenceCache.text(ReferenceScanner.digest(of: [Array(folder.utf8)])))"
      + (scanner.looksForSecrets ? "-check" : "")
    question = ReferenceCache.text(scanner.fingerprint)
  }

  /// Reads what is kept.
  ///
  /// - Parameter paths: The files, in the order of git's index.
  /// - Returns: The stamp of each file as it was, and what was found in those where anything was.
  func read(_ paths: [String]) -> (stamps: [FileStamp?], outcomes: [Int: ReferenceScanner.Outcome])?
  {
    guard let bytes = cache.contents(of: name) else { return nil }
    var reader = CacheReader(bytes, 0..<ReferenceCache.end(of: bytes))
    guard reader.text() == question, let count = reader.count() else { return nil }
    var stamps = [FileStamp?](repeating: nil, count: paths.count)
    var places = [Int](repeating: -1, count: count)
    var index = 0
    for entry in 0..<count {
      guard let range = reader.rawText(), let size = reader.long(), let modified = reader.long(),
        let changed = reader.long(), let inode = reader.long()
      else { return nil }
      while index < paths.count {
        let order = Self.order(of: paths[index], bytes, range)
        if order == 0 {
          places[entry] = index
          stamps[index] = FileStamp(
            size: size, modified: Int64(bitPattern: modified), changed: Int64(bitPattern: changed),
            inode: inode)
        }
        if order > 0 { break }
        index += 1
        if order == 0 { break }
      }
    }
    guard let found = reader.count() else { return nil }
    var outcomes: [Int: ReferenceScanner.Outcome] = [:]
    for _ in 0..<found {
      guard let entry = reader.count(), entry < count, let outcome = reader.outcome() else {
        return nil
      }
      if places[entry] >= 0 { outcomes[places[entry]] = outcome }
    }
    return (stamps, outcomes)
  }

  /// What is known of all files after some of them were read.
  static func entries(
    _ paths: [String], _ known: (stamps: [FileStamp?], outcomes: [Int: ReferenceScanner.Outcome])?,
    _ changes: [WorkTreePart.Change]
  ) -> [Entry] {
    var stamps = known?.stamps ?? Array(repeating: nil, count: paths.count)
    var outcomes = known?.outcomes ?? [:]
    for change in changes {
      stamps[change.index] = change.stamp
      outcomes[change.index] = change.outcome
    }
    return paths.indices.map {
      Entry(path: paths[$0], stamp: stamps[$0], outcome: outcomes[$0])
    }
  }

  /// Keeps what was found; files without a stamp are looked at again the next time.
  func keep(_ entries: [Entry]) {
    var writer = CacheWriter()
    writer.write(question)
    let kept = entries.filter { $0.stamp != nil }
    writer.write(kept.count)
    for entry in kept {
      guard let stamp = entry.stamp else { continue }
      writer.writeRaw(entry.path)
      writer.write(stamp.size)
      writer.write(UInt64(bitPattern: stamp.modified))
      writer.write(UInt64(bitPattern: stamp.changed))
      writer.write(stamp.inode)
    }
    let found = kept.enumerated().filter { $0.element.outcome != nil }
    writer.write(found.count)
    for (index, entry) in found {
      guard let outcome = entry.outcome else { continue }
      writer.write(index)
      writer.write(outcome)
    }
    cache.keep(writer.bytes, as: name)
  }

  /// Below 0 where the path comes before the bytes, 0 where it is the same.
  private static func order(of path: String, _ bytes: [UInt8], _ range: Range<Int>) -> Int {
    var own = path.utf8.makeIterator()
    for place in range {
      guard let byte = own.next() else { return -1 }
      let difference = Int(byte) - Int(bytes[place])
      if difference != 0 { return difference }
    }
    return own.next() == nil ? 0 : 1
  }
}
