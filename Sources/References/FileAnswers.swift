internal import Files
internal import Git

/// What was found in each of many files the last time, and what told then that a file was the
/// one it was: its stamp, or its blob.
struct FileAnswers: Sendable {
  private let cache: ReferenceCache
  private let name: String
  private let question: String
  /// How many bytes tell a file from another.
  let markSize: Int

  /// What is known of the files of a list.
  struct Known: Sendable {
    /// The mark of each file, one after the other; zeros for a file of which nothing is known.
    var marks: [UInt8]
    /// What was found, by the number of the file; nothing in those that are not here.
    var outcomes: [Int: ReferenceScanner.Outcome] = [:]
    /// Whether it was kept for just these files.
    var isWhole = false
  }

  /// A file that was read.
  struct Change: Sendable {
    let index: Int
    let mark: [UInt8]?
    let outcome: ReferenceScanner.Outcome?
  }

  /// - Parameters:
  ///   - cache: Where answers are kept.
  ///   - name: What tells them from those about other files.
  ///   - markSize: How many bytes tell a file from another.
  ///   - scanner: What is looked for.
  init(_ cache: ReferenceCache, name: String, markSize: Int, scanner: ReferenceScanner) {
    self.cache = cache
    self.name = name + (scanner.looksForSecrets ? "-check" : "")
    self.markSize = markSize
    question = ReferenceCache.text(scanner.fingerprint)
  }

  /// Reads what is kept of the files of a list.
  func known(of files: FileList) -> Known {
    var known = Known(marks: Array(repeating: 0, count: files.count * markSize))
    guard let bytes = cache.contents(of: name) else { return known }
    var reader = CacheReader(bytes, 0..<ReferenceCache.end(of: bytes))
    guard reader.text() == question, let count = reader.count(), let paths = reader.raw(),
      let marks = reader.raw(), marks.count == count * markSize, let found = reader.count()
    else { return known }
    // The same files as a rule, so that all of it fits.
    known.isWhole =
      count == files.count
      && ByteSearch.areEqual(bytes.span.extracting(paths), files.paths.span)
    var places: [Int] = []
    if known.isWhole {
      known.marks = Array(bytes[marks])
    } else {
      places = self.places(of: bytes, paths, count: count, in: files)
      for (entry, place) in places.enumerated() where place >= 0 {
        let mark = marks.lowerBound + entry * markSize
        known.marks.replaceSubrange(
          (place * markSize)..<((place + 1) * markSize), with: bytes[mark..<(mark + markSize)])
      }
    }
    for _ in 0..<found {
      guard let entry = reader.count(), entry < count, let outcome = reader.outcome() else {
        return Known(marks: Array(repeating: 0, count: files.count * markSize))
      }
      let place = known.isWhole ? entry : places[entry]
      if place >= 0 { known.outcomes[place] = outcome }
    }
    return known
  }

  /// Where each path that is kept is in a list, both in git's order; -1 where it is not.
  private func places(
    of bytes: [UInt8], _ paths: Range<Int>, count: Int, in files: FileList
  ) -> [Int] {
    var places = Array(repeating: -1, count: count)
    var (start, index) = (paths.lowerBound, 0)
    for entry in 0..<count {
      guard let end = ByteSearch.first(0, in: bytes.span, range: start..<paths.upperBound) else {
        break
      }
      while index < files.count {
        let order = files.order(of: index, bytes[start..<end])
        if order == 0 { places[entry] = index }
        if order > 0 { break }
        index += 1
        if order == 0 { break }
      }
      start = end + 1
    }
    return places
  }

  /// Keeps what is known after some files were read; those without a mark are read again.
  func keep(_ files: FileList, _ known: Known, _ changes: [Change]) {
    guard !changes.isEmpty || !known.isWhole else { return }
    var known = known
    for change in changes {
      let place = (change.index * markSize)..<((change.index + 1) * markSize)
      known.marks.replaceSubrange(
        place, with: change.mark ?? Array(repeating: 0, count: markSize))
      known.outcomes[change.index] = change.mark == nil ? nil : change.outcome
    }
    var writer = CacheWriter()
    writer.write(question)
    writer.write(files.count)
    writer.write(files.paths)
    writer.write(known.marks)
    writer.write(known.outcomes.count)
    for (index, outcome) in known.outcomes.sorted(by: { $0.key < $1.key }) {
      writer.write(index)
      writer.write(outcome)
    }
    cache.keep(writer.bytes, as: name)
  }
}

extension FileAnswers.Known {
  /// Whether a file has this mark.
  func has(_ mark: [UInt8], at index: Int) -> Bool {
    let start = index * mark.count
    return ByteSearch.areEqual(
      marks.span.extracting(start..<(start + mark.count)), mark.span)
  }

  /// Whether a file has this stamp.
  func has(_ stamp: FileStamp, at index: Int) -> Bool {
    let start = index * FileStamp.markSize
    return number(start) == UInt64(bitPattern: stamp.changed) && number(start + 8) == stamp.inode
      && number(start + 16) == UInt64(bitPattern: stamp.modified)
      && number(start + 24) == stamp.size
  }

  /// Whether a stamp is known of a file: none says that it never changed.
  func hasStamp(at index: Int) -> Bool { number(index * FileStamp.markSize) != 0 }

  private func number(_ place: Int) -> UInt64 {
    unsafe marks.span.withUnsafeBytes {
      unsafe UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }
  }
}

extension FileStamp {
  /// How many bytes a stamp has as a mark.
  static let markSize = 32

  /// The stamp as a mark.
  var mark: [UInt8] {
    let numbers = (
      UInt64(bitPattern: changed).littleEndian, inode.littleEndian,
      UInt64(bitPattern: modified).littleEndian, size.littleEndian
    )
    return unsafe withUnsafeBytes(of: numbers) { unsafe Array($0) }
  }
}
