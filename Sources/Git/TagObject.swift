private import CGit2

/// An annotated tag: a message, and what it names.
public struct TagObject: Hashable, Sendable {
  /// What it names.
  public let target: ObjectID
  /// The message with all that follows it, such as a signature.
  public let message: [UInt8]

  /// Reads a tag, or returns `nil` for bytes that git would not have written.
  init?(parsing bytes: [UInt8]) {
    let head = Array("object ".utf8)
    guard bytes.starts(with: head), let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
      let target = ObjectID(String(decoding: bytes[head.count..<end], as: UTF8.self))
    else { return nil }
    self.target = target
    // An empty line ends the headers.
    var start = bytes.count
    for index in bytes.indices.dropFirst()
    where bytes[index] == UInt8(ascii: "\n") && bytes[index - 1] == UInt8(ascii: "\n") {
      start = index + 1
      break
    }
    message = Array(bytes[start...])
  }
}

extension Repository {
  /// What an id that is no commit's names.
  public enum NamedObject: Hashable, Sendable {
    /// An annotated tag.
    case tag(TagObject)
    /// A file.
    case blob
    /// A commit, a folder, or nothing that is stored here.
    case other
  }

  /// Looks at what an id names.
  ///
  /// - Throws: ``GitError`` if it is stored and cannot be read.
  public func namedObject(_ id: ObjectID) throws(GitError) -> NamedObject {
    unsafe try withPointer { repository throws(GitError) in
      let database = unsafe try GitHandle<DatabaseKind>("git_repository_odb") { created in
        unsafe git_repository_odb(&created, repository)
      }
      var raw = id.raw
      do throws(GitError) {
        let object = unsafe try GitHandle<DatabaseObjectKind>("git_odb_read") { created in
          unsafe git_odb_read(&created, database.pointer, &raw)
        }
        let kind = unsafe git_odb_object_type(object.pointer)
        if kind == GIT_OBJECT_BLOB { return .blob }
        guard kind == GIT_OBJECT_TAG, let start = unsafe git_odb_object_data(object.pointer) else {
          return .other
        }
        let count = unsafe git_odb_object_size(object.pointer)
        let bytes = unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
        return TagObject(parsing: bytes).map(NamedObject.tag) ?? .other
      } catch {
        guard error.code == .notFound else { throw error }
        return .other
      }
    }
  }
}
