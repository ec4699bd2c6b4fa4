internal import Credentials
internal import Documents
internal import Git
internal import SOPS

/// One version of a credential's file, as far as it can be read without a key.
struct StoredVersion: Sendable {
  /// How much of a file some keys open.
  enum Opening: Hashable, Sendable {
    case nothing
    /// Key groups, but fewer than must meet.
    case part
    case whole
  }

  let id: String
  let name: String
  let type: String
  let revision: Int
  /// The recipients of each group, of which so many must meet.
  let groups: [[String]]
  let threshold: Int
  /// The encrypted fields as they are stored, without those that belong to the format.
  let fields: [Member]
  /// Where the version lies in git; `nil` for one that is only in the work tree.
  let blob: ObjectID?
  /// The oldest commit that has it.
  let commit: ObjectID?

  /// Reads a version; `nil` for a file that is no credential file.
  ///
  /// - Parameters:
  ///   - text: The file's bytes.
  ///   - name: The name that its path gives it; `nil` takes the one that it says.
  ///   - blob: Where it lies in git.
  ///   - commit: The oldest commit that has it.
  init?(
    _ text: Span<UInt8>, named name: String? = nil, blob: ObjectID? = nil, commit: ObjectID? = nil
  ) {
    guard let members = try? JSON.parse(text, only: ["credential", "secret", "sops"]),
      let credential = members.first(where: { $0.key == "credential" })?.value,
      let sealed = members.first(where: { $0.key == "secret" })?.value.object,
      let sops = members.first(where: { $0.key == "sops" })?.value,
      let metadata = try? SOPSMetadata(parsing: sops),
      let id = credential["id"]?.string, let ownName = credential["name"]?.string,
      let revision = credential["revision"]?.int
    else { return nil }
    self.id = id
    self.name = name ?? ownName
    type = credential["type"]?.string ?? ""
    self.revision = revision
    groups = metadata.effectiveGroups.map { $0.age.map(\.recipient) }
    threshold = groups.count > 1 ? metadata.shamirThreshold ?? groups.count : 1
    fields = sealed.filter { $0.key != "salt" && $0.key != "seal" }
    self.blob = blob
    self.commit = commit
  }

  /// How much of it some keys open; the file's word for who its recipients are is taken.
  func opening(with keys: Set<String>) -> Opening {
    let met = groups.count { group in group.contains { keys.contains($0) } }
    return met >= threshold ? .whole : met > 0 ? .part : .nothing
  }

  /// A field as it is stored.
  func field(_ name: String) -> Node? { fields.first { $0.key == name }?.value }
}
