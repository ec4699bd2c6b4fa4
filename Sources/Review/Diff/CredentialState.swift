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
  var readers: [String] {
    guard let file else { return [] }
    var readers: [String] = []
    for recipient in file.document.metadata.recipients {
      let members = configuration?.members(holding: recipient) ?? []
      for reader in members.isEmpty ? [recipient] : members where !readers.contains(reader) {
        readers.append(reader)
      }
    }
    return readers
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
