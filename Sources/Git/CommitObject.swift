private import CGit2

/// A commit exactly as git stores it, and its signature.
///
/// Read from the stored bytes and nothing else, so that what is judged is what was signed.
public struct CommitObject: Hashable, Sendable {
  /// The commit's tree.
  public let tree: ObjectID
  /// The commits that it follows.
  public let parents: [ObjectID]
  /// Who wrote the change: `Name <address>`.
  public let author: String
  /// The message's first line.
  public let subject: String
  /// The armored signature, or `nil` for a commit without one.
  public let signature: [UInt8]?
  /// What the signature must be of: the commit without the signature.
  public let payload: [UInt8]

  /// Reads a commit, or returns `nil` for bytes that git would not have written.
  ///
  /// Two signatures make a commit malformed: nobody could say which of them counts.
  public init?(parsing bytes: [UInt8]) {
    var reader = HeaderReader(bytes)
    guard let tree = reader.id(after: "tree") else { return nil }
    var parents: [ObjectID] = []
    while let parent = reader.id(after: "parent") { parents.append(parent) }
    guard let author = reader.text(after: "author"), reader.text(after: "committer") != nil
    else { return nil }
    var signature: [UInt8]?
    var signatureLines: Range<Int>?
    while let line = reader.next() {
      guard line.name != "tree", line.name != "parent", line.name != "author",
        line.name != "committer"
      else { return nil }
      if line.name == "gpgsig" {
        guard signature == nil else { return nil }
        signature = line.value
        signatureLines = line.place
      }
    }
    guard reader.isAtEndOfHeaders else { return nil }
    self.tree = tree
    self.parents = parents
    self.author = Self.person(in: author)
    self.signature = signature
    let message = bytes[min(reader.position + 1, bytes.count)...]
    subject = String(
      decoding: message.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    guard let lines = signatureLines else {
      payload = bytes
      return
    }
    payload = Array(bytes[..<lines.lowerBound] + bytes[lines.upperBound...])
  }

  /// The line of a person without its time.
  private static func person(in line: String) -> String {
    guard let end = line.lastIndex(of: ">") else { return line }
    return String(line[...end])
  }
}

/// Takes the headers of a commit one by one.
private struct HeaderReader {
  private let bytes: [UInt8]
  private(set) var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether the empty line before the message comes next.
  var isAtEndOfHeaders: Bool { position < bytes.count && bytes[position] == UInt8(ascii: "\n") }

  /// The next header with its continuation lines, which start with a space, or `nil` where
  /// none follows.
  mutating func next() -> (name: String, value: [UInt8], place: Range<Int>)? {
    guard position < bytes.count, !isAtEndOfHeaders else { return nil }
    let start = position
    var value: [UInt8] = []
    guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")),
      let space = bytes[start..<end].firstIndex(of: UInt8(ascii: " ")), space > start
    else { return nil }
    value += bytes[(space + 1)..<end]
    var next = end + 1
    while next < bytes.count, bytes[next] == UInt8(ascii: " ") {
      guard let lineEnd = bytes[next...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      value.append(UInt8(ascii: "\n"))
      value += bytes[(next + 1)..<lineEnd]
      next = lineEnd + 1
    }
    position = next
    return (String(decoding: bytes[start..<space], as: UTF8.self), value, start..<next)
  }

  /// The value of the next header if it has a name.
  mutating func text(after name: String) -> String? {
    let before = position
    guard let line = next(), line.name == name else {
      position = before
      return nil
    }
    return String(decoding: line.value, as: UTF8.self)
  }

  /// The object that the next header names if it has a name.
  mutating func id(after name: String) -> ObjectID? {
    let before = position
    guard let text = text(after: name), let id = ObjectID(text), id.description == text else {
      position = before
      return nil
    }
    return id
  }
}

extension Repository {
  /// A commit as it is stored, or `nil` where it is not stored here.
  ///
  /// - Throws: ``GitError`` if it cannot be read, is no commit, or is malformed.
  public func commitObject(_ id: ObjectID) throws(GitError) -> CommitObject? {
    let bytes: [UInt8]? = unsafe try withPointer { repository throws(GitError) in
      let database = unsafe try GitHandle<DatabaseKind>("git_repository_odb") { created in
        unsafe git_repository_odb(&created, repository)
      }
      var raw = id.raw
      do throws(GitError) {
        let object = unsafe try GitHandle<DatabaseObjectKind>("git_odb_read") { created in
          unsafe git_odb_read(&created, database.pointer, &raw)
        }
        guard unsafe git_odb_object_type(object.pointer) == GIT_OBJECT_COMMIT else {
          throw GitError(.other, in: "git_odb_object_type", "\(id.abbreviated) is not a commit")
        }
        let count = unsafe git_odb_object_size(object.pointer)
        guard let start = unsafe git_odb_object_data(object.pointer) else { return [] }
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
      } catch {
        guard error.code == .notFound else { throw error }
        return nil
      }
    }
    guard let bytes else { return nil }
    guard let commit = CommitObject(parsing: bytes) else {
      throw GitError(
        .other, in: "git_odb_read",
        "the commit \(id.abbreviated) is malformed: run `git fsck` and look at it")
    }
    return commit
  }
}
