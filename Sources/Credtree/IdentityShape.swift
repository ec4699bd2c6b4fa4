internal import Age
public import Secrets

/// The user's identities, by their public keys; never a private one.
public struct IdentityList: Sendable {
  /// One identity.
  public struct Item: Hashable, Sendable {
    /// The public key, or `nil` for one that is locked by a passphrase and does not tell.
    public let key: PublicKey?
    /// The members who have it among their keys, where there is a repository.
    public let members: [String]
  }

  /// The identities, in the order in which they are tried.
  public let items: [Item]
  /// Why some places could not be read.
  public let problems: [String]

  /// Looks for identities in all places.
  ///
  /// - Parameters:
  ///   - file: The path given with `--identity`.
  ///   - workspace: Whose members may have them, or `nil` where there is no repository.
  /// - Throws: ``Failure`` with code `invalid` if an identity that was asked for is unusable.
  public init(identityFile file: String?, in workspace: Workspace?) throws(Failure) {
    let keyRing = try KeyRing.load(file: file)
    var items: [Item] = []
    for identity in keyRing.identities {
      let text = identity.recipientText
      let members = text.map { workspace?.store.configuration.members(holding: $0) ?? [] } ?? []
      let item = Item(key: text.map { PublicKey($0) }, members: members)
      // The same key may lie in several places.
      if item.key == nil || !items.contains(item) { items.append(item) }
    }
    self.items = items
    problems = keyRing.problems
  }

  /// The list as `--json` prints it.
  public var document: Node {
    .object([
      Member(
        "identities",
        .array(
          items.map { item in
            var members = item.key?.document.object ?? [Member("locked", .bool(true))]
            members.append(Member("members", .array(item.members.map { .string($0) })))
            return .object(members)
          })), Member("total", .int(items.count)),
      Member("problems", .array(problems.map { .string($0) })),
    ])
  }

  /// The list for people, with the public keys in full, to be passed on.
  public var text: String {
    guard !items.isEmpty else {
      return "you have no identity; 'credtree identity new' makes one\n"
    }
    return items.map { item in
      let members = item.members.isEmpty ? "" : "   (\(item.members.joined(separator: ", ")))"
      return (item.key?.text ?? "a locked identity, whose public key is not known") + members
    }.joined(separator: "\n") + "\n"
  }
}

/// What was done to the file of identities.
public struct IdentityChange: Hashable, Sendable {
  /// The file.
  public let path: String
  /// The public keys that are new in it.
  public let keys: [PublicKey]
  /// Whether the file was made by `new`.
  public let isNew: Bool

  /// Makes an identity; see ``IdentityFile/makeIdentity()``.
  public static func new(at path: String?) throws(Failure) -> IdentityChange {
    let file = try IdentityFile(at: path)
    return IdentityChange(
      path: file.path, keys: [PublicKey(try file.makeIdentity())], isNew: true)
  }

  /// Adds identities; see ``IdentityFile/add(_:from:)``.
  public static func adding(
    _ contents: borrowing SecretBytes, from source: String
  ) throws(Failure) -> IdentityChange {
    let file = try IdentityFile()
    let keys = try file.add(contents, from: source)
    return IdentityChange(path: file.path, keys: keys.map { PublicKey($0) }, isNew: false)
  }

  /// The change as `--json` prints it.
  public var document: Node {
    .object([
      Member(
        "message",
        .string(isNew ? "Identity made successfully" : "Identities imported successfully")),
      Member("path", .string(path)), Member("identities", .array(keys.map(\.document))),
    ])
  }

  /// The change for people.
  public var text: String {
    let list = keys.map { "\($0.text)\n" }.joined()
    if isNew { return "made a new identity in \(path); back it up\n\(list)" }
    return keys.isEmpty
      ? "nothing new for \(path), or it was taken as it is\n" : "added to \(path):\n\(list)"
  }
}
