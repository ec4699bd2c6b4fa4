import Credtree
import Files
import Secrets

/// Writes credentials straight into a store's folder, without a commit for each.
struct StoreFilling {
  let store: Store

  init(of folder: String) throws(Failure) { store = try Workspace(directory: folder).store }

  /// Adds `count` web logins, a thousand to a folder.
  func add(_ count: Int) throws(Failure) {
    let store = store
    let names = (0..<count).map { "team\($0 / 1000)/login\($0)" }
    _ = try ParallelMap.compactMap(names) { name in
      Result { () throws(Failure) in try Self.write(name, in: store) }
    }
  }

  private static func write(_ name: String, in store: Store) throws(Failure) -> Bool? {
    let now = Timestamp.now
    let metadata = CredentialMetadata(
      id: try CredentialID.random(), name: name, type: "basic-auth", title: name,
      category: try store.type("basic-auth").category, now: now)
    func secret(_ text: String) -> Node {
      let bytes = Array(text.utf8)
      return Node(.secret(Secret(SecretBytes(copying: bytes.span))))
    }
    let salt = Array(repeating: UInt8(1), count: 32)
    let contents = CredentialContents(
      metadata: metadata, public: [],
      fields: [
        Member("username", secret("user")), Member("password", secret("a password of \(name)")),
      ], salt: Secret(SecretBytes(copying: salt.span)))
    let text = try contents.sealed(for: try store.access(for: name), at: now)
    let path = "\(store.root)/\(store.path(of: name))"
    do {
      try FileWriter.createFolders(FileWriter.folder(of: path))
      try FileWriter.create(path, with: text.span, permissions: 0o644)
    } catch { throw Failure(.system, "\(error)") }
    return nil
  }
}
