public import CredentialTypes
public import Documents
internal import Files

/// Which credentials are for a host or have an id, as of the last time that all files were read.
///
/// It is kept in a file inside git's folder, so that a look-up in a store of thousands need not
/// read them all, and it is only a hint. It counts while the store's folders are as they were
/// then; a file that was written in place changes no folder. So whoever finds a name here opens
/// the file and lets what was sealed decide, and whoever finds none reads all files.
public struct LookupHints: Sendable {
  /// How many credentials a store has for which hints are kept: smaller ones are read faster than a file about them.
  public static let fewestCredentials = 64
  private static let mostFolders = 4096
  private static let mostBytes = 64 << 20
  /// How old a folder's last change must be: one right after it could have the same time.
  private static let settledAfter: Int64 = 3_000_000_000

  private static let lineFeed = UInt8(ascii: "\n")
  private static let tab = UInt8(ascii: "\t")

  private let text: [UInt8]
  /// Where the empty line is that ends the state of the folders.
  private let start: Int

  /// The hints for a work tree, or `nil` where there are none that count.
  ///
  /// - Parameters:
  ///   - root: The absolute path of the work tree.
  ///   - store: The path of the store's folder from there.
  public init?(ofWorkTree root: String, store: String) {
    guard let path = Self.path(ofWorkTree: root),
      let text = try? FileReader.contents(of: path, limit: Self.mostBytes, followsLink: false),
      let start = ByteSearch.first([Self.lineFeed, Self.lineFeed], in: text.span)
    else { return nil }
    let lines = text[..<start].split(separator: Self.lineFeed)
    let head = Self.head(root, store)
    guard lines.count > head.count,
      zip(lines, head).allSatisfy({ $0.elementsEqual($1.utf8) })
    else { return nil }
    for line in lines[head.count...] {
      let path = String(decoding: line.prefix { $0 != Self.tab }, as: UTF8.self)
      guard line.elementsEqual(Self.state(of: path, in: root).text.utf8) else { return nil }
    }
    self.text = text
    self.start = start
  }

  /// The names of the credentials that had one of some keys, sorted.
  public func names(for keys: [LookupKey]) -> [String] {
    var names: Set<String> = []
    for key in keys {
      let word = Array("\n\(key.text)\t".utf8)
      var place = start
      while let found = ByteSearch.first(word, in: text.span, from: place) {
        let from = found + word.count
        place =
          ByteSearch.first(Self.lineFeed, in: text.span, range: from..<text.count) ?? text.count
        let name = String(decoding: text[from..<place], as: UTF8.self)
        if CredentialName.problem(with: name) == nil { names.insert(name) }
      }
    }
    return names.sorted()
  }

  /// Reads all files of a store, and keeps the hints for the next look-up where that can be done.
  ///
  /// Returns `nil` for a store that has just been changed, or that holds a file which cannot be
  /// read: it is then read as a whole each time.
  ///
  /// - Parameters:
  ///   - reader: Reads the store.
  ///   - root: The absolute path of the work tree.
  ///   - store: The path of the store's folder from there.
  ///   - catalogue: The types.
  ///   - time: When this happens.
  public init?(
    reading reader: WorkTreeReader, ofWorkTree root: String, store: String, catalogue: Catalogue,
    at time: Timestamp = .now
  ) {
    guard let path = Self.path(ofWorkTree: root),
      var text = Self.states(of: reader, in: root, store: store, at: time),
      let names = try? reader.names()
    else { return nil }
    start = text.count
    text.append(Self.lineFeed)
    let entries = try? ParallelMap.compactMap(names) { name in
      Result { () throws(Failure) -> [UInt8]? in
        guard let contents = try reader.contents(of: name) else { return nil }
        let header = try CredentialHeader(contents.span, name: name)
        return header.lookupKeys(of: catalogue.type(named: header.metadata.type))
          .flatMap { Array("\($0.text)\t\(name)\n".utf8) }
      }
    }
    guard let entries else { return nil }
    text += entries.joined()
    self.text = text
    do throws(FileError) {
      try FileWriter.createFolders(FileWriter.folder(of: path))
      let file = try PreparedFile(path, with: text.span, permissions: 0o600, reachesDisk: false)
      try file.install(reachesDisk: false)
    } catch {
      // What was read is as good without being kept.
    }
  }

  private static func path(ofWorkTree root: String) -> String? {
    GitFolder.own(ofWorkTree: root).map { "\($0)/credtree/lookup" }
  }

  private static func head(_ root: String, _ store: String) -> [String] {
    ["credtree lookup 1 \(CredtreeVersion.current)", root, store]
  }

  /// The lines before the entries, or `nil` where something changed a moment ago.
  private static func states(
    of reader: WorkTreeReader, in root: String, store: String, at time: Timestamp
  ) -> [UInt8]? {
    guard let folders = try? reader.folders(of: store), folders.count <= mostFolders else {
      return nil
    }
    let types = TypeFolder.files(in: root).map(\.path)
    let settled = time.secondsSince1970 * 1_000_000_000 - settledAfter
    var lines = head(root, store)
    for path in folders + [TypeFolder.path] + types {
      let state = state(of: path, in: root)
      guard state.changed <= settled else { return nil }
      lines.append(state.text)
    }
    guard !lines.contains(where: { $0.utf8.contains(lineFeed) }) else { return nil }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  private static func state(of path: String, in root: String) -> (text: String, changed: Int64) {
    guard let stamp = FileReader.stamp(of: "\(root)/\(path)") else { return ("\(path)\t-", 0) }
    return (
      "\(path)\t\(stamp.inode)\t\(stamp.size)\t\(stamp.modified)\t\(stamp.changed)",
      max(stamp.modified, stamp.changed)
    )
  }
}

/// What a credential can be found by in ``LookupHints``.
public enum LookupKey: Hashable, Sendable {
  /// The host that it is for, without a port.
  case host(String)
  /// Its id.
  case id(String)

  var text: String {
    switch self {
    case .host(let host): "host:\(host)"
    case .id(let id): "id:\(id)"
    }
  }
}

extension CredentialHeader {
  func lookupKeys(of type: CredentialType?) -> Set<LookupKey> {
    var keys: Set<LookupKey> = [.id(id)]
    for base in bases(of: type) { keys.insert(.host(base.place.hostName)) }
    return keys
  }
}

extension CredentialQuestion {
  /// What credentials that can be the answer can be found by; the default for images is not.
  public var lookupKeys: [LookupKey] {
    let (name, server): (String, RegistryServer?) =
      switch subject {
      case .image(let image): (image.registry, RegistryServer(image.registry))
      case .address(let address): (address.host, RegistryServer(address.host))
      }
    guard let server else { return [.host(name)] }
    let place = CredentialBase.Place.registry(server).hostName
    return place == name ? [.host(name)] : [.host(name), .host(place)]
  }
}

extension CredentialBase.Place {
  /// The host, by one name where it has several, and without its port.
  fileprivate var hostName: String {
    switch self {
    case .registry(let server):
      server.isDockerHub
        ? "docker.io" : ServiceAddress("https://\(server.host)")?.host ?? server.host
    case .address(let address), .host(let address, hasOwnProtocol: _): address.host
    }
  }
}
