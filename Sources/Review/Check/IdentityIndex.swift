internal import Configuration
public import CredentialStore
public import Credentials
internal import Files
internal import Git
internal import OpenSSL

/// What no credential may have in common with another, of every credential in a state.
///
/// What a blob says never changes, so it is kept in `$GIT_COMMON_DIR/credtree/identities`, where
/// nothing that is committed can be. The file may be deleted at any time.
struct IdentityIndex {
  /// What a file says that matters to other files.
  struct Facts: Hashable, Sendable {
    /// The identity, or an empty text for what is no credential file.
    let id: String
    let isDefault: Bool
    let hasParent: Bool
  }

  /// One credential.
  struct Entry: Sendable {
    let name: String
    let facts: Facts
  }

  private static let head = Array("credtree identities 1\n".utf8)
  private static let idSize = 22
  private static let recordSize = 20 + idSize + 1
  private static let sumSize = 32
  private static let sizeLimit = 1 << 27

  /// The credentials, in git's order.
  let entries: [Entry]

  /// Reads what is not known yet.
  ///
  /// - Parameter store: The credentials, in a commit or in the index.
  /// - Throws: ``Failure`` with code `system` if git cannot read a blob.
  init(of store: Store) throws(Failure) {
    let repository = try store.repository()
    let files = try Self.files(of: store, in: repository)
    let place = "\(repository.commonFolder)/credtree/identities"
    var known = Self.read(place)
    let unknown = files.filter { known[$0.blob] == nil }
    let root = store.root
    let found: [(ObjectID, Facts)] = try ParallelMap.compactMap(unknown) { file in
      let path = "\(root)/\(store.path(of: file.name))"
      let text: [UInt8]
      // A file of the work tree is read many times faster than an object of git's.
      if let bytes = try? FileReader.contents(of: path, limit: credentialFileLimit),
        BlobName.of(bytes) == file.blob
      {
        text = bytes
      } else {
        do throws(GitError) { text = try repository.contents(ofBlob: file.blob) } catch {
          return .failure(Failure(error))
        }
      }
      return .success((file.blob, Facts(reading: text, name: file.name)))
    }
    for (blob, facts) in found { known[blob] = facts }
    entries = files.compactMap { file in
      known[file.blob].map { Entry(name: file.name, facts: $0) }
    }
    if !found.isEmpty { Self.keep(files.map(\.blob), known, at: place) }
  }

  private static func files(of store: Store, in repository: Repository) throws(Failure)
    -> [(name: String, blob: ObjectID)]
  {
    let folder = store.configuration.store
    let files: [(path: String, blob: ObjectID)]
    do {
      if case .commit(let revision) = store.source {
        files = try repository.files(under: folder, at: repository.resolve(revision))
      } else {
        files = try repository.trackedBlobs(under: folder)
      }
    } catch { throw Failure(error) }
    let prefix = "\(folder)/"
    return files.compactMap { path, blob in
      guard path.hasPrefix(prefix), path.hasSuffix(".json"),
        let name = String(path.utf8.dropFirst(prefix.utf8.count).dropLast(5))
      else { return nil }
      return (name, blob)
    }
  }

  private static func read(_ place: String) -> [ObjectID: Facts] {
    guard let bytes = try? FileReader.contents(of: place, limit: sizeLimit),
      bytes.count >= head.count + sumSize, bytes.starts(with: head)
    else { return [:] }
    let end = bytes.count - sumSize
    let span = bytes.span
    guard (end - head.count).isMultiple(of: recordSize),
      let sum = try? Digest.of(span.extracting(0..<end), .sha256), sum.elementsEqual(bytes[end...])
    else { return [:] }
    var known: [ObjectID: Facts] = [:]
    known.reserveCapacity((end - head.count) / recordSize)
    for start in stride(from: head.count, to: end, by: recordSize) {
      let flags = bytes[start + recordSize - 1]
      let id = bytes[(start + 20)..<(start + 20 + idSize)]
      known[ObjectID(readingFrom: span, at: start)] = Facts(
        id: flags & 4 == 0 ? "" : String(decoding: id, as: UTF8.self), isDefault: flags & 1 != 0,
        hasParent: flags & 2 != 0)
    }
    return known
  }

  /// Keeps what is known of some blobs; what cannot be written is found again the next time.
  private static func keep(_ blobs: [ObjectID], _ known: [ObjectID: Facts], at place: String) {
    var bytes = head
    bytes.reserveCapacity(blobs.count * recordSize + head.count + sumSize)
    for blob in blobs {
      guard let facts = known[blob] else { continue }
      blob.append(to: &bytes)
      let id = Array(facts.id.utf8)
      let isID = id.count == idSize
      bytes += isID ? id : Array(repeating: 0, count: idSize)
      bytes.append((facts.isDefault ? 1 : 0) | (facts.hasParent ? 2 : 0) | (isID ? 4 : 0))
    }
    guard let sum = try? Digest.of(bytes.span, .sha256) else { return }
    bytes += sum
    do throws(FileError) {
      try FileWriter.createFolders(FileWriter.folder(of: place))
      try FileWriter.replace(place, with: bytes.span, permissions: 0o600)
    } catch { return }
  }
}

extension IdentityIndex.Facts {
  init(reading text: [UInt8], name: String) {
    let metadata = try? CredentialHeader(text.span, name: name).metadata
    self.init(
      id: metadata?.id ?? "", isDefault: metadata?.isDefault ?? false,
      hasParent: metadata?.parent != nil)
  }
}

/// The identities of the credentials of a commit or of the index.
public enum StoreIdentities {
  /// The name and id of each credential, from what this clone knows of the blobs.
  ///
  /// - Throws: ``Failure`` with code `system` if git cannot read a blob.
  public static func all(of store: Store) throws(Failure) -> [(name: String, id: String)] {
    try IdentityIndex(of: store).entries.map { ($0.name, $0.facts.id) }
  }
}

/// What git calls a blob.
enum BlobName {
  /// The name of a blob with these bytes, or `nil` where SHA-1 is not to be had.
  static func of(_ bytes: [UInt8]) -> ObjectID? {
    do throws(OpenSSLError) {
      var digest = try Digest(.sha1)
      try digest.update(Array("blob \(bytes.count)\0".utf8).span)
      try digest.update(bytes.span)
      return ObjectID(bytes: try digest.finish())
    } catch { return nil }
  }
}
