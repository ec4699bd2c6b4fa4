internal import Configuration
internal import CredentialTypes
public import Credentials
internal import Documents
internal import Files
private import Synchronization

/// The stores that a credential helper answers from, in the order in which it asks them.
///
/// These are the one that the user named, or `CREDTREE_DIR`, or all that the user registered.
/// The current folder is not looked at: a repository that was cloned must not choose credentials.
public struct HelperStores: Sendable {
  let stores: [HelperStore]
  /// The paths of registered stores that are not there.
  let missing: [String]

  /// Finds the stores.
  ///
  /// - Parameters:
  ///   - directory: The folder that the user named, or one below it.
  ///   - identityFile: One more file to look for identities in.
  /// - Throws: ``Failure`` with code `not_found` where the named one is none, `invalid` for a
  ///   configuration with problems.
  public init(directory: String? = nil, identityFile: String? = nil) throws(Failure) {
    if directory != nil || EnvironmentVariable.text("CREDTREE_DIR") != nil {
      let root = try StoreDiscovery.root(startingAt: directory)
      stores = [try HelperStore(root: root, identityFile: identityFile)]
      missing = []
      return
    }
    var (stores, missing): ([HelperStore], [String]) = ([], [])
    for path in StoreDiscovery.registeredStores {
      guard let folder = FileReader.resolved(path),
        FileReader.exists("\(folder)/\(StoreDiscovery.configurationName)")
      else {
        missing.append(path)
        continue
      }
      stores.append(try HelperStore(root: folder, identityFile: identityFile))
    }
    (self.stores, self.missing) = (stores, missing)
  }

  /// Whether the user has named and registered none.
  var areNone: Bool { stores.isEmpty && missing.isEmpty }

  /// Refuses to say that nothing was found where it could be in a store that is not there.
  ///
  /// - Throws: ``Failure`` with code `system` for a registered store that is missing, `not_found`
  ///   where there are no stores at all.
  func requireAllAsked() throws(Failure) {
    guard !areNone else {
      throw Failure(
        .notFound,
        "no store is registered: run 'credtree init --register' in one, or set CREDTREE_DIR")
    }
    guard let path = missing.first else { return }
    throw Failure(
      .system,
      "the registered store \(path) is not there, and no other has it: mount it, or take it out "
        + "of \(StoreDiscovery.registryPath ?? "the list of stores")")
  }
}

/// One store, as a helper reads it: the files of its work tree, and no git.
final class HelperStore: Sendable {
  let root: String
  let configuration: Configuration
  let reader: WorkTreeReader
  let catalogue: Catalogue
  private let identityFile: String?
  private let loaded = Mutex<KeyRing?>(nil)
  private let listed = Mutex<[String]?>(nil)

  init(root: String, identityFile: String?) throws(Failure) {
    self.root = root
    self.identityFile = identityFile
    let name = StoreDiscovery.configurationName
    let text: [UInt8]
    do { text = try FileReader.contents(of: "\(root)/\(name)", limit: 1 << 20) } catch {
      throw Failure(.system, "\(error)")
    }
    do { configuration = try Configuration.parse(text.span, file: name) } catch {
      throw Failure(.invalid, "\(root)/\(name) is invalid", details: error.problems)
    }
    reader = try WorkTreeReader(root: root, store: configuration.store)
    catalogue = Catalogue { TypeFolder.files(in: root) }
  }

  /// The names of the credentials that may be found by some keys, by what was seen when all files
  /// were last read; `nil` where that says nothing.
  func hinted(by keys: [LookupKey]) -> [String]? {
    var hints = LookupHints(ofWorkTree: root, store: configuration.store)
    if hints == nil {
      guard let names = try? names(), names.count >= LookupHints.fewestCredentials else {
        return nil
      }
      hints = LookupHints(
        reading: reader, ofWorkTree: root, store: configuration.store, catalogue: catalogue)
    }
    guard let names = hints?.names(for: keys), !names.isEmpty else { return nil }
    return names
  }

  /// The names of all credentials.
  ///
  /// - Throws: ``Failure`` with code `system` if the folder cannot be read.
  func names() throws(Failure) -> [String] {
    if let names = listed.withLock({ $0 }) { return names }
    let names = try reader.names()
    listed.withLock { $0 = names }
    return names
  }

  func keyRing() throws(Failure) -> KeyRing {
    if let keyRing = loaded.withLock({ $0 }) { return keyRing }
    let keyRing = try KeyRing.load(file: identityFile)
    loaded.withLock { $0 = keyRing }
    return keyRing
  }

  /// Opens a credential; its readable part is what was sealed, and not what was read before.
  ///
  /// - Throws: ``Failure`` with code `not_found`, `forbidden`, or `integrity`.
  func open(_ name: String) throws(Failure) -> (CredentialHeader, OpenedCredential) {
    guard let text = try reader.contents(of: name) else {
      throw Failure(.notFound, "there is no credential '\(name)'")
    }
    let file = try CredentialFile(text.span, name: name)
    let opened = try file.open(with: try keyRing(), configuration: configuration)
    return (CredentialHeader(of: opened.file), try opened.credential(in: catalogue))
  }

  /// Records that a credential was given to a program.
  func recordUse(of credential: OpenedCredential, by verb: String, fields: [String]) {
    UsageLog(ofWorkTree: root)?.add(
      [
        UsageLog.Use(
          credentialID: credential.id, revision: credential.revision, verb: verb, fields: fields)
      ], by: (try? keyRing())?.member(of: configuration))
  }
}
