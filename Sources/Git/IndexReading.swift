private import CGit2
private import Files

extension Repository {
  /// The largest index that is read, in bytes.
  private static let indexLimit = 1 << 30

  /// The files in the index with their staged blobs; an unresolved path is there once.
  ///
  /// - Returns: The files; submodules are not among them.
  /// - Throws: ``GitError`` with code `unsupported` for a split or a sparse index.
  public func trackedList() throws(GitError) -> FileList {
    if FileReader.exists(indexFile),
      let bytes = try? FileReader.contents(of: indexFile, limit: Self.indexLimit),
      let list = IndexReading(bytes)?.files()
    {
      return list
    }
    // Whatever is unusual about it, libgit2 knows it or says what is wrong.
    var list = FileList()
    for (path, blob) in try trackedBlobs() {
      list.append(path: Array(path.utf8)[...], id: blob.bytes[...])
    }
    return list
  }

  /// Every file as a commit has it.
  ///
  /// - Parameter commit: The commit, or the tree, to look into.
  /// - Returns: The files; symbolic links are among them, submodules are not.
  /// - Throws: ``GitError`` with code `notFound` if there is no such commit.
  public func list(at commit: ObjectID) throws(GitError) -> FileList {
    var list = FileList()
    for (path, blob) in try files(under: "", at: commit) {
      list.append(path: Array(path.utf8)[...], id: blob.bytes[...])
    }
    return list
  }

  /// Runs `body` with the bytes of a blob, which must not be kept.
  ///
  /// - Throws: ``GitError`` with code `notFound`, or `unsupported` in a partial clone.
  public func withContents<Result: Sendable>(
    ofBlob blob: ObjectID, _ body: @Sendable (Span<UInt8>) -> Result
  ) throws(GitError) -> Result {
    unsafe try withPointer { repository throws(GitError) in
      let object = unsafe try Self.object(blob, in: repository, as: .blob)
      let count = Int(unsafe git_blob_rawsize(object.pointer))
      let start = unsafe git_blob_rawcontent(object.pointer)
      return unsafe body(
        Span(_unsafeBytes: UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)))
    }
  }

  /// Runs `body`, which reads many objects: they are not hashed again, as git does not either.
  public static func readingMany<Result>(_ body: () throws -> Result) rethrows -> Result {
    try GitRuntime.trustingObjects(body)
  }
}

/// Reads git's index: https://git-scm.com/docs/index-format, versions 2 to 4.
private struct IndexReading {
  private let bytes: [UInt8]
  private let version: Int
  private let count: Int

  /// Where in an entry its parts are, in bytes.
  private enum Place {
    static let mode = 24
    static let id = 40
    static let flags = 60
    static let end = 62
  }

  private static let headerSize = 12
  private static let checksumSize = 20
  private static let gitlink = 0o160000
  private static let folder = 0o040000

  /// `nil` for something else than an index of these versions.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.headerSize + Self.checksumSize, bytes.starts(with: "DIRC".utf8)
    else { return nil }
    self.bytes = bytes
    version = Self.number(bytes, 4)
    count = Self.number(bytes, 8)
    guard (2...4).contains(version), count <= bytes.count / Place.end else { return nil }
  }

  private static func number(_ bytes: [UInt8], _ place: Int) -> Int {
    bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
  }

  /// The files; `nil` where something is not as it should be, or not known here.
  func files() -> FileList? {
    var list = FileList()
    list.reserve(count, bytes: bytes.count / 2)
    let end = bytes.count - Self.checksumSize
    var place = Self.headerSize
    var former: [UInt8] = []
    for _ in 0..<count {
      guard place + Place.end < end else { return nil }
      let flags = Int(bytes[place + Place.flags]) << 8 | Int(bytes[place + Place.flags + 1])
      var start = place + Place.end
      if flags & 0x4000 != 0 {
        guard version > 2 else { return nil }
        start += 2
      }
      let path: ArraySlice<UInt8>
      let next: Int
      if version == 4 {
        guard let (removed, after) = offset(at: start, before: end), removed <= former.count,
          let zero = zero(from: after, before: end)
        else { return nil }
        former.removeLast(removed)
        former += bytes[after..<zero]
        path = former[...]
        next = zero + 1
      } else {
        guard let zero = zero(from: start, before: end) else { return nil }
        path = bytes[start..<zero]
        // One to eight zeros, so that an entry's size is a multiple of eight.
        next = place + (zero - place + 8) / 8 * 8
      }
      let mode = Int(bytes[place + Place.mode + 2]) << 8 | Int(bytes[place + Place.mode + 3])
      guard mode != Self.folder, !path.isEmpty else { return nil }
      let isLaterStage = flags & 0x3000 != 0 && list.endsWith(path)
      if mode != Self.gitlink, !isLaterStage {
        list.append(path: path, id: bytes[(place + Place.id)..<(place + Place.flags)])
      }
      place = next
    }
    return hasKnownExtensions(from: place, to: end) ? list : nil
  }

  private func zero(from start: Int, before end: Int) -> Int? {
    guard start < end else { return nil }
    return ByteSearch.first(0, in: bytes.span, range: start..<end)
  }

  /// How many bytes of the former path are not in this one, as packs write offsets.
  private func offset(at start: Int, before end: Int) -> (value: Int, next: Int)? {
    var place = start
    guard place < end else { return nil }
    var value = Int(bytes[place] & 0x7F)
    while bytes[place] & 0x80 != 0 {
      place += 1
      guard place < end, value < 1 << 40 else { return nil }
      value = (value + 1) << 7 | Int(bytes[place] & 0x7F)
    }
    return (value, place + 1)
  }

  /// Extensions whose names start with a small letter change what the entries mean.
  private func hasKnownExtensions(from start: Int, to end: Int) -> Bool {
    var place = start
    while place + 8 <= end {
      guard (0x41...0x5A).contains(bytes[place]) else { return false }
      place += 8 + Self.number(bytes, place + 4)
    }
    return place == end
  }
}
