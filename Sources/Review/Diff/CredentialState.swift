internal import Configuration
internal import Credentials
internal import Documents
internal import SOPS

/// A credential's file in one of the two states.
struct CredentialState: Sendable {
  let name: String
  /// `nil` for a file that is no credential file.
  let file: CredentialFile?
  let configuration: Configuration?
  /// Whether the file has the marks of a merge that nobody has resolved.
  let isUnresolved: Bool

  init(_ name: String, _ text: [UInt8], _ configuration: Configuration?) {
    self.name = name
    self.configuration = configuration
    do throws(Failure) {
      file = try CredentialFile(text.span, name: name)
      isUnresolved = false
    } catch {
      file = nil
      isUnresolved = error.code == .conflict
    }
  }

  /// The state of a file, or `nil` where there is none.
  init?(_ name: String, _ file: StoredFile, _ configuration: Configuration?) {
    switch file {
    case .absent: return nil
    case .contents(let text): self.init(name, text, configuration)
    case .unresolved: self.init(unresolved: name, configuration)
    }
  }

  private init(unresolved name: String, _ configuration: Configuration?) {
    self.name = name
    self.configuration = configuration
    file = nil
    isUnresolved = true
  }

  /// The identity that the file says.
  var id: String? { file?.metadata.id }

  /// Who can open the file: the names of members, or the key where nobody is known to hold it.
  var readers: [String] { quorum?.readers ?? [] }

  /// How many of the readers must meet, by their names; `nil` for a file that cannot be read.
  var quorum: Quorum? {
    (file?.document.metadata).map { Quorum($0).naming(names) }
  }

  private func names(of key: String) -> [String] {
    let members = configuration?.members(holding: key) ?? []
    return members.isEmpty ? [key] : members
  }

  /// The readers who need fewer others to open the file than the policy of its state asks for.
  var unboundByPolicy: [String] {
    guard let metadata = file?.document.metadata,
      let access = try? configuration?.access(for: name)
    else { return [] }
    return Quorum(metadata).eased(from: Quorum(access)).flatMap(names)
  }

  /// The recipients of the file that the policy of its state does not name for it.
  var ungranted: [String] {
    guard let file, let access = try? configuration?.access(for: name) else { return [] }
    let granted = Set(access.keys.map(\.key))
    var seen: Set<String> = []
    return file.document.metadata.recipients.filter {
      !granted.contains($0) && seen.insert($0).inserted
    }
  }

  /// The encrypted fields, as they are stored.
  var sealed: [Member] {
    (file?.document.tree.first { $0.key == "secret" }?.value.object ?? [])
      .filter { file?.sealedFields.contains($0.key) ?? false }
  }

  /// The data key as it is wrapped for each recipient.
  var wrappedKeys: Set<String> {
    guard let metadata = file?.document.metadata else { return [] }
    return Set((metadata.ageEntries + metadata.keyGroups.flatMap(\.age)).map(\.enc))
  }
}
